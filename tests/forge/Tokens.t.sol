// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC3525} from "../../contracts/interfaces/IERC3525.sol";
import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {ReceivingWallet} from "../../contracts/mocks/ReceivingWallet.sol";
import {ValueWallet} from "../../contracts/mocks/ValueWallet.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice The ledger as ERC-721 and ERC-3525: approvals, transfers whole and of value, and contracts that are asked.
contract TokensTest is Stage {
    uint256 private constant TOO_LITTLE = 125_000; // to ask a contract, after what goes before

    uint256 private _root;

    function setUp() external {
        _raise();
        _root = ReceivableId.unwrap(_issue(FACE));
    }

    /*//////////////////////////////////////////////////////////////
                                 WHOLE
    //////////////////////////////////////////////////////////////*/

    function test_who_is_approved_moves_it_once() external {
        VM.prank(SUPPLIER);
        ledger.approve(FINANCIER, _root);
        assert(ledger.getApproved(_root) == FINANCIER);
        VM.prank(FINANCIER);
        ledger.safeTransferFrom(SUPPLIER, TIER2, _root, "goods");

        assert(ledger.ownerOf(_root) == TIER2 && ledger.getApproved(_root) == address(0));
        _expect(HeadwaterErrors.Receivables_NotAuthorised.selector);
        VM.prank(FINANCIER);
        ledger.transferFrom(TIER2, FINANCIER, _root);
    }

    function test_an_operator_approves_and_moves() external {
        VM.prank(SUPPLIER);
        ledger.setApprovalForAll(FINANCIER, true);
        assert(ledger.isApprovedForAll(SUPPLIER, FINANCIER));
        VM.prank(FINANCIER);
        ledger.approve(TIER2, _root);
        VM.prank(FINANCIER);
        ledger.approve(address(0), _root);
        VM.prank(FINANCIER);
        ledger.safeTransferFrom(SUPPLIER, TIER2, _root);
        assert(ledger.balanceOf(TIER2) == 1 && ledger.balanceOf(SUPPLIER) == 0);
    }

    function test_what_reaches_its_obligor_is_burned() external {
        VM.prank(SUPPLIER);
        ledger.approve(FINANCIER, _root);
        VM.prank(FINANCIER);
        ledger.safeTransferFrom(SUPPLIER, ANCHOR, _root);
        _expect(HeadwaterErrors.Receivables_NoSuchReceivable.selector);
        ledger.ownerOf(_root);
    }

    function test_a_transfer_that_is_wrong_is_refused() external {
        _expect(HeadwaterErrors.Receivables_NotHolder.selector);
        ledger.transferFrom(TIER2, TIER3, _root);
        _expect(HeadwaterErrors.Receivables_ZeroAddress.selector);
        VM.prank(SUPPLIER);
        ledger.transferFrom(SUPPLIER, address(0), _root);
        _expect(HeadwaterErrors.Receivables_NotAuthorised.selector);
        ledger.approve(TIER2, _root);
        _expect(HeadwaterErrors.Receivables_ZeroAddress.selector);
        ledger.setApprovalForAll(address(0), true);
        _expect(HeadwaterErrors.Receivables_ZeroAddress.selector);
        ledger.balanceOf(address(0));
    }

    function test_a_contract_is_asked_once_it_holds_it() external {
        ReceivingWallet wallet = new ReceivingWallet(STRANGER);
        _join(address(wallet), 1 << 1);
        wallet.setManner(ReceivingWallet.Manner.Refuses, address(0));
        _expect(ReceivingWallet.ReceivingWallet_Refused.selector);
        VM.prank(SUPPLIER);
        ledger.safeTransferFrom(SUPPLIER, address(wallet), _root);
        wallet.setManner(ReceivingWallet.Manner.Accepts, address(0));
        VM.prank(SUPPLIER);
        ledger.safeTransferFrom(SUPPLIER, address(wallet), _root);
        assert(ledger.ownerOf(_root) == address(wallet));
    }

    function test_it_says_which_standards_it_keeps() external view {
        assert(ledger.supportsInterface(type(IERC165).interfaceId));
        assert(ledger.supportsInterface(type(IERC721).interfaceId));
        assert(ledger.supportsInterface(type(IERC3525).interfaceId));
        assert(!ledger.supportsInterface(0xffffffff));
        assert(ledger.valueDecimals() == 0);
        assert(keccak256(bytes(ledger.name())) == keccak256("Headwater Receivables"));
        assert(keccak256(bytes(ledger.symbol())) == keccak256("HWR"));
    }

    /*//////////////////////////////////////////////////////////////
                                 VALUE
    //////////////////////////////////////////////////////////////*/

    function test_value_goes_to_another_of_the_same_holder_or_of_another() external {
        uint256 child = _child(TIER2, 1000);
        uint256 own = _child(SUPPLIER, 10);
        _move(SUPPLIER, _root, child, 500);
        _move(SUPPLIER, own, _root, 10);
        assert(ledger.balanceOf(child) == 1500 && ledger.balanceOf(own) == 0);
        assert(ledger.balanceOf(_root) == FACE - 1500);
    }

    function test_value_that_goes_to_the_obligor_is_cancelled() external {
        VM.prank(SUPPLIER);
        assert(ledger.transferFrom(_root, ANCHOR, 10) == 0);
        assert(ledger.balanceOf(_root) == FACE - 10);
    }

    function test_an_allowance_is_used_up_and_ends_with_a_transfer() external {
        VM.prank(SUPPLIER);
        ledger.approve(_root, FINANCIER, 100);
        VM.prank(FINANCIER);
        ledger.transferFrom(_root, TIER2, 60);
        assert(ledger.allowance(_root, FINANCIER) == 40);
        _expect(HeadwaterErrors.Receivables_InsufficientAllowance.selector);
        VM.prank(FINANCIER);
        ledger.transferFrom(_root, TIER2, 60);

        VM.prank(SUPPLIER);
        ledger.approve(_root, FINANCIER, type(uint256).max);
        VM.prank(FINANCIER);
        ledger.transferFrom(_root, TIER2, 60);
        assert(ledger.allowance(_root, FINANCIER) == type(uint256).max);
        VM.prank(SUPPLIER);
        ledger.transferFrom(SUPPLIER, TIER2, _root);
        assert(ledger.allowance(_root, FINANCIER) == 0);
    }

    function test_value_that_goes_wrong_is_refused() external {
        uint256 other = ReceivableId.unwrap(_issue(FACE));
        _refusedMove(_root, _root, HeadwaterErrors.Receivables_SameReceivable.selector);
        _refusedMove(_root, other, HeadwaterErrors.Receivables_OtherObligation.selector);
        _expect(HeadwaterErrors.Receivables_ZeroAddress.selector);
        ledger.transferFrom(_root, address(0), 1);
        _expect(HeadwaterErrors.Receivables_ZeroAddress.selector);
        VM.prank(SUPPLIER);
        ledger.approve(_root, address(0), 1);
    }

    function test_a_contract_is_asked_about_value() external {
        ValueWallet wallet = new ValueWallet(STRANGER);
        _join(address(wallet), 1 << 1);
        _send(wallet, ValueWallet.Manner.Accepts, 0);
        _send(wallet, ValueWallet.Manner.DeniesIt, 0);
        _send(wallet, ValueWallet.Manner.Refuses, ValueWallet.ValueWallet_Refused.selector);
        bytes4 rejected = HeadwaterErrors.Receivables_ValueRejected.selector;
        _send(wallet, ValueWallet.Manner.AnswersWrongly, rejected);
        _send(wallet, ValueWallet.Manner.RefusesSilently, rejected);
        assert(ledger.balanceOf(address(wallet)) == 2);
    }

    function test_the_question_cannot_be_starved() external {
        ValueWallet wallet = new ValueWallet(STRANGER);
        _join(address(wallet), 1 << 1);
        uint256 child = _child(address(wallet), 10);
        _expect(HeadwaterErrors.Receivables_GasTooLow.selector);
        VM.prank(SUPPLIER);
        IERC3525(address(ledger)).transferFrom{gas: TOO_LITTLE}(_root, child, 1);
    }

    function _child(address holder, uint256 value) private returns (uint256) {
        return ReceivableId.unwrap(_split(ReceivableId.wrap(_root), holder, value));
    }

    function _move(address caller, uint256 from, uint256 to, uint256 value) private {
        VM.prank(caller);
        ledger.transferFrom(from, to, value);
    }

    function _refusedMove(uint256 from, uint256 to, bytes4 refusal) private {
        _expect(refusal);
        _move(SUPPLIER, from, to, 1);
    }

    function _send(ValueWallet wallet, ValueWallet.Manner manner, bytes4 refusal) private {
        wallet.setManner(manner, "");
        if (refusal != 0) _expect(refusal);
        VM.prank(SUPPLIER);
        ledger.transferFrom(_root, address(wallet), 1);
    }
}
