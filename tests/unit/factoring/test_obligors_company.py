import pytest

from _local import identity
from tests.stage import PURSE, astuple, refused

OBLIGOR, FINANCIER = 1, 4
LENT = 800_000


@pytest.fixture
def lend(stage, factoring, ready):
    """Open an advance of a lender's on receivables, with recourse or without, at the stranger's call."""

    def act(lender, recourse, *ids):
        stage.give(lender, PURSE)
        stage.currency.approve(factoring, PURSE, {"from": stage.cast[lender]})
        terms = stage.advance(*ids, financier=stage.cast[lender].address, recourse=recourse)
        signed = (stage.sign_advance(terms, name) for name in ("supplier", lender))
        factoring.open(astuple(terms), *signed, {"from": stage.cast["stranger"]})
        return terms

    return act


@pytest.fixture
def lending(accredit, anchor):
    """The anchor may lend as well as owe."""
    accredit(anchor, capacities=OBLIGOR | FINANCIER)


@pytest.fixture
def sister(stage, stranger):
    """The stranger, another account of the anchor's company, which lends."""
    stage.register(stranger, FINANCIER, identity("anchor"))
    return stranger


class TestObligorsCompany:
    """The seller would stand in for the lender's own default."""

    class TestGivenTheObligorItselfLends:
        def test_it_should_refuse_with_recourse(self, lending, lend, root, held, supplier, anchor):
            with refused("Factoring_RecourseToObligor", root, anchor):
                lend("anchor", True, root)
            assert held(root) == supplier

        def test_it_should_open_without_recourse(self, lending, lend, root, held, debt, factoring):
            assert debt(lend("anchor", False, root)) == (LENT, 0)
            assert held(root) == factoring

    class TestGivenAnotherAccountOfTheObligorsCompanyLends:
        def test_it_should_refuse_with_recourse(self, sister, lend, root, held, supplier, anchor):
            with refused("Factoring_RecourseToObligor", root, anchor):
                lend("stranger", True, root)
            assert held(root) == supplier

        def test_it_should_refuse_with_recourse_for_one_of_several_receivables(
            self, sister, lend, root, owed_by_tier3, held, supplier, anchor
        ):
            with refused("Factoring_RecourseToObligor", root, anchor):
                lend("stranger", True, owed_by_tier3, root)
            assert (held(owed_by_tier3), held(root)) == (supplier, supplier)

        def test_it_should_open_without_recourse(self, sister, lend, root, held, debt, factoring):
            assert debt(lend("stranger", False, root)) == (LENT, 0)
            assert held(root) == factoring

    class TestGivenAFinancierOfAnotherCompanyLends:
        def test_it_should_open_with_recourse(self, sister, lend, root, debt):
            assert debt(lend("financier", True, root)) == (LENT, 0)
