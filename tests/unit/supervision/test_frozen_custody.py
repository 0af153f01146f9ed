"""Hostile R5: what is frozen leaves no custody either, and who is frozen gets nothing out of one."""

import pytest

from _local import identity
from headwater._agreements import Side
from tests.stage import FACE, astuple, refused
from tests.unit.supervision.conftest import FINANCIER, SUPPLIER

UNFROZEN, FROZEN = "ERC7943InsufficientUnfrozenBalance", "Participants_AccountFrozen"
NO_EVIDENCE = b""
LENT = 800_000


@pytest.fixture
def stands(participants, supplier):
    """The supplier takes receivables without being asked each time."""
    participants.setStandingAcceptance(True, {"from": supplier})


@pytest.fixture
def advance(stage, root, factoring, stands):
    """Open an advance on the root and on others; gives its terms."""

    def act(*others):
        stage.entrust(factoring, "supplier", "financier")
        stage.give("financier", 10 * FACE)
        terms = stage.advance(root, *others)
        signed = [stage.sign_advance(terms, name) for name in ("supplier", "financier")]
        factoring.open(astuple(terms), *signed, {"from": stage.cast["stranger"]})
        return terms

    return act


@pytest.fixture
def repaid(stage, advance, factoring, currency, supplier):
    """An advance on the root, paid back."""
    terms = advance()
    currency.approve(factoring, LENT, {"from": supplier})
    factoring.repay(astuple(terms), LENT, {"from": supplier})
    return terms


@pytest.fixture
def release(factoring, stranger, root):
    return lambda terms: factoring.release(astuple(terms), [root], {"from": stranger})


@pytest.fixture
def collect(factoring, stranger):
    return lambda terms, *ids: factoring.collect(astuple(terms), ids, {"from": stranger})


@pytest.fixture
def earned(stage, escrow, root, stranger):
    """Terms of an agreement in which the escrow holds all of the root, which tier 2 has earned."""
    stage.entrust(escrow, "supplier")
    parties = {"payer": stage.cast["supplier"].address, "payee": stage.cast["tier2"].address}
    terms = stage.agreement(stage.milestone(receivable=root), **parties)
    escrow.begin(astuple(terms), stage.sign_agreement(terms, "supplier", "tier2"), {"from": stranger})
    escrow.release(astuple(terms), 0, NO_EVIDENCE, {"from": stranger})
    return terms


@pytest.fixture
def withdraw(escrow, tier2):
    """Withdraw what tier 2 has earned, to an account, at its own call."""
    return lambda terms, to=tier2: escrow.withdraw(astuple(terms), 0, Side.RELEASED, to, {"from": tier2})


@pytest.fixture
def demanded(stage, discount_market, root, due_day, stands):
    """The root, sold to the financier with recourse, which the supplier shall buy back since its default."""
    stage.entrust(discount_market, "supplier", "financier")
    for name in ("supplier", "financier"):
        stage.give(name, 10 * FACE)
    offer = stage.offer(recourse=True)
    sale = (astuple(offer), stage.sign_offer(offer), root, FACE, 0, stage.deadline())
    discount_market.sell(*sale, {"from": stage.cast["supplier"]})
    stage.move_to(due_day + 5 + 90 + 1)
    discount_market.demandRecourse(1, {"from": stage.cast["financier"]})
    return root


@pytest.fixture
def meet(discount_market, supplier):
    return lambda: discount_market.meetRecourse(1, 2 * FACE, {"from": supplier})


class TestFrozenCustody:
    """Rules X3, X7."""

    class TestGivenWhatStandsForAnAdvanceIsFrozen:
        def test_it_should_not_be_handed_back(self, freeze, factoring, repaid, release, root, held, supplier):
            freeze(factoring, root)
            with refused(UNFROZEN, factoring, root):
                release(repaid)
            freeze(factoring, root, False)
            release(repaid)
            assert held(root) == supplier

        def test_it_should_collect_nothing_on_it(self, stage, freeze, factoring, repaid, collect, root):
            stage.settle(root, FACE)
            freeze(factoring, root)
            named = "0x" + stage.programme.suite.advance_digest(repaid).hex()
            with refused("Factoring_NothingCollected", named):
                collect(repaid, root)

        def test_it_should_collect_on_it_once_it_is_frozen_no_longer(
            self, stage, freeze, factoring, advance, collect, root, currency, financier
        ):
            terms, before = advance(), currency.balanceOf(financier)
            freeze(factoring, root)
            stage.settle(root, FACE)
            freeze(factoring, root, False)
            collect(terms, root)
            assert currency.balanceOf(financier) >= before + LENT

    class TestGivenTheSellerOfAnAdvanceIsFrozen:
        def test_it_should_not_be_handed_back_to_it(self, freeze_account, repaid, release, supplier):
            freeze_account(supplier)
            with refused(FROZEN, supplier):
                release(repaid)

    class TestGivenWhatStandsForAnAdvanceWasForcedAway:
        def test_it_should_collect_on_it_no_more(self, stage, force, factoring, repaid, collect, root, tier3):
            force(factoring, tier3, root)
            stage.settle(root, FACE)
            named = "0x" + stage.programme.suite.advance_digest(repaid).hex()
            with refused("Factoring_NotInCustody", named, root):
                collect(repaid, root)

        def test_it_should_collect_on_the_others(
            self, stage, force, factoring, advance, collect, root, tier3, currency, financier
        ):
            terms = advance(other := stage.issue())
            force(factoring, tier3, root)
            stage.settle(other, FACE)
            before = currency.balanceOf(financier)
            collect(terms, other)
            assert currency.balanceOf(financier) == before + FACE

    class TestGivenWhatTheEscrowHoldsIsFrozen:
        def test_it_should_not_leave_the_escrow(self, freeze, escrow, earned, withdraw, root):
            freeze(escrow, root)
            with refused(UNFROZEN, escrow, root):
                withdraw(earned)

        def test_it_should_leave_it_once_it_is_frozen_no_longer(
            self, freeze, escrow, earned, withdraw, root, held, tier2
        ):
            freeze(escrow, root)
            freeze(escrow, root, False)
            withdraw(earned)
            assert held(root) == tier2

    class TestGivenWhoEarnsFromTheEscrowIsFrozen:
        def test_it_should_get_no_receivable(self, freeze_account, earned, withdraw, tier2):
            freeze_account(tier2)
            with refused(FROZEN, tier2):
                withdraw(earned)

        def test_it_should_get_none_by_another_account_of_its_company(
            self, stage, participants, freeze_account, earned, withdraw, tier2, stranger
        ):
            stage.register(stranger, SUPPLIER | FINANCIER, identity("tier2"))
            participants.setStandingAcceptance(True, {"from": stranger})
            freeze_account(tier2)
            with refused(FROZEN, tier2):
                withdraw(earned, stranger)

    class TestGivenWhatWasSoldWithRecourseIsFrozen:
        def test_it_should_not_be_handed_back_against_the_money(self, freeze, demanded, meet, financier, currency):
            before = currency.balanceOf(financier)
            freeze(financier, demanded)
            with refused(UNFROZEN, financier, demanded):
                meet()
            assert currency.balanceOf(financier) == before

    class TestGivenTheFinancierOfASaleWithRecourseIsFrozen:
        def test_it_should_hand_nothing_back_against_the_money(self, freeze_account, demanded, meet, financier):
            freeze_account(financier)
            with refused(FROZEN, financier):
                meet()
