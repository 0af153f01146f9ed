// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Share} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice Before the due day: shares, proposals and cancellations, and who is refused them.
contract CirculationTest is Stage {
    uint32 private constant UNTIL = 20_010; // ten days after the start
    uint256 private constant KEY = 7;
    bytes32 private constant AGREED =
        keccak256("ProposalAcceptance(uint256 id,address proposer,uint256 value,uint256 validUntil)");

    ReceivableId private _root;

    function setUp() external {
        _raise();
        _root = _issue(FACE);
    }

    function test_a_child_is_one_deeper_than_its_parent() external {
        ReceivableId child = _split(_split(_root, TIER2, 1000), TIER3, 10);
        uint256 id = ReceivableId.unwrap(child);
        assert(ledger.depthOf(id) == 2 && ledger.parentSerialOf(id) == 2 && ledger.slotOf(id) == 1);
        assert(ledger.ownerOf(id) == TIER3 && ledger.balanceOf(id) == 10);
    }

    function test_a_share_for_the_obligor_is_cancelled() external {
        assert(ReceivableId.unwrap(_split(_root, ANCHOR, 1000)) == 0);
        assert(ledger.obligation(_root.obligationOf()).cancelled == 1000);
    }

    function test_a_split_that_is_wrong_is_refused() external {
        _refusedSplit(SUPPLIER, new Share[](251), HeadwaterErrors.Receivables_BatchTooLarge.selector);
        _refusedSplit(TIER2, _shares(TIER2, 1), HeadwaterErrors.Receivables_NotAuthorised.selector);
        _refusedSplit(SUPPLIER, _shares(TIER2, 0), HeadwaterErrors.Receivables_ZeroValue.selector);
        _refusedSplit(
            SUPPLIER, _shares(TIER2, FACE + 1), HeadwaterErrors.Receivables_InsufficientValue.selector
        );
        _refusedSplit(SUPPLIER, _shares(STRANGER, 1), HeadwaterErrors.Participants_NotAccredited.selector);
        _mature();
        _refusedSplit(SUPPLIER, _shares(TIER2, 1), HeadwaterErrors.Receivables_NotCirculating.selector);
    }

    function test_no_receivable_is_deeper_than_the_programme_allows() external {
        ReceivableId id = _root;
        for (uint256 i = 0; i < DEPTH; ++i) {
            id = _split(id, i % 2 == 0 ? TIER2 : TIER3, 100);
        }
        address holder = ledger.ownerOf(ReceivableId.unwrap(id));
        _expect(HeadwaterErrors.Receivables_TooDeep.selector);
        VM.prank(holder);
        ledger.split(id, _shares(TIER2, 1));
    }

    function test_a_proposal_is_accepted_by_its_recipient() external {
        ReceivableId child = _propose(TIER2, UNTIL);
        assert(ledger.proposal(child).recipient == TIER2 && ledger.proposal(child).validUntil == UNTIL);
        _expect(HeadwaterErrors.Receivables_NotRecipient.selector);
        VM.prank(TIER3);
        ledger.acceptProposal(child);
        VM.prank(TIER2);
        ledger.acceptProposal(child);
        assert(ledger.ownerOf(ReceivableId.unwrap(child)) == TIER2);
        _expect(HeadwaterErrors.Receivables_NoSuchProposal.selector);
        ledger.proposal(child);
    }

    function test_a_proposal_is_accepted_by_signature() external {
        address recipient = VM.addr(KEY);
        _join(recipient, 1 << 1);
        ReceivableId child = _propose(recipient, UNTIL);
        bytes memory signature =
            _sign(KEY, address(ledger), keccak256(abi.encode(AGREED, child, SUPPLIER, 1000, UNTIL)));
        _expect(HeadwaterErrors.Receivables_InvalidRecipientSignature.selector);
        ledger.acceptProposalFor(child, "");
        ledger.acceptProposalFor(child, signature);
        assert(ledger.ownerOf(ReceivableId.unwrap(child)) == recipient);
    }

    function test_a_proposal_ends_declined_or_withdrawn_or_lapsed() external {
        (ReceivableId one, ReceivableId two) = (_propose(TIER2, UNTIL), _propose(TIER2, UNTIL));
        VM.prank(TIER2);
        ledger.declineProposal(one);
        _expect(HeadwaterErrors.Receivables_NotHolder.selector);
        VM.prank(TIER2);
        ledger.withdrawProposal(two);
        VM.prank(SUPPLIER);
        ledger.withdrawProposal(two);

        ReceivableId three = _propose(TIER2, UNTIL);
        _expect(HeadwaterErrors.Receivables_ProposalPending.selector);
        VM.prank(SUPPLIER);
        ledger.split(three, _shares(TIER2, 1));
        _moveTo(UNTIL + 1);
        _expect(HeadwaterErrors.Receivables_ProposalLapsed.selector);
        VM.prank(TIER2);
        ledger.acceptProposal(three);
        _split(three, TIER2, 1);
    }

    function test_a_proposal_that_is_wrong_is_refused() external {
        _expect(HeadwaterErrors.Receivables_ProposalLapsed.selector);
        VM.prank(SUPPLIER);
        ledger.propose(_root, Share(TIER2, 1, 0), UNTIL - 11);
        _expect(HeadwaterErrors.Receivables_RecipientIsObligor.selector);
        VM.prank(SUPPLIER);
        ledger.propose(_root, Share(ANCHOR, 1, 0), UNTIL);
        _expect(HeadwaterErrors.Receivables_NotHolder.selector);
        VM.prank(TIER2);
        ledger.propose(_root, Share(TIER2, 1, 0), UNTIL);
    }

    function test_what_is_cancelled_whole_is_burned() external {
        ReceivableId child = _split(_root, TIER2, 1000);
        _expect(HeadwaterErrors.Receivables_NotHolder.selector);
        ledger.cancel(child, 1000);
        VM.prank(TIER2);
        ledger.cancel(child, 400);
        VM.prank(TIER2);
        ledger.cancel(child, 600);

        assert(ledger.obligation(_root.obligationOf()).liveFace == FACE - 1000);
        _expect(HeadwaterErrors.Receivables_NoSuchReceivable.selector);
        ledger.receivable(child);
    }

    function test_a_lapsed_proposal_is_burned_with_its_receivable() external {
        ReceivableId child = _propose(TIER2, UNTIL);
        _mature();
        _pay(_root, FACE);
        assert(ledger.claim(child) == 1000);
        assert(ledger.balanceOf(SUPPLIER) == 1);
    }

    function _propose(address recipient, uint32 until) private returns (ReceivableId) {
        VM.prank(SUPPLIER);
        return ledger.propose(_root, Share(recipient, 1000, DOCUMENT), until);
    }

    function _refusedSplit(address caller, Share[] memory shares, bytes4 refusal) private {
        _expect(refusal);
        VM.prank(caller);
        ledger.split(_root, shares);
    }
}
