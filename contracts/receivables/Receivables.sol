// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IInvoiceRegistry} from "../interfaces/IInvoiceRegistry.sol";
import {IIssuance} from "../interfaces/IIssuance.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivableDescriptor} from "../interfaces/IReceivableDescriptor.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {toHolding} from "../types/Holding.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Acceptance, CALENDAR_YEAR, Exposure, Hold, Programme} from "../types/ReceivableTypes.sol";
import {Issuance} from "./Issuance.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";
import {Settlement} from "./Settlement.sol";
import {Supervision} from "./Supervision.sol";
import {Tokens} from "./Tokens.sol";

/// @notice The ledger, whole: how an obligation is opened, here; what becomes of it, in a chapter each: Circulation,
/// ValueTokens, Tokens, Arrears and Settlement, Supervision.
contract Receivables is Tokens, Settlement, Supervision {
    IInvoiceRegistry public immutable invoiceRegistry;

    /// @inheritdoc IReceivables
    IIssuance public immutable issuance;

    modifier onlyIssuance() {
        require(msg.sender == address(issuance), HeadwaterErrors.Receivables_NotIssuance(msg.sender));
        _;
    }

    constructor(
        address authority,
        IParticipants participants_,
        IInvoiceRegistry registry,
        IReceivableDescriptor descriptor_,
        Programme memory limits
    )
        EIP712("Headwater Receivables", "1")
        ReceivablesBase(participants_, descriptor_)
        AccessManaged(authority)
    {
        invoiceRegistry = registry;
        issuance = new Issuance(authority, participants_, limits);
    }

    /// @inheritdoc IReceivables
    /// @dev The casts are safe because the issuance has checked each term against its width, and the depth is at most 32.
    function open(
        ObligationId id,
        Acceptance calldata terms,
        bytes32 legalIdentity,
        uint8 maxDepth,
        uint8 defaultDays
    ) external onlyIssuance returns (ReceivableId root) {
        _lift(terms.obligor, terms.currency, terms.face);
        if (terms.guarantor != address(0)) _guarantees[id].guarantor = terms.guarantor;
        ObligationRecord storage record = _obligations[id];
        record.obligor = terms.obligor;
        record.dueDay = uint24(terms.dueDay);
        record.serials = 1;
        record.lateRatePpm = uint24(terms.lateRatePpm);
        record.graceDays = uint8(terms.graceDays);
        record.traits = terms.lateBasis == CALENDAR_YEAR ? maxDepth | BASIS_365 : maxDepth;
        record.currency = terms.currency;
        record.liveFace = uint88(terms.face);
        record.defaultDays = defaultDays;
        record.documentRoot = terms.documentRoot;

        emit ObligationIssued(id, terms.obligor, terms.seller, terms);
        root = _mint(id, 0, 0, 1, toHolding(terms.seller, terms.face));
        emit TransferValue(0, ReceivableId.unwrap(root), terms.face);
        invoiceRegistry.record(legalIdentity, terms.fingerprint, id);
    }

    /// @inheritdoc IReceivables
    function setCap(address obligor, address currency, uint128 cap) external onlyIssuance {
        _exposures[obligor][currency].cap = cap;
    }

    /// @inheritdoc IReceivables
    function setStopped(ObligationId id, bool halted, bool frozen) external onlyIssuance {
        ObligationRecord storage record = _requireObligation(id);
        record.traits = halted ? record.traits | HALTED : record.traits & ~HALTED;
        record.frozen = frozen;
        record.halted = halted;
    }

    /// @inheritdoc IReceivables
    function exposure(address obligor, address currency) external view returns (Exposure memory) {
        return _exposures[obligor][currency];
    }

    function _holdOn(ObligationId id) internal view override returns (Hold memory) {
        // slither-disable-next-line calls-loop (a view of the suite's own)
        return issuance.holdOn(id);
    }

    function _lift(address obligor, address currency, uint256 face) private {
        Exposure storage known = _exposures[obligor][currency];
        (uint256 outstanding, uint256 cap) = (known.outstanding, known.cap);
        require(
            outstanding + face <= cap,
            HeadwaterErrors.Receivables_CapExceeded(obligor, currency, outstanding, face, cap)
        );
        known.outstanding = uint128(outstanding + face); // safe because it is at most the cap
    }
}
