import pytest

from tests.stage import logged, refused


@pytest.fixture
def waive(notes, anchor, supplier, currency):
    """Waive so much of what a company owes, at the anchor's call if at nobody else's."""
    return lambda amount, by=anchor, seller=supplier: notes.waiveClaim(seller, currency, amount, {"from": by})


class TestWaiveClaim:
    """Rule N3."""

    class TestGivenAClaimStands:
        def test_it_should_lower_it_and_move_no_money(self, owing, waive, claim, claims, currency, anchor):
            before = currency.balanceOf(anchor)
            waive(40_000)
            assert (claim(), claims(), currency.balanceOf(anchor)) == (60_000, 1, before)

        def test_it_should_log_it_as_waived(self, owing, waive, participants, anchor, supplier, currency):
            (log,) = logged(waive(40_000), "CreditClaimSettled")
            identity = str(participants.legalIdentityOf(supplier))
            assert list(log.values()) == [anchor, identity, currency, 40_000, True]

        def test_it_should_be_open_no_more_when_it_is_waived_in_full(self, owing, waive, claim, claims):
            waive(100_000)
            assert (claim(), claims()) == (0, 0)

        def test_it_should_refuse_more_than_is_owed(self, owing, waive):
            with refused("CreditNotes_AboveClaim", 100_000, 100_001):
                waive(100_001)

        def test_it_should_refuse_nothing_as_the_amount(self, owing, waive):
            with refused("CreditNotes_ZeroAmount"):
                waive(0)

    class TestWhenSomebodyElseWaivesIt:
        def test_it_should_refuse_the_seller(self, owing, waive, supplier):
            with refused("CreditNotes_AboveClaim", 0, 1):
                waive(1, by=supplier)

        def test_it_should_refuse_a_stranger(self, owing, waive, stranger):
            with refused("CreditNotes_AboveClaim", 0, 1):
                waive(1, by=stranger)

    class TestGivenClaimsAgainstTwoCompanies:
        def test_it_should_lower_the_one_that_is_named(self, owing, credit, waive, claim, claims, tier2):
            credit(9_000, by=tier2)
            waive(9_000, seller=tier2)
            assert (claim(), claim(tier2), claims(), claims(tier2)) == (100_000, 0, 1, 0)
