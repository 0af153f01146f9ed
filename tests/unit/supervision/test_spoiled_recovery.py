import pytest

from tests.stage import FACE, TOKEN, logged
from tests.unit.supervision.conftest import REASON


@pytest.fixture
def announced(receivables, authority, operator, announce, clock, tier2, second):
    """Announce the recovery of tier 2's receivables; gives what carries it out, when its delay has passed."""

    def act(*ids):
        call = receivables.recover.encode_input(tier2, second, list(ids), REASON)
        day = announce(call)[0]

        def carry_out():
            clock(day)
            return authority.execute(receivables, call, {"from": operator})

        return carry_out

    return act


@pytest.fixture
def later(stage, tier2):
    """A receivable of tier 2's worth 400 000, of an obligation that is due later."""
    return stage.split(stage.issue(due_day=stage.now() + 150), (tier2, 400_000))[0]


class TestSpoiledRecovery:
    """Hostile R5: who has the lost key, or anybody, cannot spoil an order before its day. Rule X5."""

    class TestGivenARecoveryWasAnnounced:
        class TestWhenSomebodyClaimsTheLastOfOne:
            def test_it_should_recover_the_others(self, stage, receivables, child, later, announced, held, second):
                stage.settle(child, FACE)
                carry_out = announced(child, later)
                receivables.claim(child, {"from": stage.cast["anchor"]})
                tx = carry_out()
                assert [log["id"] for log in logged(tx, "ForcedTransferFor")] == [later]
                assert held(later) == second

        class TestWhenTheThiefMovesOneOn:
            def test_it_should_recover_the_others(
                self, receivables, child, another, announced, held, tier2, tier3, second
            ):
                carry_out = announced(child, another)
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                carry_out()
                assert (held(child), held(another)) == (tier3, second)

        class TestWhenNothingIsLeftToRecover:
            def test_it_should_move_nothing(self, receivables, child, announced, tier2, tier3):
                carry_out = announced(child)
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                assert logged(carry_out(), "ForcedTransferFor") == []

    class TestGivenOneWasNeverMinted:
        @pytest.mark.parametrize("number", [0, 1, 2**256 - 1])
        def test_it_should_recover_the_others(self, recover, child, tier2, second, held, number):
            recover(tier2, second, number, child)
            assert held(child) == second
