import pytest

from tests.stage import refused
from tests.unit.credit_notes.conftest import REASON


@pytest.fixture
def freeze(participants, operator):
    """Freeze an account, or no longer."""
    return lambda account, frozen=True: participants.setFrozen(account, frozen, REASON, {"from": operator})


@pytest.fixture
def waive(notes, anchor, supplier, currency):
    return lambda amount: notes.waiveClaim(supplier, currency, amount, {"from": anchor})


@pytest.fixture
def pay(stage, notes, anchor, supplier, currency):
    """Pay so much of what the supplier's company owes the anchor."""

    def act(amount):
        stage.give("supplier", amount)
        currency.approve(notes, amount, {"from": supplier})
        notes.payClaim(anchor, supplier, currency, amount, {"from": supplier})

    return act


class TestFrozenParties:
    """Hostile R5: who is frozen gives nothing away by waiving it."""

    class TestGivenTheObligorIsFrozen:
        @pytest.mark.parametrize("amount", [1, 100_000])
        def test_it_should_waive_nothing(self, owing, freeze, waive, claim, anchor, amount):
            freeze(anchor)
            with refused("Participants_AccountFrozen", anchor):
                waive(amount)
            assert claim() == owing

        def test_it_should_be_given_no_note_out_of_a_receivable(self, root, freeze, credit, anchor):
            freeze(anchor)
            with refused("Participants_AccountFrozen", anchor):
                credit(10, root)

        def test_it_should_be_paid_what_it_is_owed(self, owing, freeze, pay, claim, currency, anchor):
            freeze(anchor)
            pay(owing)
            assert (claim(), currency.balanceOf(anchor)) == (0, owing)

        def test_it_should_waive_once_it_is_frozen_no_longer(self, owing, freeze, waive, claim, anchor):
            freeze(anchor)
            freeze(anchor, False)
            waive(owing)
            assert claim() == 0

    class TestGivenTheSellerIsFrozen:
        def test_it_should_pay_what_it_owes(self, owing, freeze, pay, claim, supplier):
            freeze(supplier)
            pay(owing)
            assert claim() == 0
