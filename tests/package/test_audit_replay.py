"""What events add up to: each kind of them, by itself and in the order in which the contracts write it."""

import pytest

from headwater import InterestStop, LatePayment, LateTerms, Pedigree, position_of
from headwater._types import ZERO_ADDRESS
from headwater.audit import Contradiction
from headwater.audit._books import Advanced
from headwater.audit._decoding import Decoder
from headwater.audit._events import Event, iso_time
from headwater.audit._expected import checks
from headwater.audit._layout import Layout
from headwater.audit._replay import Replay
from headwater.audit._state import Chain, Check
from tests.package.audits import abis, log_of

OBLIGOR, SELLER, EURO, GUARANTOR, HOLDER = ("0x" + f"{number}{number}" * 20 for number in (1, 2, 3, 4, 5))
ROOT, CHILD = Pedigree(1, 1).id, Pedigree(1, 2, 1, 1).id
LEDGER = "0x" + "99" * 20
ABIS = {each["name"]: (name, each) for name, each in abis()}
NOW = 1_000_000
DAY = 86_400
OBLIGATION, POSITION = "obligation(uint64)", "position(uint64,uint24)"
TERMS = ("obligor", "seller", "currency", "face", "dueDay", "validUntil", "graceDays", "lateRatePpm", "lateBasis")
TERMS += ("guarantor", "fingerprint", "documentRoot", "undertaking")


@pytest.fixture
def state():
    return Replay()


@pytest.fixture
def happen(state):
    """Let an event happen: as a log with these values, decoded as any."""

    def make(event, contract=None, time=NOW, **values):
        name, abi = ABIS[event]
        decoder = Decoder({LEDGER: (contract or name, [abi])})
        given = {each["name"]: values.get(each["name"].rstrip("_"), values.get(each["name"])) for each in abi["inputs"]}
        given = {name: bytes(32) if value is None else value for name, value in given.items()}
        state.apply(Event.of_log(decoder, log_of(abi, given, LEDGER), time))

    return make


@pytest.fixture
def issued(state, happen):
    """An obligation of 1000, all of it the seller's."""
    happen("LimitsSet", minTenorDays=1, maxTenorDays=365, maxDepth=8, defaultDays=90)
    given = (OBLIGOR, SELLER, EURO, 1_000, 30, 9, 5, 80_000, 360, GUARANTOR, *[bytes(32)] * 3)
    happen("ObligationIssued", obligation=1, obligor=OBLIGOR, seller=SELLER, terms=given)
    happen("Transfer", **{"from": ZERO_ADDRESS}, to=SELLER, tokenId=ROOT)
    happen("TransferValue", fromTokenId=0, toTokenId=ROOT, value=1_000)
    return state


def books(state):
    """Paid, interest paid and outstanding."""
    known = state.obligations[1]
    return known["paid"], known["interestPaid"], state.outstanding[known["obligor"], known["currency"]]


class TestPayments:
    def test_all_is_principal_where_nothing_else_is_said(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300)
        assert books(issued) == (300, 0, 700)

    def test_late_interest_is_no_principal(self, issued, happen):
        happen("LateInterestPaid", obligation=1, amount=20)
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300)
        assert books(issued) == (280, 20, 720)

    def test_what_was_interest_is_so_of_one_payment_alone(self, issued, happen):
        happen("LateInterestPaid", obligation=1, amount=20)
        for _ in range(2):
            happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=100)
        assert books(issued) == (180, 20, 820)

    def test_what_a_guarantor_pays_reaches_holders_and_is_owed_still(self, issued, happen):
        happen("LateInterestPaid", obligation=1, amount=20)
        happen("GuarantorAdvanced", obligation=1, guarantor=GUARANTOR, principal=480, interest=20)
        happen("ObligationPaid", obligation=1, payer=GUARANTOR, amount=500)
        assert (books(issued), issued.advanced) == ((480, 20, 1_000), {1: Advanced(480, 20)})

    def test_what_a_guarantor_gets_back_reaches_no_holder(self, issued, happen):
        happen("GuarantorAdvanced", obligation=1, guarantor=GUARANTOR, principal=490, interest=10)
        happen("ObligationPaid", obligation=1, payer=GUARANTOR, amount=500)
        happen("GuarantorRepaid", obligation=1, guarantor=GUARANTOR, principal=200, interest=10)
        happen("AmountParked", "Receivables", account=GUARANTOR, currency=EURO, amount=210)
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=710)
        assert (books(issued), issued.advanced) == ((1_000, 0, 300), {1: Advanced(290, 0)})
        assert issued.credits["Receivables", address(GUARANTOR), address(EURO)] == 210

    def test_the_reference_is_told_what_was_paid_and_when_and_by_whom(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300, time=40 * DAY)
        happen("GuarantorAdvanced", obligation=1, guarantor=GUARANTOR, principal=1, interest=0)
        happen("ObligationPaid", obligation=1, payer=GUARANTOR, amount=1, time=41 * DAY - 1)
        happen("HoldPlaced", obligation=1, payer=HOLDER, lastInterestDay=50, time=42 * DAY)
        happen("HoldLifted", obligation=1, time=44 * DAY)
        payments = [LatePayment(40, 300), LatePayment(40, 1, by_guarantor=True)]
        assert issued.histories[1] == [*payments, InterestStop(42, 50), InterestStop(44, None)]

    def test_what_it_comes_to_is_as_the_reference_says(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300, time=30 * DAY)
        (shown,) = (each for each in checks(issued, 45 * DAY) if each.view == OBLIGATION)
        position, last = (each for each in checks(issued, 45 * DAY) if each.view == POSITION)
        terms = LateTerms(1_000, 30, 5, 80_000, 360, 90)
        assert issued.terms(1) == terms
        owed = position_of(terms, [LatePayment(30, 300)], 45)
        assert (position.expected["interest"], shown.expected["status"]) == (owed.interest, owed.status)
        assert (position.asked, last.asked) == ((1, 45), (1, 2**24 - 1))

    def test_a_history_that_cannot_be_comes_to_nothing(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300, time=29 * DAY)
        assert [each.expected for each in checks(issued, 45 * DAY) if each.view == POSITION] == [None, None]

    def test_a_payment_of_nothing_that_was_issued_is_none(self, issued, happen):
        with pytest.raises(KeyError):
            happen("ObligationPaid", obligation=2, payer=OBLIGOR, amount=1)


def address(text):
    (value,) = Layout([{"name": "a", "type": "address"}]).read(text[2:].rjust(64, "0")).values()
    return value


class TestReceivables:
    def test_the_root_has_the_face_value(self, issued):
        root = issued.receivables[ROOT]
        assert (root.holder, root.value, root.claimed) == (address(SELLER), 1_000, 0)
        assert (issued.obligations[1]["serials"], issued.balances[address(SELLER)]) == (1, 1)

    def test_a_child_takes_its_value_from_its_parent(self, issued, happen):
        happen("Transfer", **{"from": ZERO_ADDRESS}, to=HOLDER, tokenId=CHILD)
        happen("TransferValue", fromTokenId=ROOT, toTokenId=CHILD, value=400)
        assert (issued.receivables[ROOT].value, issued.receivables[CHILD].value) == (600, 400)
        assert (issued.obligations[1]["serials"], issued.balances[address(HOLDER)]) == (2, 1)

    def test_what_is_cancelled_is_owed_no_more(self, issued, happen):
        happen("ValueCancelled", id=ROOT, value=100)
        happen("TransferValue", fromTokenId=ROOT, toTokenId=0, value=100)
        known = issued.obligations[1]
        assert (known["liveFace"], known["cancelled"], books(issued)[2]) == (900, 100, 900)
        assert issued.receivables[ROOT].value == 900

    def test_a_claim_counts_while_its_receivable_lives(self, issued, happen):
        happen("ReceivableClaimed", id=ROOT, holder=SELLER, amount=70)
        assert issued.receivables[ROOT].claimed == 70
        happen("Transfer", **{"from": SELLER}, to=ZERO_ADDRESS, tokenId=ROOT)
        happen("TransferValue", fromTokenId=ROOT, toTokenId=0, value=1_000)
        happen("ReceivableClaimed", id=ROOT, holder=SELLER, amount=930)
        assert (issued.receivables, issued.burned, issued.balances[address(SELLER)]) == ({}, {ROOT}, 0)

    def test_a_forced_transfer_carries_the_claim(self, issued, happen):
        happen("ReceivableClaimed", id=ROOT, holder=SELLER, amount=70)
        happen("Frozen", account=SELLER, tokenId=ROOT, frozenStatus=False)
        happen("Transfer", **{"from": SELLER}, to=HOLDER, tokenId=ROOT)
        happen("ForcedTransfer", **{"from": SELLER}, to=HOLDER, tokenId=ROOT)
        happen("ForcedTransferFor", **{"from": SELLER}, to=HOLDER, id=ROOT)
        assert (issued.receivables[ROOT].holder, issued.receivables[ROOT].claimed) == (address(HOLDER), 70)
        assert issued.balances == {address(SELLER): 0, address(HOLDER): 1}

    def test_a_credit_that_is_withdrawn_is_gone(self, issued, happen):
        happen("AmountParked", "Factoring", account=HOLDER, currency=EURO, amount=9)
        happen("CreditWithdrawn", "Factoring", account=HOLDER, to=HOLDER, currency=EURO, amount=9)
        assert issued.credits == {("Factoring", address(HOLDER), address(EURO)): 0}


def expected(state, view, now=NOW):
    """What the views of a name must answer, in order."""
    return [each.expected for each in checks(state, now) if each.view.partition("(")[0] == view]


@pytest.fixture
def bound(happen):
    """The legal identities of obligor and seller."""
    identities = {OBLIGOR: b"\xa1" * 32, SELLER: b"\xa2" * 32}
    for account, identity in identities.items():
        happen("AccountBound", account=account, legalIdentity=identity)
    return identities


class TestFreezes:
    @pytest.mark.parametrize(("event", "number"), [("Frozen", "tokenId"), ("FrozenFor", "id")])
    def test_a_freeze_holds_until_it_ends_however_it_is_told(self, state, happen, event, number):
        flag = "frozenStatus" if event == "Frozen" else "frozen"
        for frozen in (True, False):
            happen(event, account=HOLDER, **{number: ROOT, flag: frozen})
            assert expected(state, "getFrozenTokens") == [{"": frozen}]

    def test_a_participants_freeze_is_part_of_its_standing(self, state, happen):
        happen("ParticipantFrozen", account=HOLDER, frozen=True)
        assert state.standings[address(HOLDER)]["frozen"] is True
        happen("ParticipantFrozen", account=HOLDER, frozen=False)
        assert state.standings[address(HOLDER)]["frozen"] is False

    @pytest.mark.parametrize(
        ("event", "values", "moves"),
        [
            ("ObligationFrozen", {"obligation": 1, "frozen": True}, False),
            ("ObligationFrozen", {"obligation": 1, "frozen": False}, True),
            ("HoldPlaced", {"obligation": 1, "payer": HOLDER, "lastInterestDay": 40}, False),
            ("Frozen", {"account": SELLER, "tokenId": ROOT, "frozenStatus": True}, False),
            ("Frozen", {"account": SELLER, "tokenId": ROOT, "frozenStatus": False}, True),
        ],
    )
    def test_what_is_stopped_cannot_move(self, issued, happen, event, values, moves):
        known = {"legalIdentity": b"\xa2" * 32, "capacities": 2, "country": b"DE", "validUntil": 50}
        happen("ParticipantRegistered", account=SELLER, **known)
        assert expected(issued, "canTransfer") == []
        happen(event, **values)
        assert expected(issued, "canTransfer") == [{"": moves}]
        assert expected(issued, "canTransfer", 51 * DAY) == [{"": False}]

    def test_a_hold_is_shown_until_it_is_lifted(self, issued, happen):
        happen("HoldPlaced", obligation=1, payer=HOLDER, lastInterestDay=40)
        assert expected(issued, "holdOn") == [{"payer": address(HOLDER), "lastInterestDay": 40}]
        happen("HoldLifted", obligation=1)
        assert expected(issued, "holdOn") == [{"payer": ZERO_ADDRESS, "lastInterestDay": 0}]


class TestCompanies:
    def barred(self, state):
        (bar,) = expected(state, "isBarred")
        return bar[""]

    def test_a_default_bars_until_the_bar_is_lifted(self, issued, bound, happen):
        assert not self.barred(issued)
        happen("DefaultRecorded", obligation=1, obligor=OBLIGOR, legalIdentity=bound[OBLIGOR])
        assert self.barred(issued)
        happen("BarLifted", legalIdentity=bound[OBLIGOR])
        assert not self.barred(issued)

    def test_a_hold_bars_as_long_as_it_stands(self, issued, bound, happen):
        happen("DefaultRecorded", obligation=1, obligor=OBLIGOR, legalIdentity=bound[OBLIGOR])
        happen("HoldPlaced", obligation=1, payer=HOLDER, lastInterestDay=40)
        happen("BarLifted", legalIdentity=bound[OBLIGOR])
        assert self.barred(issued)
        happen("HoldLifted", obligation=1)
        assert not self.barred(issued)

    @pytest.mark.parametrize("times", [0, 2])
    def test_a_bar_that_no_default_has_put_cannot_be_lifted(self, issued, bound, happen, times):
        happen("DefaultRecorded", obligation=1, obligor=OBLIGOR, legalIdentity=bound[OBLIGOR])
        happen("BarLifted", legalIdentity=bound[OBLIGOR])
        with pytest.raises(KeyError):
            happen("BarLifted", legalIdentity=bound[OBLIGOR] if times else b"\xa3" * 32)

    def note(self, happen, owed, cancelled=0):
        happen("CreditNoteIssued", obligation=1, seller=SELLER, obligor=OBLIGOR, cancelled=cancelled, owed=owed)

    def test_a_credit_note_that_is_covered_leaves_no_claim(self, issued, bound, happen):
        self.note(happen, 0, 50)
        assert (expected(issued, "claimOf"), expected(issued, "openClaimsOf")) == ([{"": 0}], [{"": 0}])

    def test_claims_are_added_up_and_settled(self, issued, bound, happen):
        settled = {"obligor": OBLIGOR, "sellerIdentity": bound[SELLER], "currency": EURO}
        for owed in (50, 20):
            self.note(happen, owed)
        happen("CreditClaimSettled", **settled, amount=30, waived=True)
        assert (expected(issued, "claimOf"), expected(issued, "openClaimsOf")) == ([{"": 40}], [{"": 1}])
        happen("CreditClaimSettled", **settled, amount=40, waived=False)
        assert (expected(issued, "claimOf"), expected(issued, "openClaimsOf")) == ([{"": 0}], [{"": 0}])

    def test_a_claim_that_was_never_made_cannot_be_settled(self, issued, bound, happen):
        claim = {"obligor": OBLIGOR, "sellerIdentity": bound[SELLER], "currency": EURO}
        with pytest.raises(KeyError):
            happen("CreditClaimSettled", **claim, amount=1, waived=True)

    def test_the_last_reader_takes_the_place_of_one_that_goes(self, state, happen):
        for account in (OBLIGOR, SELLER, HOLDER):
            happen("StandingReaderSet", account=account, standing=True)
        happen("StandingReaderSet", account=OBLIGOR, standing=False)
        assert expected(state, "standingReaders") == [{"": [address(HOLDER), address(SELLER)]}]
        happen("StandingReaderSet", account=SELLER, standing=False)
        assert expected(state, "standingReaders") == [{"": [address(HOLDER)]}]


class TestOperations:
    ID, WEEK = b"\x0a" * 32, 7 * DAY

    def schedule(self, happen):
        given = {"nonce": 1, "caller": HOLDER, "target": HOLDER, "data": b""}
        happen("OperationScheduled", operationId=self.ID, schedule=NOW + 60, **given)

    def test_one_waits_until_it_expires(self, state, happen):
        self.schedule(happen)
        shown = [expected(state, "getSchedule", NOW + 60 + later) for later in (0, self.WEEK - 1, self.WEEK)]
        assert shown == [[{"": NOW + 60}], [{"": NOW + 60}], [{"": 0}]]

    @pytest.mark.parametrize("event", ["OperationExecuted", "OperationCanceled"])
    def test_one_that_is_over_waits_no_more(self, state, happen, event):
        self.schedule(happen)
        happen(event, operationId=self.ID, nonce=1)
        assert expected(state, "getSchedule") == [{"": 0}]
        with pytest.raises(KeyError):
            happen(event, operationId=self.ID, nonce=1)


class TestRoles:
    def granted(self, happen, delay, since, new, time=NOW):
        happen("RoleGranted", time=time, roleId=3, account=HOLDER, delay=delay, since=since, newMember=new)

    def member(self, state, now):
        (found,) = (each.expected for each in checks(state, now) if each.view.startswith("hasRole"))
        return found["isMember"], found["executionDelay"]

    def test_a_member_is_one_from_its_time_on(self, state, happen):
        self.granted(happen, 60, NOW + 10, True)
        assert [self.member(state, NOW + later) for later in (9, 10)] == [(False, 60), (True, 60)]

    def test_a_shorter_delay_counts_later(self, state, happen):
        self.granted(happen, 60, NOW, True)
        self.granted(happen, 10, NOW + 50, False)
        assert [self.member(state, NOW + later)[1] for later in (49, 50)] == [60, 10]

    def test_a_delay_that_was_still_to_come_is_overtaken(self, state, happen):
        self.granted(happen, 60, NOW, True)
        self.granted(happen, 10, NOW + 50, False)
        self.granted(happen, 90, NOW + 20, False, NOW + 20)
        assert [self.member(state, NOW + later)[1] for later in (19, 20, 50)] == [60, 90, 90]

    def test_who_is_revoked_is_none(self, state, happen):
        self.granted(happen, 60, NOW, True)
        happen("RoleRevoked", roleId=3, account=HOLDER)
        assert self.member(state, NOW) == (False, 0)


class Node:
    """A node that answers every question alike."""

    def __init__(self, answer):
        self.answer = answer

    def answers(self, questions):
        return [self.answer for _ in questions]


class TestViews:
    VIEW = "getFrozenTokens(address,uint256)"

    def compared(self, answer, frozen):
        check = Check("Receivables", self.VIEW, (HOLDER, ROOT), {"": frozen}, "freeze of x")
        return list(Chain(Node(answer), {"Receivables": LEDGER}, 1).compare(iter([check])))

    def test_one_that_says_the_same_holds(self):
        assert self.compared("0x" + "01".rjust(64, "0"), True) == [1]

    def test_one_that_says_otherwise_is_named(self):
        with pytest.raises(Contradiction, match="Receivables, freeze of x: False by the events, True on the chain"):
            self.compared("0x" + "01".rjust(64, "0"), False)


def test_a_time_that_no_calendar_has_is_empty():
    assert (iso_time(0), iso_time(2**70)) == ("1970-01-01T00:00:00Z", "")
