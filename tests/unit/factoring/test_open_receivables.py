import pytest

from tests.stage import FACE, OPERATOR, TENOR, TOKEN, VALUE, astuple, logged, obligation_of, plain, refused

GAS = 2**24


@pytest.fixture
def untouched(currency, supplier, financier, held):
    """Tell that nothing came of an advance: the receivable with the seller, the money with the financier."""
    return lambda id_: (
        (held(id_), currency.balanceOf(supplier), currency.balanceOf(financier))
        == (
            supplier,
            0,
            10 * FACE,
        )
    )


@pytest.fixture
def given_back(stage, root, tier2, receivables, participants, supplier):
    """A receivable worth 300 000 split off to tier 2, and sold on to the supplier: one at depth 1."""
    (child,) = stage.split(root, (tier2, 300_000))
    participants.setStandingAcceptance(True, {"from": supplier})
    receivables.transferFrom[TOKEN](tier2, supplier, child, {"from": tier2})
    return child


@pytest.fixture
def many(stage, root, supplier, participants):
    """A hundred receivables of the supplier's, worth 1 000 each."""
    participants.setStandingAcceptance(True, {"from": supplier})
    return [id_ for _ in range(2) for id_ in stage.split(root, *[(supplier, 1_000)] * 50)]


def purse(stage):
    """Give the anchor, with money that the ledger may take from it."""
    anchor = stage.cast["anchor"]
    stage.give("anchor", FACE)
    stage.currency.approve(stage.receivables, FACE, {"from": anchor})
    return anchor


class TestOpenReceivables:
    class TestGivenSeveral:
        """Rule D2."""

        def test_it_should_take_those_of_several_obligors_and_depths(
            self, stage, start, root, given_back, owed_by_tier3, held, factoring
        ):
            ids = root, given_back, owed_by_tier3
            start(stage.advance(*ids, value=2 * FACE))
            assert [held(id_) for id_ in ids] == [factoring] * 3

        def test_it_should_lend_on_them_together(self, stage, start, root, owed_by_tier3, debt):
            start(terms := stage.advance(root, owed_by_tier3))
            assert debt(terms) == (1_600_000, 0)

        def test_it_should_take_those_that_are_due_on_several_days(self, stage, start, root, held, factoring):
            later = stage.issue(due_day=stage.now() + 2 * TENOR)
            start(stage.advance(root, later))
            assert held(later) == factoring

        def test_it_should_take_a_hundred_in_one_transaction(self, stage, start, many, receivables, factoring):
            tx = start(stage.advance(*many, value=100_000))
            assert (receivables.balanceOf["address"](factoring), tx.gas_used < GAS) == (100, True)

        def test_it_should_collect_on_a_hundred_in_one_transaction(self, stage, start, many, root, collect):
            start(terms := stage.advance(*many, value=100_000))
            stage.settle(root, FACE)
            tx = collect(terms)
            assert (len(logged(tx, "ReceivableClaimed")), tx.gas_used < GAS) == (100, True)

        def test_it_should_serve_a_hundred_of_as_many_obligations_in_one_transaction_each(
            self, stage, start, factoring, receivables, financier, default, collect
        ):
            """The dearest there are: nothing that is read for one is warm for the next."""
            ids = [stage.issue(face=1_000) for _ in range(100)]
            spent = [start(terms := stage.advance(*ids, value=1, recourse=True, advance_ppm=10**6)).gas_used]
            default(ids[-1])
            spent.append(factoring.demand(astuple(terms), {"from": financier}).gas_used)
            receivables.payMany([(id_ >> 72, 10, "0x" + "be" * 32) for id_ in ids], {"from": purse(stage)})
            spent.append(collect(terms).gas_used)
            assert max(spent) < GAS

        def test_it_should_refuse_all_for_one(self, stage, start, root, child, supplier, untouched):
            with refused("Receivables_NotHolder", child, supplier):
                start(stage.advance(root, child))
            assert untouched(root)

    class TestGivenTheirValue:
        """Rule D2."""

        def test_it_should_open_for_more_than_was_signed(self, stage, start, root, debt):
            start(terms := stage.advance(root, value=FACE - 1))
            assert debt(terms) == (799_999, 0)

        def test_it_should_refuse_one_unit_less(self, stage, start, root, tier2, untouched):
            stage.split(root, (tier2, 1))
            with refused("Factoring_ValueTooSmall", FACE - 1, FACE):
                start(stage.advance(root))
            assert untouched(root)

        def test_it_should_not_be_stopped_by_dust_that_was_merged_in(
            self, stage, start, receivables, root, child, tier2, supplier, held, factoring
        ):
            terms = stage.advance(root, value=FACE - 300_000)
            receivables.setApprovalForAll(supplier, True, {"from": tier2})
            stage.participants.setStandingAcceptance(True, {"from": supplier})
            receivables.transferFrom[VALUE](child, root, 1, {"from": tier2})
            start(terms)
            assert (held(root), receivables.balanceOf["uint256"](root)) == (factoring, FACE - 300_000 + 1)

    class TestGivenTheSellerActsBetweenSigningAndOpening:
        """Hostile M12: the receivable moves, shrinks or goes elsewhere; the financier pays nothing."""

        def test_it_should_refuse_when_it_is_sold(self, stage, start, terms, receivables, root, supplier, tier2):
            receivables.transferFrom[TOKEN](supplier, tier2, root, {"from": supplier})
            with refused("Receivables_NotHolder", root, supplier):
                start(terms)

        def test_it_should_refuse_when_it_is_split(self, stage, start, terms, root, tier2, untouched):
            stage.split(root, (tier2, 400_000))
            with refused("Factoring_ValueTooSmall", 600_000, FACE):
                start(terms)
            assert untouched(root)

        def test_it_should_refuse_when_it_is_cancelled(self, start, terms, receivables, root, supplier):
            receivables.cancel(root, FACE, {"from": supplier})
            with refused("Receivables_NoSuchReceivable", root):
                start(terms)

        def test_it_should_refuse_when_the_approval_is_taken_back(
            self, start, terms, ready, receivables, root, factoring, supplier, untouched
        ):
            receivables.setApprovalForAll(factoring, False, {"from": supplier})
            with refused("Receivables_NotAuthorised", root, factoring):
                start(terms)
            assert untouched(root)

        def test_it_should_open_when_just_this_one_is_approved(
            self, start, terms, ready, receivables, root, factoring, supplier, held
        ):
            receivables.setApprovalForAll(factoring, False, {"from": supplier})
            receivables.approve[OPERATOR](factoring, root, {"from": supplier})
            start(terms)
            assert held(root) == factoring

    class TestGivenOneThatCannotBeTaken:
        """Rule D2."""

        def test_it_should_refuse_one_that_does_not_exist(self, stage, start, root):
            with refused("Receivables_NoSuchReceivable", root + 1):
                start(stage.advance(root + 1))

        def test_it_should_refuse_receivable_0(self, stage, start, root):
            with refused("Receivables_NoSuchReceivable", 0):
                start(stage.advance(0))

        def test_it_should_refuse_one_of_another_currency(self, stage, start, root, make, currency):
            other = stage.admit_currency(make("TestCurrency", "Other", "OTH", 2))
            foreign = stage.issue(currency=other.address)
            with refused("Factoring_OtherCurrency", foreign, currency, other):
                start(stage.advance(root, foreign))

        def test_it_should_take_one_on_its_last_day_before_it_is_due(
            self, stage, start, root, due_day, held, factoring
        ):
            stage.move_to(due_day - 1)
            start(stage.advance(root))
            assert held(root) == factoring

        def test_it_should_refuse_one_that_is_due(self, stage, start, root, due_day):
            stage.mature(root)
            with refused("Receivables_NotCirculating", obligation_of(root), due_day, due_day):
                start(stage.advance(root))

        def test_it_should_refuse_one_that_is_proposed_to_another(self, stage, start, proposed, tier2, today):
            with refused("Receivables_ProposalPending", proposed, tier2, today + 10):
                start(stage.advance(proposed, value=300_000))

        def test_it_should_take_one_once_the_proposal_has_lapsed(self, stage, start, proposed, today, held, factoring):
            stage.move_to(today + 11)
            start(stage.advance(proposed, value=300_000))
            assert held(proposed) == factoring

        def test_it_should_refuse_one_that_is_named_twice(self, stage, start, root, supplier):
            with refused("Receivables_NotHolder", root, supplier):
                start(stage.advance(root, root))

    class TestGivenOneThatIsPledgedAlready:
        """Hostile P13: the same receivable to a second advance, here or elsewhere, or by who does not hold it."""

        def test_it_should_refuse_a_second_advance(self, stage, start, opened, root, supplier):
            with refused("Receivables_NotHolder", root, supplier):
                start(stage.advance(root))

        def test_it_should_keep_it_for_the_first(self, stage, factoring, start, opened, named, root, supplier):
            with refused("Receivables_NotHolder", root, supplier):
                start(stage.advance(root, recourse=True))
            assert factoring.advanceOf(root) == named(opened)

        def test_it_should_refuse_it_as_the_custodians_own(self, stage, start, opened, root, factoring):
            terms = stage.advance(root, seller=factoring.address, surplus_to=stage.cast["financier"].address)
            with refused("Factoring_InvalidSignature", factoring):
                start(terms)

        def test_it_should_refuse_it_elsewhere(self, stage, opened, second, root, supplier, financier):
            terms = stage.advance(root)
            with refused("Factoring_InvalidSignature", supplier):
                second.open(astuple(terms), stage.sign_advance(terms, "supplier"), b"", {"from": financier})

        def test_it_should_refuse_it_elsewhere_when_the_seller_calls(self, opened, elsewhere, second, root, supplier):
            terms, signed = elsewhere
            with refused("Receivables_NotHolder", root, supplier):
                second.open(astuple(terms), b"", signed, {"from": supplier})

        def test_it_should_refuse_it_here_when_it_is_pledged_elsewhere(
            self, stage, start, terms, elsewhere, second, root, supplier, ready
        ):
            second.open(astuple(elsewhere[0]), b"", elsewhere[1], {"from": supplier})
            with refused("Receivables_NotHolder", root, supplier):
                start(terms)

        def test_it_should_refuse_what_another_holds(
            self, stage, start, child, supplier, receivables, tier2, factoring
        ):
            receivables.setApprovalForAll(factoring, True, {"from": tier2})
            with refused("Receivables_NotHolder", child, supplier):
                start(stage.advance(child, value=300_000))

        def test_it_should_take_it_again_once_it_is_released(
            self, stage, start, opened, repay, release, participants, supplier, root, factoring, named
        ):
            participants.setStandingAcceptance(True, {"from": supplier})
            repay(opened, 800_000)
            release(opened)
            start(again := stage.advance(root))
            assert plain(factoring.advanceOf(root)) == named(again)
