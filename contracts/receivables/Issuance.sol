// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IIssuance} from "../interfaces/IIssuance.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {MAX_VALUE} from "../types/Holding.sol";
import {GUARANTOR} from "../types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Acceptance, BANKERS_YEAR, CALENDAR_YEAR, Programme} from "../types/ReceivableTypes.sol";
import {Oversight} from "./Oversight.sol";
import {ProgrammeSettings} from "./ProgrammeSettings.sol";

/// @notice See IIssuance. Chapters of their own are the programme's settings, ProgrammeSettings, and what is ordered and put on
/// record when things go wrong, Oversight.
contract Issuance is Oversight, EIP712 {
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256(
        "Acceptance(address obligor,address seller,address currency,uint256 face,uint256 dueDay,uint256 validUntil,"
        "uint256 graceDays,uint256 lateRatePpm,uint256 lateBasis,address guarantor,bytes32 fingerprint,"
        "bytes32 documentRoot,bytes32 undertaking)"
    );
    bytes32 private constant BATCH_TYPEHASH = keccak256("AcceptanceBatch(bytes32 root)");
    bytes32 private constant CONSENT_TYPEHASH = keccak256("Consent(bytes32 acceptance)");

    /// @inheritdoc IIssuance
    mapping(address obligor => mapping(bytes32 acceptance => bool)) public isRevoked;

    /// @dev Made by its ledger.
    constructor(address authority, IParticipants participants_, Programme memory limits)
        AccessManaged(authority)
        EIP712("Headwater Issuance", "1")
        ProgrammeSettings(IReceivables(msg.sender), participants_, limits)
    {}

    /// @inheritdoc IIssuance
    function issue(Acceptance calldata terms, bytes calldata obligorSignature, bytes calldata sellerSignature)
        external
        returns (ReceivableId root)
    {
        bytes32 acceptance = hashAcceptance(terms);
        _requireAccepted(terms.obligor, acceptance, obligorSignature);
        return _issue(terms, acceptance, sellerSignature);
    }

    /// @inheritdoc IIssuance
    function issueFromBatch(
        Acceptance calldata terms,
        bytes32[] calldata proof,
        bytes calldata obligorSignature,
        bytes calldata sellerSignature
    ) external returns (ReceivableId root) {
        bytes32 acceptance = hashAcceptance(terms);
        bytes32 batch = MerkleProof.processProofCalldata(proof, _leaf(acceptance));
        require(
            !isRevoked[terms.obligor][batch], HeadwaterErrors.Issuance_AcceptanceRevoked(terms.obligor, batch)
        );
        _requireAccepted(terms.obligor, keccak256(abi.encode(BATCH_TYPEHASH, batch)), obligorSignature);
        return _issue(terms, acceptance, sellerSignature);
    }

    /// @inheritdoc IIssuance
    function revokeAcceptance(bytes32 acceptance) external {
        isRevoked[msg.sender][acceptance] = true;
        emit AcceptanceRevoked(msg.sender, acceptance);
    }

    /// @inheritdoc IIssuance
    function hashAcceptance(Acceptance calldata terms) public pure returns (bytes32) {
        return keccak256(abi.encode(ACCEPTANCE_TYPEHASH, terms));
    }

    /// @dev Everything but the obligor's acceptance, which the caller has checked.
    function _issue(Acceptance calldata terms, bytes32 acceptance, bytes calldata sellerSignature)
        internal
        returns (ReceivableId root)
    {
        Programme memory limits = _programme;
        _requireTerms(terms, acceptance, limits);
        bytes32 obligorIdentity = _requireParties(terms, acceptance, sellerSignature);

        _programme.obligations = ++limits.obligations;
        return receivables.open(
            ObligationId.wrap(limits.obligations), terms, obligorIdentity, limits.maxDepth, limits.defaultDays
        );
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
            HeadwaterErrors.Issuance_InvalidObligorSignature(obligor)
        );
    }

    function _requireTerms(Acceptance calldata terms, bytes32 acceptance, Programme memory limits)
        private
        view
    {
        uint256 today = Calendar.today();
        require(today <= terms.validUntil, HeadwaterErrors.Issuance_AcceptanceLapsed(terms.validUntil, today));
        (address obligor, address currency) = (terms.obligor, terms.currency); // each is decoded once
        require(
            !isRevoked[obligor][acceptance], HeadwaterErrors.Issuance_AcceptanceRevoked(obligor, acceptance)
        );
        require(terms.seller != obligor, HeadwaterErrors.Issuance_SellerIsObligor(obligor));
        require(terms.face != 0, HeadwaterErrors.Issuance_ZeroFace());
        require(terms.face <= MAX_VALUE, HeadwaterErrors.Issuance_FaceTooLarge(terms.face, MAX_VALUE));
        require(isCurrencyAllowed[currency], HeadwaterErrors.Issuance_CurrencyNotAllowed(currency));
        require(terms.undertaking != 0, HeadwaterErrors.Issuance_NoUndertaking());
        _requireAtMost(terms.dueDay, type(uint24).max);
        _requireTenor(terms.dueDay, today, limits);
        _requireAtMost(terms.graceDays, type(uint8).max);
        _requireAtMost(terms.lateRatePpm, type(uint24).max);
        require(
            terms.lateBasis == BANKERS_YEAR || terms.lateBasis == CALENDAR_YEAR,
            HeadwaterErrors.Issuance_InvalidBasis(terms.lateBasis)
        );
    }

    function _requireParties(Acceptance calldata terms, bytes32 acceptance, bytes calldata sellerSignature)
        private
        view
        returns (bytes32 obligorIdentity)
    {
        (address obligor, address seller, address guarantor) = (terms.obligor, terms.seller, terms.guarantor);
        bool sellerStands;
        (obligorIdentity, sellerStands) = participants.requireIssue(obligor, seller);
        require(
            !isBarred(obligorIdentity), SupervisionErrors.Issuance_ObligorBarred(obligor, obligorIdentity)
        );
        require(
            sellerStands || msg.sender == seller || _isConsent(seller, acceptance, sellerSignature),
            HeadwaterErrors.Issuance_NoSellerConsent(seller)
        );
        if (guarantor == address(0)) return obligorIdentity;
        bytes32 guarantorIdentity = participants.legalIdentityOf(guarantor);
        require(
            guarantorIdentity != obligorIdentity && guarantorIdentity != participants.legalIdentityOf(seller),
            HeadwaterErrors.Issuance_GuarantorIsParty(guarantor)
        );
        participants.requireCapacity(guarantor, GUARANTOR);
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
        require(given <= most, HeadwaterErrors.Issuance_TermTooLarge(given, most));
    }

    function _requireTenor(uint256 dueDay, uint256 today, Programme memory limits) private pure {
        require(
            dueDay > today && dueDay >= today + limits.minTenorDays && dueDay <= today + limits.maxTenorDays,
            HeadwaterErrors.Issuance_TenorOutOfRange(dueDay, today, limits.minTenorDays, limits.maxTenorDays)
        );
    }
}
