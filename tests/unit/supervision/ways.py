"""Every way that a receivable, or value of it, leaves its holder.

Before the due day it is the root, which the supplier holds; it goes to tier 2 where nobody else is named. Once due it
is tier 2's child, and goes to tier 3.
"""

from collections.abc import Callable
from typing import Any

from tests.stage import DOCUMENT, FACE, NOTHING, TOKEN, VALUE, VALUE_TO, Stage, astuple

SAFE, SAFE_WITH = "address,address,uint256", "address,address,uint256,bytes"
SOME = 1_000

Way = Callable[[Stage, int, int], Any]


def transfer(to: str, by: str = "supplier") -> Way:
    """Give the way of a whole root to an account."""

    def act(stage: Stage, root: int, child: int) -> Any:
        given = (stage.cast["supplier"], stage.cast[to], root)
        return stage.receivables.transferFrom[TOKEN](*given, {"from": stage.cast[by]})

    return act


def safe(overload: str, *data: bytes) -> Way:
    """Give the way of a whole root to tier 2, who would be asked if it were a contract."""

    def act(stage: Stage, root: int, child: int) -> Any:
        giver, taker = stage.cast["supplier"], stage.cast["tier2"]
        return stage.receivables.safeTransferFrom[overload](giver, taker, root, *data, {"from": giver})

    return act


def split(to: str, by: str = "supplier") -> Way:
    """Give the way of a share of the root to an account."""

    def act(stage: Stage, root: int, child: int) -> Any:
        return stage.receivables.split(root, [(stage.cast[to], SOME, DOCUMENT)], {"from": stage.cast[by]})

    return act


def value_to_child(by: str) -> Way:
    """Give the way of value of the root to tier 2's child."""
    return lambda stage, root, child: stage.receivables.transferFrom[VALUE](root, child, SOME, {"from": stage.cast[by]})


def value_to(to: str, by: str = "supplier") -> Way:
    """Give the way of value of the root to an account."""
    return lambda stage, root, child: stage.receivables.transferFrom[VALUE_TO](
        root, stage.cast[to], SOME, {"from": stage.cast[by]}
    )


def propose(stage: Stage, root: int, child: int) -> Any:
    """Set a share of the root aside for tier 2."""
    share = (stage.cast["tier2"], SOME, DOCUMENT)
    return stage.receivables.propose(root, share, stage.now() + 5, {"from": stage.cast["supplier"]})


def cancel(stage: Stage, root: int, child: int) -> Any:
    """Give value of the root back."""
    return stage.receivables.cancel(root, SOME, {"from": stage.cast["supplier"]})


def credit_note(stage: Stage, root: int, child: int) -> Any:
    """Give value of the root back by a credit note."""
    return stage.credit_notes.issueCreditNote(1, SOME, [root], NOTHING, {"from": stage.cast["supplier"]})


def sell(stage: Stage, root: int, child: int) -> Any:
    """Sell value of the root to the financier."""
    offer = stage.offer()
    sale = (astuple(offer), stage.sign_offer(offer), root, SOME, 0, stage.deadline())
    return stage.discount_market.sell(*sale, {"from": stage.cast["supplier"]})


def pledge(stage: Stage, root: int, child: int) -> Any:
    """Take an advance on the root."""
    terms = stage.advance(root, value=FACE - 300_000)
    signed = [stage.sign_advance(terms, name) for name in ("supplier", "financier")]
    return stage.factoring.open(astuple(terms), *signed, {"from": stage.cast["stranger"]})


def lock(stage: Stage, root: int, child: int) -> Any:
    """Have value of the root held by the escrow for tier 2."""
    terms = stage.agreement(
        stage.milestone(receivable=root, amount=SOME),
        payer=stage.cast["supplier"].address,
        payee=stage.cast["tier2"].address,
    )
    signed = stage.sign_agreement(terms, "supplier", "tier2")
    return stage.escrow.begin(astuple(terms), signed, {"from": stage.cast["stranger"]})


def hand_child(by: str, overload: str = "", *data: bytes) -> Way:
    """Give the way of tier 2's whole child to tier 3."""

    def act(stage: Stage, root: int, child: int) -> Any:
        ledger = stage.receivables
        step = ledger.safeTransferFrom[overload] if overload else ledger.transferFrom[TOKEN]
        return step(stage.cast["tier2"], stage.cast["tier3"], child, *data, {"from": stage.cast[by]})

    return act


TO_TIER2: dict[str, Way] = {
    "transfer": transfer("tier2"),
    "safe transfer": safe(SAFE),
    "safe transfer with data": safe(SAFE_WITH, b"\x01"),
    "transfer by the approved": transfer("tier2", by="tier3"),
    "transfer by an operator": transfer("tier2", by="stranger"),
    "split": split("tier2"),
    "split by an operator": split("tier2", by="stranger"),
    "proposal": propose,
    "value to a receivable": value_to_child("supplier"),
    "value to a receivable by allowance": value_to_child("financier"),
    "value to an account": value_to("tier2"),
    "value to an account by allowance": value_to("tier2", by="financier"),
}

WAYS: dict[str, Way] = TO_TIER2 | {
    "cancellation": cancel,
    "transfer to the obligor": transfer("anchor"),
    "split to the obligor": split("anchor"),
    "value to the obligor": value_to("anchor"),
    "sale": sell,
    "advance": pledge,
    "escrow": lock,
    "credit note": credit_note,
}

LATE_WAYS: dict[str, Way] = {
    "transfer": hand_child("tier2"),
    "safe transfer": hand_child("tier2", SAFE),
    "safe transfer with data": hand_child("tier2", SAFE_WITH, b"\x01"),
    "transfer by the approved": hand_child("supplier"),
}
