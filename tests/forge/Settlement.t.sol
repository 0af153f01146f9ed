// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {CUSTODIAN} from "../../contracts/types/ParticipantTypes.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Payment, Status} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice From the due day on: payments, claims, and money that could not be paid.
contract SettlementTest is Stage {
    address private constant CUSTODY = address(0xA0007);
    address private constant BRANCH = address(0xA0008); // another account of the second tier's company

    ReceivableId private _root;

    function setUp() external {
        _raise();
        _root = _issue(FACE);
    }

    function test_several_payments_in_a_call_have_what_is_owed_each() external {
        ReceivableId other = _issue(FACE);
        _mature();
        _fund(currency, TIER2, 3 * FACE);
        Payment[] memory payments = new Payment[](3);
        payments[0] = Payment(_root.obligationOf(), 2 * FACE, DOCUMENT);
        payments[1] = Payment(other.obligationOf(), 10, DOCUMENT);
        payments[2] = Payment(_root.obligationOf(), 10, DOCUMENT);
        VM.prank(TIER2);
        uint256[] memory credited = ledger.payMany(payments);

        assert(credited[0] == FACE && credited[1] == 10 && credited[2] == 0);
        assert(ledger.obligation(_root.obligationOf()).status == Status.Settled);
        assert(ledger.obligation(other.obligationOf()).status == Status.Matured);
    }

    function test_a_payment_that_is_wrong_is_refused() external {
        _expect(HeadwaterErrors.Receivables_NotMatured.selector);
        ledger.pay(_root.obligationOf(), 1, DOCUMENT);
        _expect(HeadwaterErrors.Receivables_BatchTooLarge.selector);
        ledger.payMany(new Payment[](151));
        _mature();
        _expect(HeadwaterErrors.Receivables_NothingArrived.selector);
        ledger.pay(_root.obligationOf(), 0, DOCUMENT);
        _pay(_root, FACE);
        _expect(HeadwaterErrors.Receivables_NothingOwed.selector);
        ledger.pay(_root.obligationOf(), 1, DOCUMENT);
    }

    function test_a_share_is_claimed_in_parts() external {
        ReceivableId child = _split(_root, TIER2, FACE / 4);
        _mature();
        _pay(_root, 100);
        assert(ledger.claim(child) == 25 && ledger.receivable(child).claimed == 25);
        _pay(_root, FACE - 100);
        assert(ledger.claim(child) == FACE / 4 - 25);
        assert(currency.balanceOf(TIER2) == FACE / 4 && ledger.balanceOf(TIER2) == 0);
    }

    function test_a_claim_that_is_wrong_is_refused_and_passed_over_in_a_batch() external {
        _expect(HeadwaterErrors.Receivables_NotMatured.selector);
        ledger.claim(_root);
        _expect(HeadwaterErrors.Receivables_BatchTooLarge.selector);
        ledger.claimMany(new ReceivableId[](201));
        _mature();
        _expect(HeadwaterErrors.Receivables_NothingToClaim.selector);
        ledger.claim(_root);
        ReceivableId[] memory ids = new ReceivableId[](2);
        ids[0] = _root;
        assert(ledger.claimMany(ids)[0] == 0);
        _expect(HeadwaterErrors.Receivables_NoSuchReceivable.selector);
        ledger.claim(ids[1]);
    }

    function test_an_emptied_receivable_is_cleared_away() external {
        _split(_root, TIER2, FACE);
        _mature();
        _pay(_root, FACE);
        assert(ledger.claim(_root) == 0 && ledger.balanceOf(SUPPLIER) == 0);
    }

    function test_a_custodian_claims_for_itself_and_is_paid_or_refused() external {
        _join(CUSTODY, CUSTODIAN);
        ReceivableId child = _split(_root, CUSTODY, FACE / 2);
        _mature();
        _pay(_root, FACE);
        _expect(HeadwaterErrors.Receivables_NotCustodian.selector);
        ledger.claim(child);
        participants.revoke(CUSTODY);
        _expect(HeadwaterErrors.Participants_NotAccredited.selector);
        VM.prank(CUSTODY);
        ledger.claim(child);
        _accredit(CUSTODY, CUSTODIAN);
        VM.prank(CUSTODY);
        assert(ledger.claim(child) == FACE / 2 && currency.balanceOf(CUSTODY) == FACE / 2);
    }

    function test_what_cannot_be_paid_is_parked_and_fetched() external {
        _settle(TIER2);
        assert(ledger.creditOf(TIER2, address(currency)) == FACE / 2);
        currency.setBlocked(TIER2, false);
        ledger.withdrawCredit(TIER2, address(currency), TIER2);
        assert(currency.balanceOf(TIER2) == FACE / 2);
        _expect(HeadwaterErrors.Credits_NoCredit.selector);
        ledger.withdrawCredit(TIER2, address(currency), TIER2);
    }

    function test_parked_money_goes_to_its_own_company_alone() external {
        _settle(TIER2);
        VM.prank(BRANCH);
        participants.bind(_identity(TIER2));
        _expect(HeadwaterErrors.Credits_NotOwnCredit.selector);
        ledger.withdrawCredit(TIER2, address(currency), BRANCH);
        _expect(HeadwaterErrors.Credits_IdentityMismatch.selector);
        VM.prank(TIER2);
        ledger.withdrawCredit(TIER2, address(currency), TIER3);
        _expect(HeadwaterErrors.Participants_NotAccredited.selector);
        VM.prank(TIER2);
        ledger.withdrawCredit(TIER2, address(currency), BRANCH);
    }

    function test_who_is_not_accredited_has_its_money_parked() external {
        _mature();
        _pay(_root, FACE);
        participants.revoke(SUPPLIER);
        assert(ledger.claim(_root) == FACE);
        assert(ledger.creditOf(SUPPLIER, address(currency)) == FACE);
    }

    /// @dev Half is claimed for a holder whom the currency refuses.
    function _settle(address holder) private {
        ReceivableId child = _split(_root, holder, FACE / 2);
        _mature();
        _pay(_root, FACE);
        currency.setBlocked(holder, true);
        ledger.claim(child);
    }
}
