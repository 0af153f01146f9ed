from dataclasses import replace

import pytest

from tests.stage import NOTHING, refused

ALL = ("anchor", "supplier", "financier")


@pytest.fixture
def freeze(stage, participants, operator):
    """Freeze a member of the cast, or no longer; gives its account."""

    def act(name, frozen=True):
        participants.setFrozen(stage.cast[name], frozen, NOTHING, {"from": operator})
        return stage.cast[name]

    return act


class TestFrozenParties:
    """Hostile R5: who is frozen makes and changes no agreements."""

    @pytest.mark.parametrize("who", ALL)
    class TestGivenAPartyIsFrozen:
        def test_it_should_not_begin(self, start, lent, freeze, who):
            account = freeze(who)
            with refused("Participants_AccountFrozen", account):
                start(lent())

        def test_it_should_not_amend(self, start, amend, lent, late, freeze, who):
            start(terms := lent())
            account = freeze(who)
            with refused("Participants_AccountFrozen", account):
                amend(terms, late(terms))

        def test_it_should_not_be_let_out_by_an_earlier_day(self, stage, start, amend, lent, following, freeze, who):
            after = stage.programme.suite.conditions.after_date
            far = stage.milestone(condition=after(stage.now() + 20))
            start(terms := lent(far))
            account = freeze(who)
            with refused("Participants_AccountFrozen", account):
                amend(terms, following(terms, replace(far, condition=after(stage.now()))))

    @pytest.mark.parametrize("who", ALL)
    class TestGivenItIsFrozenNoLonger:
        def test_it_should_begin(self, start, lent, freeze, funded, who):
            freeze(who)
            freeze(who, False)
            start(terms := lent())
            assert funded(terms)

        def test_it_should_amend(self, start, amend, lent, late, freeze, escrow, named, digest_of, who):
            start(terms := lent())
            freeze(who)
            freeze(who, False)
            amend(terms, now := late(terms))
            assert escrow.amendmentOf(named(terms)) == digest_of(now)
