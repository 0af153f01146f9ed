// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {SigningWallet} from "../../contracts/mocks/SigningWallet.sol";
import {MAX_VALUE} from "../../contracts/types/Holding.sol";
import {GUARANTOR, OBLIGOR as OWES} from "../../contracts/types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Acceptance, Obligation, Status} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice What was accepted is issued, under the programme's limits, and nothing else.
contract IssuanceTest is Stage {
    uint256 private constant KEY = 7;
    uint256 private constant DUE = START + TENOR;
    bytes32 private constant BATCH = keccak256("AcceptanceBatch(bytes32 root)");
    bytes32 private constant CONSENT = keccak256("Consent(bytes32 acceptance)");

    address private _signer;

    function setUp() external {
        _raise();
        _signer = VM.addr(KEY);
        _join(_signer, OWES);
        issuance.setCap(_signer, address(currency), type(uint128).max);
    }

    function test_a_signature_issues_the_terms_it_is_over(uint256 faceSeed) external {
        Acceptance memory terms = _signed(_bound(faceSeed, 1, MAX_VALUE));
        terms.lateBasis = 365;
        bytes memory signature = _accepted(terms);
        ReceivableId root = issuance.issue(terms, signature, "");

        Obligation memory debt = ledger.obligation(root.obligationOf());
        assert(debt.liveFace == terms.face && debt.obligor == _signer && debt.lateBasis == 365);
        assert(debt.status == Status.Open && _valueOf(root) == terms.face);
        _expect(HeadwaterErrors.InvoiceRegistry_AlreadyFinanced.selector);
        issuance.issue(terms, signature, "");
        terms.face ^= 1;
        _expect(HeadwaterErrors.Issuance_InvalidObligorSignature.selector);
        issuance.issue(terms, signature, "");
    }

    function test_a_wallet_signs_by_its_owner() external {
        SigningWallet wallet = new SigningWallet(_signer);
        _join(address(wallet), OWES);
        issuance.setCap(address(wallet), address(currency), uint128(FACE));
        Acceptance memory terms = _signed(FACE);
        terms.obligor = address(wallet);
        assert(ReceivableId.unwrap(issuance.issue(terms, _accepted(terms), "")) != 0);
    }

    function test_one_signature_accepts_a_batch_until_its_root_is_revoked() external {
        (Acceptance memory one, Acceptance memory two) = (_signed(FACE), _signed(FACE));
        (bytes32 first, bytes32 second) = (_leaf(one), _leaf(two));
        bytes32 root = keccak256(first < second ? bytes.concat(first, second) : bytes.concat(second, first));
        bytes memory signature = _sign(KEY, address(issuance), keccak256(abi.encode(BATCH, root)));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = second;
        issuance.issueFromBatch(one, proof, signature, "");

        proof[0] = first;
        VM.prank(_signer);
        issuance.revokeAcceptance(root);
        assert(issuance.isRevoked(_signer, root));
        _expect(HeadwaterErrors.Issuance_AcceptanceRevoked.selector);
        issuance.issueFromBatch(two, proof, signature, "");
    }

    function test_a_seller_calls_signs_or_stands() external {
        address seller = VM.addr(KEY + 1);
        _join(seller, 1 << 1);
        VM.prank(seller);
        participants.setStandingAcceptance(false);
        Acceptance memory terms = _signed(FACE);
        terms.seller = seller;
        bytes memory accepted = _accepted(terms);
        _expect(HeadwaterErrors.Issuance_NoSellerConsent.selector);
        issuance.issue(terms, accepted, "");

        bytes32 consent = keccak256(abi.encode(CONSENT, issuance.hashAcceptance(terms)));
        issuance.issue(terms, accepted, _sign(KEY + 1, address(issuance), consent));
        terms.fingerprint = "called";
        accepted = _accepted(terms);
        VM.prank(seller);
        issuance.issue(terms, accepted, "");
    }

    function test_a_guarantor_is_another_who_may_be_one() external {
        Acceptance memory terms = _terms(FACE, DUE);
        terms.guarantor = ANCHOR;
        _refused(terms, HeadwaterErrors.Issuance_GuarantorIsParty.selector);
        terms.guarantor = FINANCIER;
        _refused(terms, HeadwaterErrors.Participants_LacksCapacity.selector);
        _accredit(FINANCIER, GUARANTOR);
        VM.prank(ANCHOR);
        assert(ledger.obligation(issuance.issue(terms, "", "").obligationOf()).guarantor == FINANCIER);
    }

    function test_terms_that_are_wrong_are_refused() external {
        _refusedFace(0, HeadwaterErrors.Issuance_ZeroFace.selector);
        _refusedFace(MAX_VALUE + 1, HeadwaterErrors.Issuance_FaceTooLarge.selector);
        Acceptance memory terms = _terms(FACE, DUE);
        terms.validUntil = START - 1;
        _refused(terms, HeadwaterErrors.Issuance_AcceptanceLapsed.selector);
        (terms.validUntil, terms.seller) = (START, ANCHOR);
        _refused(terms, HeadwaterErrors.Issuance_SellerIsObligor.selector);
        (terms.seller, terms.currency) = (SUPPLIER, STRANGER);
        _refused(terms, HeadwaterErrors.Issuance_CurrencyNotAllowed.selector);
        (terms.currency, terms.undertaking) = (address(currency), 0);
        _refused(terms, HeadwaterErrors.Issuance_NoUndertaking.selector);
        (terms.undertaking, terms.lateBasis) = (DOCUMENT, 364);
        _refused(terms, HeadwaterErrors.Issuance_InvalidBasis.selector);
        (terms.lateBasis, terms.graceDays) = (360, 256);
        _refused(terms, HeadwaterErrors.Issuance_TermTooLarge.selector);
        (terms.graceDays, terms.dueDay) = (0, START);
        _refused(terms, HeadwaterErrors.Issuance_TenorOutOfRange.selector);
        terms.dueDay = DUE;
        bytes32 acceptance = issuance.hashAcceptance(terms);
        VM.prank(ANCHOR);
        issuance.revokeAcceptance(acceptance);
        _refused(terms, HeadwaterErrors.Issuance_AcceptanceRevoked.selector);
    }

    function test_the_operator_sets_caps_currencies_and_limits() external {
        issuance.setCap(ANCHOR, address(currency), uint128(FACE));
        _refusedFace(FACE + 1, HeadwaterErrors.Receivables_CapExceeded.selector);
        _issue(FACE);
        assert(ledger.exposure(ANCHOR, address(currency)).outstanding == FACE);

        issuance.setLimits(1, 30, 4, 20);
        assert(issuance.programme().maxDepth == 4 && issuance.programme().obligations == 1);
        _expect(HeadwaterErrors.Issuance_TenorLimitsReversed.selector);
        issuance.setLimits(2, 1, 4, 20);
        _expect(HeadwaterErrors.Issuance_DepthOutOfRange.selector);
        issuance.setLimits(1, 30, 33, 20);
        issuance.setCurrency(address(currency), false);
        assert(!issuance.isCurrencyAllowed(address(currency)));
    }

    function test_only_its_issuance_opens_obligations_on_a_ledger() external {
        Acceptance memory terms = _terms(FACE, DUE);
        _expect(HeadwaterErrors.Receivables_NotIssuance.selector);
        ledger.open(ObligationId.wrap(9), terms, DOCUMENT, DEPTH, 30);
        _expect(HeadwaterErrors.Receivables_NotIssuance.selector);
        ledger.setCap(ANCHOR, address(currency), 0);
        _expect(HeadwaterErrors.Receivables_NoSuchObligation.selector);
        ledger.obligation(ObligationId.wrap(9));
    }

    function _signed(uint256 face) private returns (Acceptance memory terms) {
        terms = _terms(face, DUE);
        terms.obligor = _signer;
    }

    function _accepted(Acceptance memory terms) private returns (bytes memory) {
        return _sign(KEY, address(issuance), issuance.hashAcceptance(terms));
    }

    function _leaf(Acceptance memory terms) private view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(issuance.hashAcceptance(terms)))));
    }

    function _refused(Acceptance memory terms, bytes4 refusal) private {
        _expect(refusal);
        VM.prank(ANCHOR);
        issuance.issue(terms, "", "");
    }

    function _refusedFace(uint256 face, bytes4 refusal) private {
        _refused(_terms(face, DUE), refusal);
    }
}
