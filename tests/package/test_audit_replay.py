"""What events add up to: each kind of them, also those that the contracts are only going to write."""

import pytest

from headwater import Pedigree
from headwater._types import ZERO_ADDRESS
from headwater.audit import Contradiction
from headwater.audit._decoding import Decoder
from headwater.audit._events import Event, iso_time
from headwater.audit._layout import Layout
from headwater.audit._replay import Replay
from headwater.audit._state import Chain, Check, View, checks
from tests.package.audits import abis, later, log_of

OBLIGOR, SELLER, EURO, GUARANTOR, HOLDER = ("0x" + f"{number}{number}" * 20 for number in (1, 2, 3, 4, 5))
ROOT, CHILD = Pedigree(1, 1).id, Pedigree(1, 2, 1, 1).id
LEDGER = "0x" + "99" * 20
ABIS = {each["name"]: (name, each) for name, each in abis()} | {each["name"]: ("Suite", each) for each in later()}
NOW = 1_000_000
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

    @pytest.mark.parametrize("interest_first", [True, False])
    def test_late_interest_is_no_principal(self, issued, happen, interest_first):
        steps = [
            lambda: happen("LateInterestPaid", obligation=1, amount=20),
            lambda: happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=300),
        ]
        for step in steps if interest_first else reversed(steps):
            step()
        assert books(issued) == (280, 20, 720)

    def test_what_a_guarantor_pays_reaches_holders_and_is_owed_still(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=GUARANTOR, amount=500)
        happen("LateInterestPaid", obligation=1, amount=20)
        happen("GuarantorAdvanced", obligation=1, guarantor=GUARANTOR, principal=480, interest=20)
        assert books(issued) == (480, 20, 1_000)

    def test_what_a_guarantor_gets_back_reaches_no_holder(self, issued, happen):
        happen("ObligationPaid", obligation=1, payer=GUARANTOR, amount=500)
        happen("GuarantorAdvanced", obligation=1, guarantor=GUARANTOR, principal=500, interest=0)
        happen("ObligationPaid", obligation=1, payer=OBLIGOR, amount=710)
        happen("GuarantorRepaid", obligation=1, guarantor=GUARANTOR, principal=200, interest=10)
        happen("AmountParked", "Receivables", account=GUARANTOR, currency=EURO, amount=210)
        assert books(issued) == (1_000, 0, 300)
        assert issued.credits["Receivables", address(GUARANTOR), address(EURO)] == 210

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


class TestFreezes:
    VIEW = "getFrozenTokens(address,uint256)"

    def frozen(self, state):
        return state.settings["Suite", self.VIEW, (address(HOLDER), ROOT)]

    def test_a_freeze_holds_until_it_ends_however_it_is_told(self, state, happen):
        happen("FrozenFor", account=HOLDER, id=ROOT, frozen=True)
        assert self.frozen(state) == {"": True}
        happen("Frozen", account=HOLDER, tokenId=ROOT, frozenStatus=False)
        assert self.frozen(state) == {"": False}

    def test_a_participants_freeze_is_part_of_its_standing(self, state, happen):
        happen("ParticipantFrozen", account=HOLDER, frozen=True)
        assert state.standings[address(HOLDER)]["frozen"] is True
        happen("ParticipantFrozen", account=HOLDER, frozen=False)
        assert state.standings[address(HOLDER)]["frozen"] is False

    @pytest.mark.parametrize(
        "event", ["HoldPlaced", "HoldLifted", "ObligationFrozen", "DefaultRecorded", "BarLifted", "CreditNoteIssued"]
    )
    def test_what_moves_nothing_changes_no_balance(self, issued, happen, event):
        before = repr(issued)
        kinds = {"uint64": 1, "uint256": 7, "address": HOLDER, "bool": True, "bytes32": b"\1" * 32}
        happen(event, **{each["name"]: kinds[each["type"]] for each in ABIS[event][1]["inputs"]})
        assert repr(issued) == before


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
    """A view that today's artifacts have not is asked for once they have it."""

    FROZEN = {  # noqa: RUF012 - an ABI
        "type": "function",
        "name": "getFrozenTokens",
        "stateMutability": "view",
        "inputs": [{"name": "account", "type": "address"}, {"name": "id", "type": "uint256"}],
        "outputs": [{"name": "", "type": "bool"}],
    }

    def chain(self, answer, known=True):
        chain = Chain(Node(answer), {"Receivables": LEDGER}, 1)
        chain._views = {("Receivables", TestFreezes.VIEW): View(self.FROZEN)} if known else {}
        return chain

    def check(self, frozen):
        return iter([Check("Receivables", TestFreezes.VIEW, (HOLDER, ROOT), {"": frozen}, "freeze of x")])

    def test_one_that_says_the_same_holds(self):
        assert list(self.chain("0x" + "01".rjust(64, "0")).compare(self.check(True))) == [1]

    def test_one_that_says_otherwise_is_named(self):
        with pytest.raises(Contradiction, match="Receivables, freeze of x: False by the events, True on the chain"):
            list(self.chain("0x" + "01".rjust(64, "0")).compare(self.check(False)))

    def test_one_that_the_contract_has_not_is_passed_over(self):
        assert list(self.chain("0x", known=False).compare(self.check(True))) == []


def test_a_time_that_no_calendar_has_is_empty():
    assert (iso_time(0), iso_time(2**70)) == ("1970-01-01T00:00:00Z", "")
