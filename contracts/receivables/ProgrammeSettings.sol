// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IIssuance} from "../interfaces/IIssuance.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Programme} from "../types/ReceivableTypes.sol";

/// @notice What the programme's operator sets: caps, currencies, limits. They bind new obligations only.
abstract contract ProgrammeSettings is IIssuance, AccessManaged {
    /// @notice Ids could hold 255; a chain of trades is never that deep.
    uint8 internal constant DEEPEST = 32;

    /// @inheritdoc IIssuance
    IReceivables public immutable receivables;
    /// @inheritdoc IIssuance
    IParticipants public immutable participants;

    Programme internal _programme;

    /// @inheritdoc IIssuance
    mapping(address currency => bool) public isCurrencyAllowed;

    constructor(IReceivables receivables_, IParticipants participants_, Programme memory limits) {
        receivables = receivables_;
        participants = participants_;
        _setLimits(limits.minTenorDays, limits.maxTenorDays, limits.maxDepth, limits.defaultDays);
    }

    /// @inheritdoc IIssuance
    function setCap(address obligor, address currency, uint128 cap) external restricted {
        emit CapSet(obligor, currency, cap);
        receivables.setCap(obligor, currency, cap);
    }

    /// @inheritdoc IIssuance
    function setCurrency(address currency, bool allowed) external restricted {
        isCurrencyAllowed[currency] = allowed;
        emit CurrencySet(currency, allowed);
    }

    /// @inheritdoc IIssuance
    function setLimits(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays)
        external
        restricted
    {
        _setLimits(minTenorDays, maxTenorDays, maxDepth, defaultDays);
    }

    /// @inheritdoc IIssuance
    function programme() external view returns (Programme memory) {
        return _programme;
    }

    function _setLimits(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays) private {
        require(
            minTenorDays <= maxTenorDays,
            HeadwaterErrors.Issuance_TenorLimitsReversed(minTenorDays, maxTenorDays)
        );
        require(maxDepth <= DEEPEST, HeadwaterErrors.Issuance_DepthOutOfRange(maxDepth, DEEPEST));
        _programme.minTenorDays = minTenorDays;
        _programme.maxTenorDays = maxTenorDays;
        _programme.maxDepth = maxDepth;
        _programme.defaultDays = defaultDays;
        emit LimitsSet(minTenorDays, maxTenorDays, maxDepth, defaultDays);
    }
}
