// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IInvoiceRegistry} from "../interfaces/IInvoiceRegistry.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {MAX_VALUE, toHolding} from "../types/Holding.sol";
import {GUARANTOR} from "../types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Acceptance, Exposure, Programme} from "../types/ReceivableTypes.sol";
import {ProgrammeSettings} from "./ProgrammeSettings.sol";

/// @notice How an obligation comes into being: the obligor's acceptance, the seller's consent, the programme's limits.
abstract contract Issuance is ProgrammeSettings, EIP712 {
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(address obligor,address seller,address currency,uint256 face,uint256 dueDay,uint256 validUntil,"
        "uint256 graceDays,uint256 lateRatePpm,uint256 lateBasis,address guarantor,bytes32 fingerprint,"
        "bytes32 documentRoot,bytes32 undertaking)"
    );
    bytes32 private constant BATCH_TYPEHASH = keccak256("AcceptanceBatch(bytes32 root)");
    bytes32 private constant CONSENT_TYPEHASH = keccak256("Consent(bytes32 acceptance)");

    IInvoiceRegistry public immutable invoiceRegistry;

    /// @inheritdoc IReceivables
    mapping(address obligor => mapping(bytes32 acceptance => bool)) public isRevoked;

    constructor(IInvoiceRegistry registry) {
        invoiceRegistry = registry;
    }

    /// @inheritdoc IReceivables
    function issue(Acceptance calldata terms, bytes calldata obligorSignature, bytes calldata sellerSignature)
        external
        returns (ReceivableId root)
    {
        bytes32 acceptance = hashAcceptance(terms);
        _requireAccepted(terms.obligor, acceptance, obligorSignature);
        return _issue(terms, acceptance, sellerSignature);
    }

    /// @inheritdoc IReceivables
    function issueFromBatch(
        Acceptance calldata terms,
        bytes32[] calldata proof,
        bytes calldata obligorSignature,
        bytes calldata sellerSignature
    ) external returns (ReceivableId root) {
        bytes32 acceptance = hashAcceptance(terms);
        bytes32 batch = MerkleProof.processProofCalldata(proof, _leaf(acceptance));
        require(
            !isRevoked[terms.obligor][batch],
            HeadwaterErrors.Receivables_AcceptanceRevoked(terms.obligor, batch)
        );
        _requireAccepted(terms.obligor, keccak256(abi.encode(BATCH_TYPEHASH, batch)), obligorSignature);
        return _issue(terms, acceptance, sellerSignature);
    }

    /// @inheritdoc IReceivables
    function revokeAcceptance(bytes32 acceptance) external {
        isRevoked[msg.sender][acceptance] = true;
        emit AcceptanceRevoked(msg.sender, acceptance);
    }

    /// @inheritdoc IReceivables
    function hashAcceptance(Acceptance calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(ACCEPTANCE_TYPEHASH, terms));
    }

    /// @dev Everything but the obligor's acceptance, which the caller has checked.
    function _issue(Acceptance calldata terms, bytes32 acceptance, bytes calldata sellerSignature)
        internal
        returns (ReceivableId root)
    {
        _requireTerms(terms, acceptance);
        bytes32 obligorIdentity = _requireParties(terms, acceptance, sellerSignature);

        ObligationId obligation_ = _open(terms);
        emit ObligationIssued(obligation_, terms.obligor, terms.seller, terms);
        root = _mint(obligation_, 0, 0, 1, toHolding(terms.seller, terms.face));
        emit TransferValue(0, ReceivableId.unwrap(root), terms.face);

        invoiceRegistry.record(obligorIdentity, terms.fingerprint, obligation_);
    }

    /*//////////////////////////////////////////////////////////////
                                 CHECKS
    //////////////////////////////////////////////////////////////*/

    /// @dev A leaf of OpenZeppelin's StandardMerkleTree over one value of type bytes32: hashed twice, so that no inner
    /// node can pass for a leaf.
    function _leaf(bytes32 acceptance) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(acceptance))));
    }

    function _requireAccepted(address obligor, bytes32 signed, bytes calldata signature) private view {
        if (msg.sender == obligor) return;
        require(
            Signatures.isSignedBy(obligor, _hashTypedDataV4(signed), signature),
            HeadwaterErrors.Receivables_InvalidObligorSignature(obligor)
        );
    }

    function _requireTerms(Acceptance calldata terms, bytes32 acceptance) private view {
        uint256 today = Calendar.today();
        require(
            today <= terms.validUntil, HeadwaterErrors.Receivables_AcceptanceLapsed(terms.validUntil, today)
        );
        require(
            !isRevoked[terms.obligor][acceptance],
            HeadwaterErrors.Receivables_AcceptanceRevoked(terms.obligor, acceptance)
        );
        require(terms.seller != terms.obligor, HeadwaterErrors.Receivables_SellerIsObligor(terms.obligor));
        require(terms.face != 0, HeadwaterErrors.Receivables_ZeroValue());
        require(terms.face <= MAX_VALUE, HeadwaterErrors.Receivables_FaceTooLarge(terms.face, MAX_VALUE));
        require(
            isCurrencyAllowed[terms.currency], HeadwaterErrors.Receivables_CurrencyNotAllowed(terms.currency)
        );
        _requireAtMost(terms.dueDay, type(uint24).max);
        _requireAtMost(terms.graceDays, type(uint8).max);
        _requireAtMost(terms.lateRatePpm, type(uint24).max);
        require(
            terms.lateBasis == BANKERS_YEAR || terms.lateBasis == CALENDAR_YEAR,
            HeadwaterErrors.Receivables_InvalidBasis(terms.lateBasis)
        );
    }

    function _requireParties(Acceptance calldata terms, bytes32 acceptance, bytes calldata sellerSignature)
        private
        view
        returns (bytes32 obligorIdentity)
    {
        bool sellerStands;
        (obligorIdentity, sellerStands) = participants.requireIssue(terms.obligor, terms.seller);
        require(
            sellerStands || msg.sender == terms.seller
                || _isConsent(terms.seller, acceptance, sellerSignature),
            HeadwaterErrors.Receivables_NoSellerConsent(terms.seller)
        );
        if (terms.guarantor == address(0)) return obligorIdentity;
        require(
            terms.guarantor != terms.obligor && terms.guarantor != terms.seller,
            HeadwaterErrors.Receivables_GuarantorIsParty(terms.guarantor)
        );
        participants.requireCapacity(terms.guarantor, GUARANTOR);
    }

    function _isConsent(address seller, bytes32 acceptance, bytes calldata signature)
        private
        view
        returns (bool)
    {
        return Signatures.isSignedBy(
            seller, _hashTypedDataV4(keccak256(abi.encode(CONSENT_TYPEHASH, acceptance))), signature
        );
    }

    function _requireAtMost(uint256 given, uint256 most) private pure {
        require(given <= most, HeadwaterErrors.Receivables_TermTooLarge(given, most));
    }

    /*//////////////////////////////////////////////////////////////
                                EFFECTS
    //////////////////////////////////////////////////////////////*/

    /// @dev Counts the obligation, lifts the obligor's outstanding, writes the terms down. The casts are safe because
    /// `_requireTerms` has checked each field against its width.
    function _open(Acceptance calldata terms) private returns (ObligationId obligation_) {
        Programme memory limits = _programme;
        _requireTenor(terms.dueDay, limits);
        _lift(terms.obligor, terms.currency, terms.face);
        _programme.obligations = ++limits.obligations;
        obligation_ = ObligationId.wrap(limits.obligations);

        uint8 flags = terms.lateBasis == CALENDAR_YEAR ? BASIS_365 : 0;
        if (terms.guarantor != address(0)) {
            flags |= GUARANTEED;
            _guarantors[obligation_] = terms.guarantor;
        }
        ObligationRecord storage record = _obligations[obligation_];
        record.obligor = terms.obligor;
        record.dueDay = uint24(terms.dueDay);
        record.serials = 1;
        record.lateRatePpm = uint24(terms.lateRatePpm);
        record.graceDays = uint8(terms.graceDays);
        record.flags = flags;
        record.currency = terms.currency;
        record.liveFace = uint88(terms.face);
        record.defaultDays = limits.defaultDays;
        record.documentRoot = terms.documentRoot;
    }

    function _requireTenor(uint256 dueDay, Programme memory limits) private view {
        uint256 today = Calendar.today();
        require(
            dueDay > today && dueDay >= today + limits.minTenorDays && dueDay <= today + limits.maxTenorDays,
            HeadwaterErrors.Receivables_TenorOutOfRange(
                dueDay, today, limits.minTenorDays, limits.maxTenorDays
            )
        );
    }

    function _lift(address obligor, address currency, uint256 face) private {
        Exposure memory known = _exposures[obligor][currency];
        require(
            known.outstanding + face <= known.cap,
            HeadwaterErrors.Receivables_CapExceeded(obligor, currency, known.outstanding, face, known.cap)
        );
        _exposures[obligor][currency].outstanding = known.outstanding + uint128(face); // safe: face fits 88 bits
    }
}
