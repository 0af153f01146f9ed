import pytest
from web3.exceptions import Web3Exception

from tests.stage import FACE, OPERATOR, TOKEN, ZERO, logged, plain, refused

CUSTODIAN = 8


@pytest.fixture
def least_gas(stage, receivables, stranger):
    """The least gas, in steps of 500, with which a call of the stranger's to the ledger goes through."""
    call = {"from": stranger.address, "to": receivables.address}

    def goes_through(data, gas):
        try:
            stage.programme.w3.eth.call({**call, "data": data, "gas": gas})
        except Web3Exception:
            return False
        return True

    return lambda data: next(gas for gas in range(30_000, 300_000, 500) if goes_through(data, gas))


class TestClaim:
    class TestGivenTheObligationIsPaidInFull:
        """Rules S4, S7."""

        def test_it_should_pay_each_holder_its_value(self, receivables, settled, supplier, tier2, currency):
            for id_, holder in zip(settled, (supplier, tier2), strict=True):
                receivables.claim(id_, {"from": holder})
            assert currency.balanceOf(supplier) == FACE - 300_000
            assert currency.balanceOf(tier2) == 300_000
            assert currency.balanceOf(receivables) == 0

        def test_it_should_burn_the_receivable(self, receivables, settled, tier2):
            receivables.claim(settled[1], {"from": tier2})
            with refused("Receivables_NoSuchReceivable", settled[1]):
                receivables.receivable(settled[1])
            assert receivables.balanceOf["address"](tier2) == 0

        def test_it_should_log_claim_and_burning(self, receivables, settled, tier2):
            tx = receivables.claim(settled[1], {"from": tier2})
            claimed = {"id": settled[1], "holder": tier2, "amount": 300_000}
            assert logged(tx, "ReceivableClaimed") == [claimed]
            gone = {"fromTokenId": settled[1], "toTokenId": 0, "value": 300_000}
            assert logged(tx, "TransferValue") == [gone]
            burned = [log for log in logged(tx, "Transfer") if "tokenId" in log]
            assert burned == [{"from": tier2, "to": ZERO, "tokenId": settled[1]}]

        def test_it_should_give_what_was_paid(self, receivables, settled, tier2):
            assert receivables.claim.call(settled[1], {"from": tier2}) == 300_000

        def test_it_should_pay_the_holder_whoever_calls(self, receivables, settled, tier2, stranger, currency):
            receivables.claim(settled[1], {"from": stranger})
            assert (currency.balanceOf(tier2), currency.balanceOf(stranger)) == (300_000, 0)

        def test_it_should_pay_the_holder_with_the_least_gas_that_is_enough(
            self, receivables, settled, tier2, stranger, currency, least_gas
        ):
            """Who gives too little for the payment ends the call: it never goes through and parks the money."""
            least = least_gas(receivables.claim.encode_input(settled[1]))
            receivables.claim(settled[1], {"from": stranger, "gas_limit": least})
            assert (currency.balanceOf(tier2), receivables.creditOf(tier2, currency)) == (300_000, 0)

        def test_it_should_leave_what_the_holder_never_asked_for(
            self, stage, receivables, root, child, tier2, currency
        ):
            dust = stage.split(root, *[(tier2, 1)] * 20)
            stage.settle(root, FACE)
            receivables.claim(child, {"from": tier2})
            assert currency.balanceOf(tier2) == 300_000
            assert receivables.balanceOf["address"](tier2) == len(dust)

        def test_it_should_refuse_a_second_time(self, receivables, settled, tier2):
            receivables.claim(settled[1], {"from": tier2})
            with refused("Receivables_NoSuchReceivable", settled[1]):
                receivables.claim(settled[1], {"from": tier2})

        def test_it_should_leave_nothing_beside_it(self, stage, receivables, child, tier2, stranger, beside):
            stage.settle(child, 500_000)
            receivables.claim(child, {"from": tier2})
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            assert beside(child) == [0, int(stranger.address, 16), 150_000]
            stage.pay(child, 500_000)
            receivables.claim(child, {"from": tier2})
            assert beside(child) == [0, 0, 0]

        def test_it_should_forget_a_proposal_that_lapsed(self, stage, receivables, root, supplier, tier2, beside):
            kept = stage.propose(root, tier2, 300_000)
            assert beside(kept)[0] != 0
            stage.settle(root, FACE)
            receivables.claim(kept, {"from": supplier})
            assert beside(kept) == [0, 0, 0]

        def test_it_should_burn_an_empty_receivable_for_nothing(self, stage, receivables, root, tier2, currency):
            stage.split(root, (tier2, FACE))
            stage.settle(root, FACE)
            tx = receivables.claim(root, {"from": tier2})
            assert [log["amount"] for log in logged(tx, "ReceivableClaimed")] == [0]
            assert (logged(tx, "AmountParked"), currency.balanceOf(receivables)) == ([], FACE)
            with refused("Receivables_NoSuchReceivable", root):
                receivables.ownerOf(root)

    class TestGivenTheObligationIsPaidInPart:
        """Rule S3."""

        @pytest.fixture
        def thirds(self, stage, root, tier2, tier3):
            """Three receivables of an obligation of 100: 34, 33 and 33, of which 50 are paid."""
            root = stage.issue(face=100)
            shares = stage.split(root, (tier2, 33), (tier3, 33))
            stage.settle(root, 50)
            return [root, *shares]

        def test_it_should_pay_the_share_rounded_down(self, receivables, thirds, supplier, tier2, tier3, currency):
            for id_ in thirds:
                receivables.claim(id_, {"from": tier2})
            balances = [currency.balanceOf(holder) for holder in (supplier, tier2, tier3)]
            assert (balances, currency.balanceOf(receivables)) == ([17, 16, 16], 1)

        def test_it_should_keep_the_receivable_and_note_what_was_claimed(self, receivables, thirds, tier2):
            receivables.claim(thirds[1], {"from": tier2})
            assert plain(receivables.receivable(thirds[1]))[:5] == (thirds[1], tier2, 33, 16, 0)

        def test_it_should_log_the_claim_and_no_burning(self, receivables, thirds, tier2):
            tx = receivables.claim(thirds[1], {"from": tier2})
            claimed = {"id": thirds[1], "holder": tier2, "amount": 16}
            assert logged(tx, "ReceivableClaimed") == [claimed]
            assert logged(tx, "TransferValue") == []

        def test_it_should_pay_the_difference_after_the_next_part(self, stage, receivables, thirds, tier2, currency):
            receivables.claim(thirds[1], {"from": tier2})
            stage.pay(thirds[0], 20)
            assert receivables.receivable(thirds[1])["claimable"] == 7
            receivables.claim(thirds[1], {"from": tier2})
            assert currency.balanceOf(tier2) == 23
            assert plain(receivables.receivable(thirds[1]))[3:5] == (23, 0)

        def test_it_should_leave_no_dust_once_all_is_paid(
            self, stage, receivables, thirds, supplier, tier2, tier3, currency
        ):
            for amount in (1, 49):
                receivables.claimMany(thirds, {"from": tier2})
                stage.pay(thirds[0], amount)
            receivables.claimMany(thirds, {"from": tier2})
            balances = [currency.balanceOf(holder) for holder in (supplier, tier2, tier3)]
            assert (balances, currency.balanceOf(receivables)) == ([34, 33, 33], 0)

        def test_it_should_refuse_when_nothing_new_is_due(self, receivables, thirds, tier2):
            receivables.claim(thirds[1], {"from": tier2})
            with refused("Receivables_NothingToClaim", thirds[1]):
                receivables.claim(thirds[1], {"from": tier2})

        def test_it_should_refuse_a_share_below_one_unit(self, stage, receivables, thirds, supplier, tier2):
            root = stage.issue(face=100)
            (small,) = stage.split(root, (tier2, 1))
            stage.settle(root, 99)
            with refused("Receivables_NothingToClaim", small):
                receivables.claim(small, {"from": tier2})

        def test_it_should_count_what_was_cancelled_as_not_owed(
            self, stage, receivables, root, child, supplier, tier2, currency
        ):
            receivables.cancel(root, 400_000, {"from": supplier})
            stage.settle(root, 300_000)
            receivables.claim(child, {"from": tier2})
            assert currency.balanceOf(tier2) == 150_000

    class TestGivenTheLargestFace:
        def test_it_should_reckon_without_overflow(
            self, stage, receivables, issuance, operator, anchor, supplier, currency
        ):
            issuance.setCap(anchor, currency, 2**128 - 1, {"from": operator})
            root = stage.issue(face=2**88 - 1)
            stage.settle(root, 2**88 - 2)
            receivables.claim(root, {"from": supplier})
            assert currency.balanceOf(supplier) == 2**88 - 2

    class TestGivenTheHolderIsNotAccredited:
        """Rule S5."""

        def test_it_should_park_what_is_due(self, receivables, participants, operator, settled, tier2, currency):
            participants.revoke(tier2, {"from": operator})
            tx = receivables.claim(settled[1], {"from": tier2})
            parked = {"account": tier2, "currency": currency, "amount": 300_000}
            assert logged(tx, "AmountParked") == [parked]
            assert receivables.creditOf(tier2, currency) == 300_000
            assert (currency.balanceOf(tier2), currency.balanceOf(receivables)) == (0, FACE)

        @pytest.fixture
        def emptied(self, receivables, participants, operator, settled, tier2):
            """Tier 2's receivable, claimed in full while tier 2 was not accredited."""
            participants.revoke(tier2, {"from": operator})
            receivables.claim(settled[1], {"from": tier2})
            return settled[1]

        def test_it_should_keep_the_emptied_receivable(self, receivables, emptied, tier2):
            """Hostile R3: nothing is burned of who may not send; its money is parked."""
            assert plain(receivables.receivable(emptied))[:5] == (emptied, tier2, 300_000, 300_000, 0)
            assert receivables.balanceOf["address"](tier2) == 1

        def test_it_should_refuse_a_second_claim(self, receivables, emptied, tier2, currency):
            with refused("Receivables_NothingToClaim", emptied):
                receivables.claim(emptied, {"from": tier2})
            assert receivables.creditOf(tier2, currency) == 300_000

        def test_it_should_pay_the_others_all_the_same(self, receivables, settled, emptied, supplier, currency):
            receivables.claimMany(settled, {"from": supplier})
            assert currency.balanceOf(supplier) == FACE - 300_000

        def test_it_should_burn_it_once_the_holder_is_accredited_again(
            self, receivables, accredit, emptied, tier2, currency, beside
        ):
            accredit(tier2)
            tx = receivables.claim(emptied, {"from": tier2})
            assert [log["amount"] for log in logged(tx, "ReceivableClaimed")] == [0]
            assert (beside(emptied), receivables.creditOf(tier2, currency)) == ([0, 0, 0], 300_000)
            with refused("Receivables_NoSuchReceivable", emptied):
                receivables.ownerOf(emptied)

    class TestGivenTheHolderIsACustodian:
        """Rules S4, S5."""

        @pytest.fixture
        def held(self, stage, receivables, participants, child, tier2, stranger):
            stage.register(stranger, CUSTODIAN, b"\x1d" * 32)
            participants.setStandingAcceptance(True, {"from": stranger})
            receivables.transferFrom[TOKEN](tier2, stranger, child, {"from": tier2})
            stage.settle(child, FACE)
            return child

        def test_it_should_pay_it_at_its_own_call(self, receivables, held, stranger, currency):
            receivables.claim(held, {"from": stranger})
            assert currency.balanceOf(stranger) == 300_000

        def test_it_should_refuse_anybody_else(self, receivables, held, tier2, stranger):
            with refused("Receivables_NotCustodian", held, stranger):
                receivables.claim(held, {"from": tier2})

        def test_it_should_refuse_it_when_its_accreditation_has_ended(
            self, receivables, participants, operator, held, stranger
        ):
            participants.revoke(stranger, {"from": operator})
            with refused("Participants_NotAccredited", stranger):
                receivables.claim(held, {"from": stranger})

        def test_it_should_refuse_anybody_else_when_its_accreditation_has_ended(
            self, receivables, participants, operator, held, tier2, stranger
        ):
            participants.revoke(stranger, {"from": operator})
            with refused("Receivables_NotCustodian", held, stranger):
                receivables.claim(held, {"from": tier2})

    class TestGivenItWasProposedAndNeverAccepted:
        def test_it_should_pay_the_proposer(self, stage, receivables, root, supplier, tier2, currency):
            kept = stage.propose(root, tier2, 300_000, days=200)
            stage.settle(root, FACE)
            receivables.claim(kept, {"from": tier2})
            assert (currency.balanceOf(supplier), currency.balanceOf(tier2)) == (300_000, 0)

    class TestGivenNothingIsPaid:
        def test_it_should_refuse(self, stage, receivables, root, supplier):
            stage.mature(root)
            with refused("Receivables_NothingToClaim", root):
                receivables.claim(root, {"from": supplier})

    class TestGivenItIsTheDayBeforeTheDueDay:
        def test_it_should_refuse(self, stage, receivables, root, supplier, due_day):
            stage.move_to(due_day - 1)
            with refused("Receivables_NotMatured", 1, due_day, due_day - 1):
                receivables.claim(root, {"from": supplier})

        def test_it_should_refuse_an_empty_one_when_all_value_was_cancelled(
            self, stage, receivables, root, anchor, stranger, due_day
        ):
            stage.split(root, (anchor, FACE))
            with refused("Receivables_NotMatured", 1, due_day, stage.now()):
                receivables.claim(root, {"from": stranger})

    class TestGivenTheReceivableDoesNotExist:
        def test_it_should_refuse(self, receivables, supplier):
            with refused("Receivables_NoSuchReceivable", 77):
                receivables.claim(77, {"from": supplier})
