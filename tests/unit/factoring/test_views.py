import pytest

from tests.stage import astuple, refused

ZERO = "0x" + "00" * 32


class TestViews:
    class TestGivenTheName:
        """Rule D1."""

        def test_it_should_be_the_digest_that_is_signed(self, factoring, terms, named):
            assert factoring.hashAdvance(astuple(terms)) == named(terms)

        @pytest.mark.parametrize("receivables", [(), (1, 2, 3), (2**256 - 1,)], ids=["none", "three", "the largest"])
        def test_it_should_be_so_for_any_list(self, stage, factoring, named, receivables):
            terms = stage.advance(*receivables, value=1)
            assert factoring.hashAdvance(astuple(terms)) == named(terms)

        def test_it_should_be_so_for_the_largest_numbers(self, stage, factoring, named):
            most = dict.fromkeys(("value", "advance_ppm", "rate_ppm", "basis", "deadline", "salt"), 2**256 - 1)
            terms = stage.advance(1, recourse=True, **most)
            assert factoring.hashAdvance(astuple(terms)) == named(terms)

        def test_it_should_differ_when_receivables_change_places(self, stage, named):
            both = [stage.advance(*ids, salt=1) for ids in ((1, 2), (2, 1))]
            assert named(both[0]) != named(both[1])

    class TestGivenWhatIsOwed:
        """Rule D5."""

        @pytest.mark.parametrize("days", [0, 1, 2, 29, 90, 365, 36_500])
        @pytest.mark.parametrize("basis", [360, 365])
        def test_it_should_be_what_the_reference_says(self, stage, start, root, debt, books, today, days, basis):
            start(terms := stage.advance(root, value=999_983, rate_ppm=42_007, basis=basis))
            reference = books(terms)
            stage.move_to(today + days)
            assert debt(terms) == (reference.principal, reference.interest(today + days))

        def test_it_should_be_so_at_the_highest_rate(self, stage, start, root, debt, books, today):
            start(terms := stage.advance(root, rate_ppm=2**24 - 1))
            reference = books(terms)
            stage.move_to(today + 30_000)
            assert debt(terms) == (800_000, reference.interest(today + 30_000))

        def test_it_should_grow_at_midnight(self, stage, opened, debt, today):
            stage.move_to(today + 1)
            assert debt(opened) == (800_000, 94)

        def test_it_should_be_so_for_the_largest_value(self, stage, large, debt, books, today):
            reference = books(large)
            stage.move_to(today + 3_650)
            assert debt(large) == (2**88 - 1, reference.interest(today + 3_650))

        def test_it_should_be_paid_back_from_the_largest_value(self, stage, large, repay, debt, today):
            stage.move_to(today + 3_650)
            repay(large, sum(debt(large)))
            assert debt(large) == (0, 0)

        @pytest.fixture
        def large(self, stage, start, issuance, currency, factoring, anchor, financier, operator, today):
            """An opened advance of all the value that a receivable can have, at the highest rate."""
            issuance.setCap(anchor, currency, most := 2**88 - 1, {"from": operator})
            stage.give("financier", most)
            currency.approve(factoring, most, {"from": financier})
            id_ = stage.issue(face=most)
            start(terms := stage.advance(id_, value=most, advance_ppm=10**6, rate_ppm=2**24 - 1))
            return terms

    class TestGivenTheBooks:
        def test_it_should_show_them_as_they_were_last_written(self, stage, opened, account, today):
            stage.move_to(today + 30)
            assert account(opened) == (800_000, today, False, 0, 0)

        def test_it_should_show_the_interest_exactly(self, stage, opened, repay, account, today):
            stage.move_to(today + 1)
            repay(opened, 100)
            assert account(opened) == (799_994, today + 1, False, 800_000 * 42_000, 94)

        def test_it_should_show_nothing_of_what_is_not_opened(self, factoring, account, terms, root, supplier):
            assert account(terms) == (0, 0, False, 0, 0)
            assert (factoring.advanceOf(root), factoring.openDemandsOf(supplier)) == (ZERO, 0)

        def test_it_should_refuse_to_say_what_is_owed_on_it(self, factoring, terms, named):
            with refused("Factoring_NoSuchAdvance", named(terms)):
                factoring.owed(astuple(terms))

        def test_it_should_show_the_same_to_the_package(self, stage, opened, debt, account):
            shown = stage.programme.suite.owed(opened)
            assert (shown.principal, shown.interest) == debt(opened)
            assert stage.programme.suite.advance_account(opened).principal == account(opened)[0]

        def test_it_should_name_its_ledger_and_its_participants(self, stage, factoring):
            assert (factoring.receivables(), factoring.participants()) == (stage.receivables, stage.participants)
