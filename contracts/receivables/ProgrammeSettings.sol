// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Exposure, Programme} from "../types/ReceivableTypes.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";

/// @notice What the programme's operator sets: caps, currencies, limits. They bind new obligations and new splits only.
abstract contract ProgrammeSettings is ReceivablesBase, AccessManaged {
    /// @notice Ids could hold 255; a chain of trades is never that deep.
    uint8 internal constant DEEPEST = 32;

    /// @inheritdoc IReceivables
    mapping(address currency => bool) public isCurrencyAllowed;

    /// @inheritdoc IReceivables
    function setCap(address obligor, address currency, uint128 cap) external restricted {
        _exposures[obligor][currency].cap = cap;
        emit CapSet(obligor, currency, cap);
    }

    /// @inheritdoc IReceivables
    function setCurrency(address currency, bool allowed) external restricted {
        isCurrencyAllowed[currency] = allowed;
        emit CurrencySet(currency, allowed);
    }

    /// @inheritdoc IReceivables
    function setLimits(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays)
        external
        restricted
    {
        _setLimits(minTenorDays, maxTenorDays, maxDepth, defaultDays);
    }

    /// @inheritdoc IReceivables
    function exposure(address obligor, address currency) external view returns (Exposure memory) {
        return _exposures[obligor][currency];
    }

    /// @inheritdoc IReceivables
    function programme() external view returns (Programme memory) {
        return _programme;
    }

    function _setLimits(uint16 minTenorDays, uint16 maxTenorDays, uint8 maxDepth, uint8 defaultDays)
        internal
    {
        require(
            minTenorDays <= maxTenorDays,
            HeadwaterErrors.Receivables_TenorLimitsReversed(minTenorDays, maxTenorDays)
        );
        require(maxDepth <= DEEPEST, HeadwaterErrors.Receivables_DepthOutOfRange(maxDepth, DEEPEST));
        _programme.minTenorDays = minTenorDays;
        _programme.maxTenorDays = maxTenorDays;
        _programme.maxDepth = maxDepth;
        _programme.defaultDays = defaultDays;
        emit LimitsSet(minTenorDays, maxTenorDays, maxDepth, defaultDays);
    }
}
