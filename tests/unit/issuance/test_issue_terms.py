import pytest

from tests.stage import CAP, FACE, TENOR, astuple, receivable_id, refused

ROOT = receivable_id(1, 0, 0, 1)
LARGEST = 2**88 - 1
GUARANTOR = 16


class TestIssueTerms:
    class TestGivenTheFace:
        """Rule I6."""

        def test_it_should_refuse_zero(self, stage, issue):
            with refused("Issuance_ZeroFace"):
                issue(stage.terms(face=0))

        def test_it_should_take_the_largest(
            self, stage, receivables, issuance, operator, issue, anchor, currency, worth
        ):
            issuance.setCap(anchor, currency, 2**128 - 1, {"from": operator})
            issue(stage.terms(face=LARGEST))
            assert worth(ROOT) == LARGEST
            assert receivables.obligation(1)["liveFace"] == LARGEST

        def test_it_should_refuse_one_more(self, stage, issue):
            with refused("Issuance_FaceTooLarge", LARGEST + 1, LARGEST):
                issue(stage.terms(face=LARGEST + 1))

        def test_it_should_refuse_one_that_would_be_small_when_cut(self, stage, issue):
            with refused("Issuance_FaceTooLarge", 2**256 - 1, LARGEST):
                issue(stage.terms(face=2**256 - 1))

    class TestGivenTheCap:
        """Rule I8."""

        def test_it_should_take_what_reaches_it_exactly(self, stage, issue, owed):
            issue(stage.terms(face=FACE))
            issue(stage.terms(face=CAP - FACE))
            assert owed() == CAP

        def test_it_should_refuse_one_unit_beyond_it(self, stage, issue, anchor, currency):
            issue(stage.terms(face=FACE))
            beyond = CAP - FACE + 1
            with refused("Receivables_CapExceeded", anchor, currency, FACE, beyond, CAP):
                issue(stage.terms(face=beyond))

        def test_it_should_make_room_again_by_what_is_paid(self, stage, issue, root, owed):
            issue(stage.terms(face=CAP - FACE, due_day=stage.now() + 200))
            stage.settle(root, FACE)
            issue(stage.terms(face=FACE))
            assert owed() == CAP

    class TestGivenTheOtherTerms:
        """Rules I6, I9, I14."""

        def test_it_should_take_the_largest_late_terms(self, stage, receivables, issue):
            issue(stage.terms(grace_days=255, late_rate_ppm=2**24 - 1))
            shown = receivables.obligation(1)
            assert (shown["graceDays"], shown["lateRatePpm"]) == (255, 2**24 - 1)

        @pytest.mark.parametrize(
            ("term", "most"), [("grace_days", 255), ("late_rate_ppm", 2**24 - 1), ("due_day", 2**24 - 1)]
        )
        def test_it_should_refuse_a_term_that_does_not_fit(self, stage, issue, term, most):
            with refused("Issuance_TermTooLarge", most + 1, most):
                issue(stage.terms(**{term: most + 1}))

        @pytest.mark.parametrize("basis", [0, 359, 361, 364, 366])
        def test_it_should_refuse_a_basis_that_is_no_year(self, stage, issue, basis):
            with refused("Issuance_InvalidBasis", basis):
                issue(stage.terms(late_basis=basis))

        def test_it_should_refuse_a_currency_that_is_not_allowed(self, stage, issue, make):
            other = make("TestCurrency", "Other", "OTH", 6)
            with refused("Issuance_CurrencyNotAllowed", other):
                issue(stage.terms(currency=other.address))

        def test_it_should_refuse_terms_without_an_undertaking(self, stage, issue):
            with refused("Issuance_NoUndertaking"):
                issue(stage.terms(undertaking=bytes(32)))

    class TestGivenTheTenor:
        """Rule I7."""

        @pytest.mark.parametrize("days", [TENOR, TENOR + 7])
        def test_it_should_take_the_shortest_and_the_longest(self, stage, receivables, issue, limits, today, days):
            limits(TENOR, TENOR + 7, 32, 90)
            issue(stage.terms(due_day=today + days))
            assert receivables.obligation(1)["dueDay"] == today + days

        @pytest.mark.parametrize("days", [TENOR - 1, TENOR + 8])
        def test_it_should_refuse_a_day_beyond(self, stage, issue, limits, today, days):
            limits(TENOR, TENOR + 7, 32, 90)
            with refused("Issuance_TenorOutOfRange", today + days, today, TENOR, TENOR + 7):
                issue(stage.terms(due_day=today + days))

        def test_it_should_refuse_today_when_the_programme_names_no_least_tenor(self, stage, issue, limits, today):
            limits(0, 90, 32, 90)
            with refused("Issuance_TenorOutOfRange", today, today, 0, 90):
                issue(stage.terms(due_day=today))

    class TestGivenTheFingerprint:
        def test_it_should_refuse_one_that_is_financed(self, stage, receivables, participants, issue, anchor):
            terms = stage.terms()
            issue(terms)
            known = participants.legalIdentityOf(anchor), terms.fingerprint, receivables, 1
            with refused("InvoiceRegistry_AlreadyFinanced", known[0], "0x" + known[1].hex(), *known[2:]):
                issue(terms)

        def test_it_should_refuse_zero(self, stage, issue):
            with refused("InvoiceRegistry_ZeroFingerprint"):
                issue(stage.terms(fingerprint=bytes(32)))

        def test_it_should_refuse_a_ledger_that_the_registry_does_not_serve(self, stage, place, operator, anchor):
            other = place(0, 1, 99, 9, 9)
            other.setCurrency(stage.currency, True, {"from": operator})
            other.setCap(anchor, stage.currency, CAP, {"from": operator})
            terms = stage.terms(seller=stage.cast["tier2"].address)
            with refused("InvoiceRegistry_NotLedger", other.receivables()):
                other.issue(astuple(terms), b"", b"", {"from": anchor})
