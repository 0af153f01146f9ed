from dataclasses import replace

import pytest

from headwater._agreements import Side
from tests.stage import FACE, astuple, logged, refused

PPM = 1_000_000
DEADLINE, LAST = 30, 40
LAST_SECOND = 86_399
GAS, GWEI = 1_000_000, 10**9


@pytest.fixture
def in_one_block(stage, escrow, at):
    """Have calls to the escrow mined in one block of a time, in their order; gives whether each went through."""
    w3, ask = stage.programme.w3, stage.programme.w3.provider.make_request

    def send(data, price):
        call = {"to": escrow.address, "data": data, "gas": hex(GAS), "gasPrice": hex(price * GWEI)}
        return ask("eth_sendTransaction", [call | {"from": stage.cast["stranger" if price > 1 else "tier3"].address}])

    def act(moment, *calls):
        ask("anvil_autoImpersonateAccount", [True])
        ask("evm_setAutomine", [False])
        sent = [send(data, len(calls) - place)["result"] for place, data in enumerate(calls)]
        at(*moment)
        ask("evm_mine", [])
        receipts = [w3.eth.get_transaction_receipt(hash_) for hash_ in sent]
        assert [r["transactionIndex"] for r in receipts] == list(range(len(calls)))
        return [bool(r["status"]) for r in receipts]

    yield act
    ask("evm_setAutomine", [True])
    ask("anvil_autoImpersonateAccount", [False])


class TestLapse:
    class TestGivenItsEvidencePeriodIsOver:
        """Rule E7."""

        def test_it_should_lapse_in_the_first_second_after_it(self, terms, lapse, at, state):
            """Hostile E7: a second earlier, and it could not."""
            at(LAST + 1)
            lapse(terms)
            assert state(terms).returned == FACE

        def test_it_should_tell_what_it_returned(self, terms, lapse, over, named):
            over()
            tx = lapse(terms)
            assert tx.return_value == FACE
            (log,) = logged(tx, "MilestoneLapsed")
            assert (log["agreement"], log["milestone"], log["amount"]) == (named(terms), 0, FACE)

        def test_it_should_return_only_what_was_not_released(self, terms, release, lapse, over, state):
            release(terms, 600_000)
            over()
            lapse(terms)
            assert (state(terms).released, state(terms).returned) == (600_000, 400_000)

        def test_it_should_leave_to_who_earned_it_what_was_not_withdrawn(
            self, terms, release, lapse, over, withdraw, balance, supplier
        ):
            release(terms, 600_000)
            over()
            lapse(terms)
            withdraw(terms, Side.RELEASED, supplier)
            assert balance(supplier) == 600_000

        def test_it_should_refuse_a_second_time(self, terms, lapse, over, state, named):
            """Hostile E1: called twice, it returns once."""
            over()
            lapse(terms)
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                lapse(terms)
            assert state(terms).returned == FACE

        def test_it_should_refuse_where_all_was_released(self, terms, release, lapse, over, named):
            release(terms)
            over()
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                lapse(terms)

        def test_it_should_go_to_whom_the_terms_name(self, lent, lapse, over, withdraw, balance, financier):
            over()
            lapse(lent)
            withdraw(lent, Side.RETURNED, financier)
            assert balance(financier) == 10 * FACE

        def test_it_should_leave_what_has_its_evidence_period_still(self, start, due, lapse, over, state, named, today):
            terms = start(due(), due(evidence_days=11))
            over()
            lapse(terms)
            with refused("ConditionalEscrow_EvidencePeriodOpen", named(terms), 1, today + LAST + 1):
                lapse(terms, 1)
            assert (state(terms).returned, state(terms, 1).returned) == (FACE, 0)

    class TestGivenItsEvidencePeriodIsNotOver:
        """Rule E7."""

        @pytest.mark.parametrize("days", [0, DEADLINE, DEADLINE + 1, LAST])
        def test_it_should_refuse(self, terms, lapse, later, named, today, days):
            later(days)
            with refused("ConditionalEscrow_EvidencePeriodOpen", named(terms), 0, today + LAST):
                lapse(terms)

        def test_it_should_refuse_in_its_last_second(self, terms, lapse, at, named, today):
            """Hostile E7: a second later, and it could."""
            at(LAST, LAST_SECOND)
            with refused("ConditionalEscrow_EvidencePeriodOpen", named(terms), 0, today + LAST):
                lapse(terms)

        def test_it_should_refuse_where_the_days_are_as_many_as_can_be(self, start, due, lapse, over, named):
            most = 2**32 - 1
            terms = start(due(deadline_day=most, evidence_days=most))
            over()
            with refused("ConditionalEscrow_EvidencePeriodOpen", named(terms), 0, 2 * most):
                lapse(terms)

    class TestGivenAnySecond:
        """Hostile E1, E7: release and lapse are never both possible, and one of them always is."""

        @pytest.mark.parametrize("moment", [(1, 50_000), (LAST, 0), (LAST, LAST_SECOND), (LAST + 1, 0), (LAST + 1, 1)])
        @pytest.mark.parametrize("order", [1, -1])
        def test_it_should_be_released_or_lapse_in_one_block(
            self, terms, evidence, escrow, in_one_block, state, moment, order
        ):
            calls = [escrow.release.encode_input(astuple(terms), 0, evidence(terms, PPM))]
            calls.append(escrow.lapse.encode_input(astuple(terms), 0))
            released = moment <= (LAST, LAST_SECOND)
            assert in_one_block(moment, *calls[::order])[::order] == [released, not released]
            assert (state(terms).released, state(terms).returned) == ((FACE, 0) if released else (0, FACE))

    class TestGivenNoBlockCameForAWeek:
        """Hostile E7: the chain stood still over the end of the evidence period."""

        def test_it_should_lapse_in_the_next_block_and_not_be_released(self, terms, release, lapse, at, named, today):
            at(LAST + 7, 12_345)
            with refused("ConditionalEscrow_EvidencePeriodOver", named(terms), 0, today + LAST):
                release(terms)
            assert lapse(terms).return_value == FACE

    class TestGivenAPartIsDisputed:
        """Rule E7: what is disputed stays until the dispute has ended."""

        def test_it_should_return_the_rest(self, terms, dispute, lapse, over, state):
            dispute(terms, 300_000)
            over()
            lapse(terms)
            assert (state(terms).returned, state(terms).disputed) == (700_000, 300_000)

        def test_it_should_refuse_while_all_is_disputed(self, terms, dispute, lapse, over, named):
            dispute(terms, FACE)
            over()
            with refused("ConditionalEscrow_NothingThere", named(terms), 0):
                lapse(terms)

    class TestWhenThereIsNothingToLapse:
        def test_it_should_refuse_a_milestone_that_is_not_funded(self, start, due, lapse, over, named):
            terms = start(due(), due(), funded_at_once=1)
            over()
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                lapse(terms, 1)

        def test_it_should_refuse_a_milestone_that_there_is_not(self, terms, lapse):
            with refused("ConditionalEscrow_NoSuchMilestone", 7):
                lapse(terms, 7)

        def test_it_should_refuse_other_terms(self, terms, due, lapse, over, named):
            other = replace(terms, milestones=(due(evidence_days=0),))
            over()
            with refused("ConditionalEscrow_NotFunded", named(other), 0):
                lapse(other)

        def test_it_should_refuse_terms_that_are_not_in_force_any_more(self, terms, due, amend, lapse, over, named):
            amend(terms, milestones=(due(evidence_days=100),))
            over()
            with refused("ConditionalEscrow_NotInForce", named(terms)):
                lapse(terms)
