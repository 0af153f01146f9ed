"""What can go wrong in a suite, all of it, for the tests of the audit export: some of it is over, some stays open."""

from __future__ import annotations

from dataclasses import dataclass

from headwater import Limits, Role
from headwater._supervision import Enforcement
from tests.package.scene import FACE, TENOR, Scene

GRACE, DEFAULT = 5, 90
WAIT = 4  # days, longer than an enforcer's delay
REASON = b"\x5e" * 32


@dataclass(frozen=True)
class Endured:
    """The roots of what the storm went over: paid late, on hold, frozen, and with credit notes."""

    late: int
    held: int
    frozen: int
    noted: int


def endure(scene: Scene) -> Endured:
    """Let everything go wrong with new obligations, and with the first that were issued."""
    _appoint_guardian(scene)
    late = scene.issue(guarantor=scene.address("financier"), late_basis=365)
    endured = Endured(late, scene.issue(), scene.issue(), scene.issue())
    scene.suite.set_limits(Limits(default_days=30), sender=scene.address("operator"))
    due = scene.today + TENOR
    _note_credit(scene, endured.noted)
    child = _freeze(scene, endured.frozen)
    _force(scene, child)
    scene.programme.approve("anchor", 20 * FACE)
    scene.programme.approve("financier", 20 * FACE)
    scene.programme.move_to(due + GRACE + 10)
    _pay_late(scene, endured)
    _hold(scene, endured.held, due + GRACE + 10)
    _default(scene)
    _leave_open(scene, endured)
    return endured


def _appoint_guardian(scene: Scene) -> None:
    """Make the supervisor a guardian, by the administrator's own delay, and let some read along."""
    suite, at = scene.suite, scene.address
    authority, operator = suite.authority, at("operator")
    call = authority.encode_abi("grantRole", [int(Role.GUARDIAN), at("supervisor"), 0])
    suite._step(authority.functions.schedule(authority.address, call, 0), operator)
    scene.programme.move_to(scene.today + 6)
    suite._step(authority.functions.execute(authority.address, call), operator)
    for name in ("financier", "supervisor", "stranger"):
        suite.set_standing_reader(at(name), True, sender=operator)
    suite.set_standing_reader(at("financier"), False, sender=operator)


def _note_credit(scene: Scene, root: int) -> None:
    """A credit note that the seller's value covers, and one that leaves a claim, partly paid and partly waived."""
    suite, at = scene.suite, scene.address
    supplier, anchor = at("supplier"), at("anchor")
    scene.split(root, "tier2", FACE // 4)
    scene.entrust(suite.credit_notes, "supplier")
    suite.issue_credit_note(root >> 72, FACE // 10, [root], REASON, sender=supplier)
    suite.issue_credit_note(root >> 72, 7 * FACE // 10, [root], REASON, sender=supplier)
    suite.pay_claim(anchor, supplier, scene.currency, FACE // 50, sender=supplier)
    suite.waive_claim(supplier, scene.currency, FACE // 100, sender=anchor)


def _freeze(scene: Scene, root: int) -> int:
    """Freeze an obligation, an account and a receivable, and release the first two; gives the receivable."""
    suite, operator, tier2 = scene.suite, scene.address("operator"), scene.address("tier2")
    child = scene.split(root, "tier2", FACE // 4)
    suite.freeze_obligation(root >> 72, True, REASON, sender=operator)
    suite.freeze_obligation(root >> 72, False, REASON, sender=operator)
    suite.freeze_account(tier2, True, REASON, sender=operator)
    suite.freeze_account(tier2, False, REASON, sender=operator)
    suite.freeze(tier2, child, True, REASON, sender=operator)
    return child


def _force(scene: Scene, child: int) -> None:
    """One forced transfer is executed, one is cancelled by the guardian."""
    suite, at = scene.suite, scene.address
    operator = at("operator")
    order = Enforcement(at("tier2"), at("financier"), (child,), REASON)
    back = Enforcement(at("financier"), at("tier2"), (child,), REASON)
    suite.schedule_order(order, sender=operator)
    suite.schedule_order(back, sender=operator)
    suite.cancel_order(back, operator, sender=at("supervisor"))
    scene.programme.move_to(scene.today + WAIT)
    suite.execute_order(order, sender=operator)


def _pay_late(scene: Scene, endured: Endured) -> None:
    """Pay in parts: some interest, some principal, by the guarantor, the rest, and some of what it advanced."""
    suite, at = scene.suite, scene.address
    root, guarantor, obligation = endured.late, at("financier"), endured.late >> 72
    for amount in (1_000, FACE // 10):
        scene.pay(root, amount)
    scene.programme.move_to(scene.today + 20)
    suite.pay_as_guarantor(obligation, 3 * FACE // 10, sender=guarantor)
    suite.claim(root, sender=at("stranger"))
    scene.programme.move_to(scene.today + 10)
    advanced = suite.position(obligation, scene.today).advanced
    scene.pay(root, suite.position(obligation, scene.today).owed - advanced + 1_000)
    suite.withdraw_credit(guarantor, scene.currency, guarantor, sender=guarantor)
    scene.pay(root, FACE // 10)
    scene.pay(endured.noted)


def _hold(scene: Scene, root: int, last_interest_day: int) -> None:
    """Place a hold, on which its payer pays a part, lift it, and pay some more."""
    suite, at = scene.suite, scene.address
    operator, payer = at("operator"), at("financier")
    suite.place_hold(root >> 72, payer, last_interest_day, REASON, sender=operator)
    suite.pay(root >> 72, FACE // 5, sender=payer)
    scene.programme.move_to(scene.today + 5)
    suite.lift_hold(root >> 72, REASON, sender=operator)
    scene.pay(root, FACE // 10)
    suite.claim(root, sender=at("stranger"))


def _default(scene: Scene) -> None:
    """Put the first obligation's default on record, lift the bar, and recover some, and then the rest."""
    suite, operator, stranger = scene.suite, scene.address("operator"), scene.address("stranger")
    suite.record_default(1, sender=stranger)
    suite.lift_bar(suite.legal_identity(scene.address("anchor")), REASON, sender=operator)
    for _ in range(2):
        scene.programme.move_to(scene.today + 3)
        suite.pay(1, FACE // 2, sender=scene.address("anchor"))


def _leave_open(scene: Scene, endured: Endured) -> None:
    """A default, a hold, an order, and a freeze of each kind that still stand at the end."""
    suite, at = scene.suite, scene.address
    operator = at("operator")
    suite.record_default(3, sender=at("stranger"))
    for last_interest_day in (scene.today - 20, scene.today):
        suite.place_hold(endured.held >> 72, at("financier"), last_interest_day, REASON, sender=operator)
        suite.pay(endured.held >> 72, FACE // 100, sender=at("financier"))
    suite.freeze(at("supplier"), endured.late, True, REASON, sender=operator)
    suite.freeze_account(at("tier2"), True, REASON, sender=operator)
    suite.freeze_obligation(endured.frozen >> 72, True, REASON, sender=operator)
    order = Enforcement(at("supplier"), at("financier"), (endured.held,), REASON)
    suite.schedule_order(order, sender=operator)
