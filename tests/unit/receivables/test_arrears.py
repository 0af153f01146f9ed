import datetime as dt

import pytest

from headwater import (
    InterestStop,
    LatePayment,
    LateTerms,
    Position,
    Status,
    day_of,
    divisions_of,
    entitlement_down,
    position_of,
)
from tests.stage import FACE, PURSE, REMITTANCE, logged, plain, refused

DUE, GRACE, DEFAULT = 90, 95, 185  # the last days before something turns, from the issue on
EDGES = (0, DUE - 1, DUE, DUE + 1, GRACE, GRACE + 1, DEFAULT, DEFAULT + 1, 1_000, 40_000)
BOUNDS = [
    {"late_rate_ppm": 0},
    {"late_rate_ppm": 2**24 - 1, "late_basis": 365, "grace_days": 0},
    {"late_rate_ppm": 1, "face": 1, "grace_days": 255},
    {"late_rate_ppm": 2**24 - 1, "face": 2**88 - 1},
]
FINANCIER_AND_GUARANTOR = 4 | 16
SPANS = [
    ("2028-02-28", 2, 360),
    ("2028-02-28", 2, 365),
    ("2027-06-29", 3, 360),
    ("2027-12-30", 3, 365),
    ("2038-01-18", 2, 360),
    ("2100-02-27", 2, 365),
    ("2106-02-06", 2, 365),
]

# Days from the issue on. G: by the guarantor; H: a hold, and its last day that bears interest.
HISTORIES = {
    "on time": [(DUE, FACE)],
    "in grace": [(DUE, 400_000), (GRACE, FACE)],
    "a day late": [(GRACE + 1, FACE + 223)],
    "in five parts": [(DUE + 73 * part, 200_001) for part in range(5)] + [(DUE + 365, FACE)],
    "interest alone, then all": [(GRACE + 45, 10_000), (GRACE + 90, 10_000), (GRACE + 91, 2 * FACE)],
    "all but a unit": [(GRACE + 45, 10_000 + FACE - 1), (GRACE + 300, FACE)],
    "after default, in three parts": [(DEFAULT + 1, 300_000), (DEFAULT + 2, 300_000), (DEFAULT + 400, FACE)],
    "the last part after default": [(DEFAULT, FACE), (DEFAULT + 1, FACE)],
    "by the guarantor, and recovered": [
        (DUE, 1_000),
        (GRACE + 9, FACE * 2, "G"),
        (DEFAULT + 1, 5),
        (DEFAULT + 9, FACE * 2),
    ],
    "by the guarantor in part": [(GRACE + 9, 9_000, "G"), (GRACE + 9, 500_000), (GRACE + 99, 1, "G"), (400, 2 * FACE)],
    "on hold": [(GRACE + 9, 1_500), (GRACE + 30, GRACE + 20, "H"), (GRACE + 60, 9_000), (GRACE + 99, FACE)],
    "on hold from long before": [
        (GRACE + 9, 1_500),
        (GRACE + 9, GRACE + 2, "H"),
        (GRACE + 60, 9_000),
        (DEFAULT + 9, FACE),
    ],
}


@pytest.fixture
def issued(stage, accredit, financier):
    """Issue on a day, guaranteed by the financier; gives the root and what matters when it is paid late."""
    accredit(financier, capacities=FINANCIER_AND_GUARANTOR)

    def act(**changes):
        terms = stage.terms(guarantor=financier.address, **changes)
        late = (terms.grace_days, terms.late_rate_ppm, terms.late_basis)
        return stage.issue_terms(terms, stage.accept(terms)), LateTerms(terms.face, terms.due_day, *late, 90)

    return act


@pytest.fixture
def shown(receivables):
    """What the ledger says of the first obligation on a day."""

    def read(day):
        *numbers, status = plain(receivables.position(1, day))
        return Position(*numbers, Status(status))

    return read


@pytest.fixture
def take(stage, receivables, issuance, financier, operator, anchor):
    """Let an event of a history happen on the chain; gives the transaction."""

    def act(event):
        stage.move_to(event.day)
        if isinstance(event, InterestStop):
            return issuance.placeHold(1, anchor, event.last_day, REMITTANCE, {"from": operator})
        if not event.by_guarantor:
            return stage.pay(1 << 72, event.offered)
        stage.give("financier", PURSE)
        stage.currency.approve(receivables, PURSE, {"from": financier})
        return receivables.payAsGuarantor(1, event.offered, REMITTANCE, {"from": financier})

    return act


@pytest.fixture(params=HISTORIES)
def history(request, today):
    """The events of a history."""

    def event(day, number, kind=""):
        if kind == "H":
            return InterestStop(today + day, today + number)
        return LatePayment(today + day, number, kind == "G")

    return [event(*row) for row in HISTORIES[request.param]]


def divided(tx):
    """What a payment's events say: interest, principal, and what the guarantor got back."""
    (paid,) = logged(tx, "ObligationPaid")
    interest = sum(log["amount"] for log in logged(tx, "LateInterestPaid"))
    repaid = sum(log["principal"] + log["interest"] for log in logged(tx, "GuarantorRepaid"))
    return interest, paid["amount"] - interest - repaid, repaid


class TestArrears:
    """Rules L1, L2, L3."""

    class TestGivenNobodyPays:
        class TestWhenADayToComeIsAskedFor:
            @pytest.mark.parametrize("changes", [{}, *BOUNDS[:3]])
            def test_it_should_stand_where_the_reference_says(self, issued, shown, today, changes):
                _, terms = issued(**changes)
                for day in EDGES:
                    assert shown(today + day) == position_of(terms, [], today + day)

        class TestWhenTheDayHasCome:
            def test_it_should_stand_where_the_reference_says(self, stage, issued, shown, today):
                _, terms = issued()
                for day in EDGES[1:]:
                    stage.move_to(today + day)
                    assert shown(today + day) == position_of(terms, [], today + day)

            def test_it_should_show_its_status(self, stage, issued, receivables, today):
                _, terms = issued()
                for day in EDGES[1:]:
                    stage.move_to(today + day)
                    status = receivables.obligation(1)["status"]
                    assert status == position_of(terms, [], today + day).status

        class TestWhenTheRateAndTheFaceAreAtTheirBounds:
            def test_it_should_owe_what_the_reference_says(
                self, stage, issued, issuance, currency, operator, shown, today
            ):
                issuance.setCap(stage.cast["anchor"], currency, 2**128 - 1, {"from": operator})
                _, terms = issued(**BOUNDS[3])
                for day in (*(today + edge for edge in EDGES), 2**24 - 1):
                    assert shown(day) == position_of(terms, [], day)

    class TestGivenPaymentsComeLate:
        class TestWhenEachHasCome:
            def test_it_should_divide_it_as_the_reference_says(self, issued, take, history):
                """Hostile W4, W5: too much, again, in parts, after default, by the guarantor, on hold."""
                _, terms = issued()
                transactions = [take(event) for event in history]
                got = [divided(tx) for tx in transactions if logged(tx, "ObligationPaid")]
                assert got == [(d.interest, d.principal, d.repaid) for d in divisions_of(terms, history)]

            def test_it_should_stand_where_the_reference_says(self, issued, take, shown, receivables, history):
                """Hostile W5: a part is paid, then nothing, then what can be recovered."""
                _, terms = issued()
                for i, event in enumerate(history, 1):
                    take(event)
                    for day in (event.day, event.day + 1, event.day + 100):
                        assert shown(day) == position_of(terms, history[:i], day)
                    assert receivables.obligation(1)["status"] == shown(event.day).status

        class TestWhenAllHaveCome:
            def test_it_should_give_each_holder_the_share_that_the_reference_says(
                self, stage, issued, take, receivables, history, tier2, tier3
            ):
                root, terms = issued()
                ids = [root, *stage.split(root, (tier2, 333_333), (tier3, 1))]
                txs = [(take(event), receivables.claimMany(ids[:2], {"from": tier3})) for event in history]
                claims = [log for _, tx in txs for log in logged(tx, "ReceivableClaimed")]
                claims += logged(receivables.claimMany(ids, {"from": tier3}), "ReceivableClaimed")
                got = [sum(log["amount"] for log in claims if log["id"] == id_) for id_ in ids]
                assert got == shares(terms, history, (666_666, 333_333, 1))

        class TestWhen150UnitsArePaidOneByOne:
            def test_it_should_come_to_what_one_payment_comes_to(
                self, stage, issued, receivables, anchor, shown, today
            ):
                """Hostile W4: an obligor pays in many parts of a unit, some of interest and some of principal."""
                _, terms = issued(face=1_000, late_rate_ppm=800_000)
                stage.move_to(today + GRACE + 45)
                stage.give("anchor", 150)
                stage.currency.approve(receivables, 150, {"from": anchor})
                receivables.payMany([(1, 1, REMITTANCE)] * 150, {"from": anchor})
                one = [LatePayment(today + GRACE + 45, 150)]
                assert shown(today + 400) == position_of(terms, one, today + 400)

    class TestGivenDaysThatACalendarCouldMiscount:
        class TestWhenTheyPass:
            @pytest.mark.parametrize(("begin", "days", "basis"), SPANS)
            def test_it_should_owe_what_the_reference_says(self, stage, issued, shown, take, begin, days, basis):
                """Hostile W6: late interest over leap days, ends of half years, 2038 and 2106."""
                first = dt.date.fromisoformat(begin)
                stage.move_to(day_of(first) - 20)
                _, terms = issued(due_day=day_of(first) - 3, grace_days=3, late_basis=basis)
                part = LatePayment(day_of(first + dt.timedelta(days)), 1_000)
                assert shown(part.day).interest == -(-FACE * 80_000 * days // (basis * 10**6))
                take(part)
                assert shown(part.day + 400) == position_of(terms, [part], part.day + 400)

    class TestWhenADayThatIsPastIsAskedFor:
        def test_it_should_refuse(self, receivables, root, today):
            with refused("Receivables_DayPast", today - 1, today):
                receivables.position(1, today - 1)

    class TestGivenTheObligationDoesNotExist:
        def test_it_should_refuse(self, receivables, root, today):
            with refused("Receivables_NoSuchObligation", 2):
                receivables.position(2, today)


def shares(terms, history, values):
    """What receivables of these values get of a history, by the reference."""
    stands = position_of(terms, history, history[-1].day)
    return [entitlement_down(value, stands.paid + stands.interest_paid, terms.live_face) for value in values]
