"""What the suite does when things go wrong, each method on a real chain: what it gives, and how it refuses."""

import pytest

from _local import identity
from headwater import Capacity, Limits, Payment, Registration, Status, refusals
from headwater._supervision import Credited, Enforcement
from headwater._types import Hold, Position
from tests.package.scene import FACE, NOBODY, TENOR, refused, used_gas

FOREVER = 2**32 - 1
GRACE, DEFAULT = 5, 90
REASON = b"\x5e" * 32
INTEREST = 2_223  # of 1 000 000 at 8 % for ten days of 360, rounded up


@pytest.fixture
def root(scene):
    """A receivable of the supplier's, of the whole face value."""
    return scene.issue()


@pytest.fixture
def child(scene, root):
    """A receivable of tier2's, of a fourth of the face value."""
    return scene.split(root, "tier2", FACE // 4)


@pytest.fixture
def guarantor(scene, suite, operator, financier):
    """The financier, accredited as a guarantor, with money at hand."""
    both = Capacity.FINANCIER | Capacity.GUARANTOR
    suite.register(Registration(financier, identity("financier"), both, "DE", FOREVER), sender=operator)
    scene.programme.mint("financier", 2 * FACE)
    scene.programme.approve("financier", 2 * FACE)
    return financier


@pytest.fixture
def late(scene):
    """Let the chain's clock be so many days beyond the due day and the days of grace."""

    def by(days):
        scene.fall_due()
        scene.programme.mint("anchor", FACE)
        scene.programme.approve("anchor", 2 * FACE)
        scene.programme.move_to(scene.today + GRACE + days)

    return by


@pytest.fixture
def order(scene, child, tier2, tier3):
    """A forced transfer from tier2 to tier3."""
    return Enforcement(tier2, tier3, (child,), REASON)


def reasons(suite, done, contract, event):
    """The reasons that a step has logged in an event of a contract."""
    receipt = suite.w3.eth.get_transaction_receipt(done.transaction)
    logs = [log for log in receipt["logs"] if log["address"] == contract.address]
    topic = contract.events[event]().topic
    found = [log for log in logs if log["topics"][0].to_0x_hex() == topic]
    return [contract.events[event]().process_log(log)["args"]["reasonHash"] for log in found]


class TestPositions:
    def test_position(self, scene, suite, root, late):
        due = scene.today + TENOR
        assert suite.position(1, due + GRACE) == Position(FACE, 0, 0, FACE, 0, 0, GRACE, Status.MATURED)
        late(10)
        owed = FACE + INTEREST
        assert suite.position(1, scene.today) == Position(FACE, INTEREST, 0, owed, 0, 0, GRACE + 10, Status.OVERDUE)
        with refused("Receivables_DayPast", day=scene.today - 1, today=scene.today):
            suite.position(1, scene.today - 1)

    def test_late_interest_is_paid_first(self, scene, suite, root, anchor, late):
        late(10)
        assert suite.pay_many([Payment(1, 2_000), Payment(1, 1_000)], sender=anchor).value == [2_000, 1_000]
        shown = suite.obligation(1)
        assert (shown.interest_paid, shown.paid, shown.owed) == (INTEREST, 777, FACE - 777)

    def test_pay_as_guarantor(self, scene, suite, guarantor, anchor, stranger, late):
        scene.issue(guarantor=guarantor)
        late(10)
        done = suite.pay_as_guarantor(1, 2 * FACE, sender=guarantor)
        assert used_gas(done)
        assert done.value == FACE + INTEREST
        assert suite.position(1, scene.today).advanced == FACE + INTEREST
        suite.pay(1, 2 * FACE, sender=anchor)
        assert suite.credit(guarantor, scene.currency) == FACE + INTEREST
        with refused("Receivables_NotGuarantor", obligation=1, caller=stranger):
            suite.pay_as_guarantor(1, 1, sender=stranger)

    def test_record_default(self, scene, suite, root, stranger, late):
        late(DEFAULT)
        with refused("Defaults_NotInDefault", obligation=1):
            suite.record_default(1, sender=stranger)
        scene.programme.move_to(scene.today + 1)
        assert used_gas(suite.record_default(1, sender=stranger))
        assert suite.is_barred(identity("anchor"))
        with refused("Issuance_DefaultOnRecord", obligation=1):
            suite.record_default(1, sender=stranger)

    def test_lift_bar(self, scene, suite, operator, root, stranger, late):
        late(DEFAULT + 1)
        suite.record_default(1, sender=stranger)
        with refused("AccessManagedUnauthorized", caller=stranger):
            suite.lift_bar(identity("anchor"), sender=stranger)
        done = suite.lift_bar(identity("anchor"), REASON, sender=operator)
        assert reasons(suite, done, suite.issuance, "BarLifted") == [REASON]
        with refused("Issuance_NotBarred", legalIdentity=identity("anchor")):
            suite.lift_bar(identity("anchor"), sender=operator)

    def test_is_barred(self, scene, suite, root, operator, supplier, anchor):
        assert not suite.is_barred(identity("anchor"))
        suite.place_hold(1, supplier, scene.today, sender=operator)
        assert suite.is_barred(identity("anchor"))
        with refused("Issuance_ObligorBarred", obligor=anchor, legalIdentity=identity("anchor")):
            scene.issue()

    def test_the_default_days_are_those_of_the_issue(self, scene, suite, root, operator, late):
        suite.set_limits(Limits(default_days=1), sender=operator)
        late(2)
        assert suite.obligation(1).status is Status.OVERDUE


class TestHolds:
    def test_place_hold(self, scene, suite, root, operator, supplier, tier2, stranger):
        done = suite.place_hold(1, supplier, scene.today, REASON, sender=operator)
        assert reasons(suite, done, suite.issuance, "HoldPlaced") == [REASON]
        with refused("Receivables_ObligationHalted", obligation=1):
            suite.transfer(root, tier2, sender=supplier)
        with refused("AccessManagedUnauthorized", caller=stranger):
            suite.place_hold(1, stranger, 0, sender=stranger)

    def test_hold_on(self, scene, suite, root, operator, supplier):
        assert suite.hold_on(1) == Hold(NOBODY, 0)
        suite.place_hold(1, supplier, 7, sender=operator)
        assert (suite.hold_on(1), suite.hold_on(1).stands) == (Hold(supplier, 7), True)

    def test_its_payer_alone_pays_and_interest_stands_still(self, scene, suite, root, operator, supplier, anchor, late):
        suite.place_hold(1, supplier, scene.today + TENOR + GRACE + 10, sender=operator)
        late(40)
        assert suite.position(1, scene.today).interest == INTEREST
        with refused("Receivables_NotPayer", obligation=1, caller=anchor):
            suite.pay(1, FACE, sender=anchor)

    def test_lift_hold(self, scene, suite, root, operator, supplier, tier2):
        with refused("Issuance_NoHold", obligation=1):
            suite.lift_hold(1, sender=operator)
        suite.place_hold(1, supplier, 0, sender=operator)
        done = suite.lift_hold(1, REASON, sender=operator)
        assert reasons(suite, done, suite.issuance, "HoldLifted") == [REASON]
        assert used_gas(suite.transfer(root, tier2, sender=supplier))
        assert not suite.is_barred(identity("anchor"))


class TestFreezes:
    def test_freeze(self, scene, suite, child, operator, tier2, tier3):
        done = suite.freeze(tier2, child, True, REASON, sender=operator)
        assert reasons(suite, done, suite.receivables, "FrozenFor") == [REASON]
        with refused("ERC7943InsufficientUnfrozenBalance", account=tier2, tokenId=child):
            suite.transfer(child, tier3, sender=tier2)
        suite.freeze(tier2, child, False, sender=operator)
        assert used_gas(suite.transfer(child, tier3, sender=tier2))

    def test_is_frozen(self, suite, child, operator, tier2, tier3):
        suite.freeze(tier3, child, sender=operator)
        assert [suite.is_frozen(account, child) for account in (tier2, tier3)] == [False, True]

    def test_freeze_account(self, scene, suite, child, operator, tier2, tier3):
        done = suite.freeze_account(tier2, True, REASON, sender=operator)
        assert reasons(suite, done, suite.participants, "ParticipantFrozen") == [REASON]
        assert suite.standing(tier2).frozen
        with refused("Participants_AccountFrozen", account=tier2):
            suite.transfer(child, tier3, sender=tier2)
        suite.freeze_account(tier2, False, sender=operator)
        assert used_gas(suite.transfer(child, tier3, sender=tier2))

    def test_freeze_obligation(self, scene, suite, child, operator, tier2, late):
        done = suite.freeze_obligation(1, True, REASON, sender=operator)
        assert reasons(suite, done, suite.issuance, "ObligationFrozen") == [REASON]
        late(0)
        scene.pay(child)
        with refused("Receivables_ObligationFrozen", obligation=1):
            suite.claim(child, sender=tier2)
        suite.freeze_obligation(1, False, sender=operator)
        assert suite.claim(child, sender=tier2).value == FACE // 4


class TestOrders:
    def test_schedule_order(self, suite, child, order, operator, stranger):
        assert used_gas(suite.schedule_order(order, sender=operator))
        assert suite.receivable(child).holder == order.source
        with pytest.raises(refusals.AccessManagerUnauthorizedCall):
            suite.schedule_order(order, sender=stranger)

    def test_execute_order(self, scene, suite, child, order, operator, tier3):
        suite.schedule_order(order, sender=operator)
        with pytest.raises(refusals.AccessManagerNotReady):
            suite.execute_order(order, sender=operator)
        scene.programme.move_to(scene.today + 4)
        done = suite.execute_order(order, sender=operator)
        assert reasons(suite, done, suite.receivables, "ForcedTransferFor") == [REASON]
        assert suite.receivable(child).holder == tier3

    def test_a_lost_key_is_recovered_within_its_company_alone(self, scene, suite, child, operator, tier2, tier3):
        lost = Enforcement(tier2, tier3, (child,), REASON, recovery=True)
        suite.schedule_order(lost, sender=operator)
        scene.programme.move_to(scene.today + 4)
        with refused("Participants_NotOneCompany", lost=tier2, to=tier3):
            suite.execute_order(lost, sender=operator)

    def test_cancel_order(self, scene, suite, order, operator, stranger):
        suite.schedule_order(order, sender=operator)
        with pytest.raises(refusals.AccessManagerUnauthorizedCancel):
            suite.cancel_order(order, operator, sender=stranger)
        assert used_gas(suite.cancel_order(order, operator, sender=operator))
        scene.programme.move_to(scene.today + 4)
        with pytest.raises(refusals.AccessManagerNotScheduled):
            suite.execute_order(order, sender=operator)

    def test_announced(self, scene, suite, child, order, operator, tier2, tier3):
        plain = suite.receivables.encode_abi("forcedTransfer", [tier2, tier3, child]) + "00"
        suite._step(suite.authority.functions.schedule(suite.receivables.address, plain, 0), operator)
        suite.schedule_order(order, sender=operator)
        first, second = suite.announced()
        assert (first.data.hex(), first.enforcer, second.enforcer) == (plain.removeprefix("0x"), operator, operator)
        suite.cancel_order(order, operator, sender=operator)
        assert len(suite.announced()) == 1

    def test_cancel_announced(self, suite, child, tier2, tier3, operator, stranger):
        """Whatever was announced can be cancelled, also what is written otherwise than `schedule_order` does."""
        plain = suite.receivables.encode_abi("forcedTransfer", [tier2, tier3, child]) + "00"
        suite._step(suite.authority.functions.schedule(suite.receivables.address, plain, 0), operator)
        (waiting,) = suite.announced()
        with pytest.raises(refusals.AccessManagerUnauthorizedCancel):
            suite.cancel_announced(waiting, sender=stranger)
        assert used_gas(suite.cancel_announced(waiting, sender=operator))
        assert suite.announced() == ()


class TestCreditNotes:
    @pytest.fixture
    def note(self, scene, suite, root, child, supplier):
        """What the supplier does for a credit note over all, of which it holds three fourths."""
        suite.entrust(suite.credit_notes.address, sender=supplier)
        return suite.issue_credit_note(1, FACE, [root], REASON, sender=supplier)

    def test_issue_credit_note(self, scene, suite, note, child, stranger):
        assert used_gas(note)
        assert note.value == Credited(FACE - FACE // 4, FACE // 4)
        assert (suite.obligation(1).live_face, suite.receivable(child).value) == (FACE // 4, FACE // 4)

    def test_claim_of(self, scene, suite, note, anchor, supplier, tier2):
        claims = [suite.claim_of(anchor, seller, scene.currency) for seller in (supplier, tier2)]
        assert claims == [FACE // 4, 0]

    def test_open_claims(self, suite, note, supplier, tier2):
        assert [suite.open_claims(seller) for seller in (supplier, tier2)] == [1, 0]

    def test_pay_claim(self, scene, suite, note, anchor, supplier):
        scene.entrust(suite.credit_notes, "supplier")
        before = scene.balance("anchor")
        given = (anchor, supplier, scene.currency, FACE // 4)
        assert used_gas(suite.pay_claim(*given, sender=supplier))
        assert (scene.balance("anchor") - before, suite.open_claims(supplier)) == (FACE // 4, 0)

    def test_waive_claim(self, scene, suite, note, anchor, supplier):
        assert used_gas(suite.waive_claim(supplier, scene.currency, FACE // 4, sender=anchor))
        assert suite.claim_of(anchor, supplier, scene.currency) == 0
