"""What each step cannot cost less than, as a sum of what the chain charges for its duties.

Counted is what the schedule of the chain forces on any ledger with these duties: the transaction and its calldata
(as `scripts/gas.py` sends it), accounts and slots touched for the first time, slots written, the logs that the
standards (and the design, for the document of a split) demand, the currency's own code in moving money, the checks of
accreditation. Not counted are the ledger's own code, and logs that are its own idea.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from _duties import (
    ACCOUNT,
    AGAIN,
    CHANGE,
    CLAIM,
    COLLECTED,
    DOCUMENT,
    EXECUTED,
    FIFTY,
    FILL,
    FORCED,
    FORCED_FOR,
    FROZEN,
    FROZEN_FOR,
    HANDED,
    MONEY,
    MOVE_AGAIN,
    PAID_WHOLE,
    PAYEE,
    READ,
    RECOVER,
    ROLE,
    SALE,
    SLOT_CHANGED,
    SPLIT,
    TRANSACTION,
    TRANSFER,
    VALUE,
    calldata,
    fifty,
)


@dataclass(frozen=True, slots=True)
class Floor:
    """A step's floor: its duties with their gas, how many steps share the sum, and what the design allowed above it."""

    step: str
    duties: tuple[tuple[str, int], ...]
    design_floor: int
    design_most: int
    shared_by: int = 1

    @property
    def gas(self) -> int:
        """The sum, of one of those that share it."""
        return sum(gas for _, gas in self.duties) // self.shared_by

    @property
    def most(self) -> int:
        """The design's ratio, over this floor."""
        return self.gas * self.design_most // self.design_floor


ESCROW_PEERS: Final = {
    "escrow_create": {"Kleros": 195_932, "Sablier": 200_204},
    "escrow_release": {"Kleros": 45_868, "Sablier": 102_019},
}
"""What escrows elsewhere take for the nearest same step: measured the same way for the design, and not again here."""

FLOORS: Final = {
    "issue": Floor(
        "issue by signature",
        (
            ("transaction, 644 bytes", TRANSACTION + calldata(401, 243)),
            ("the obligor's signature", RECOVER),
            ("participants: two accreditations, two legal identities", ACCOUNT + 4 * READ),
            ("is the obligor's company barred?", READ),
            ("revoked? currency allowed?", 2 * READ),
            ("limits and count", CHANGE),
            ("the ledger", ACCOUNT),
            ("what the obligor owes", CHANGE),
            ("the obligation, three slots", 3 * FILL),
            ("the root receivable", FILL),
            ("the seller's count", CHANGE),
            ("invoice registry: ledger served? the invoice", ACCOUNT + READ + FILL),
            ("Transfer, SlotChanged, TransferValue", TRANSFER + SLOT_CHANGED + VALUE),
        ),
        173_000,
        195_000,
    ),
    "split_known": Floor(
        "split to one new receivable, holder known",
        SPLIT,
        73_000,
        82_000,
    ),
    "split_new": Floor(
        "the same, holder new",
        (*SPLIT, ("a count that was zero", FILL - CHANGE)),
        90_000,
        99_000,
    ),
    "split_50_per_child": Floor(
        "batch split, each of 50",
        (
            ("transaction, 4 900 bytes", TRANSACTION + calldata(2_146, 2_754)),
            ("the parent and the obligation's serials", 2 * CHANGE),
            ("participants, the giver's accreditation", ACCOUNT + READ),
            *fifty(
                (
                    ("a recipient's accreditation, asked", AGAIN + READ),
                    ("a child", FILL),
                    ("a recipient's count", CHANGE),
                    ("Transfer, SlotChanged, TransferValue", TRANSFER + SLOT_CHANGED + VALUE),
                    ("a trade document's hash", DOCUMENT),
                )
            ),
        ),
        37_500,
        42_000,
        FIFTY,
    ),
    "transfer": Floor(
        "transfer of a whole receivable",
        (
            ("transaction, 100 bytes", TRANSACTION + calldata(52, 48)),
            ("the receivable", CHANGE),
            ("the obligation's obligor", READ),
            ("participants: two accreditations", ACCOUNT + 2 * READ),
            ("two counts", 2 * CHANGE),
            ("Transfer", TRANSFER),
        ),
        47_600,
        53_000,
    ),
    "pay": Floor(
        "pay an obligation in full",
        (
            ("transaction, 100 bytes", TRANSACTION + calldata(92, 8)),
            *PAID_WHOLE,
        ),
        70_000,
        80_000,
    ),
    "pay_partial": Floor(
        "pay a later part",
        (
            ("transaction, 100 bytes", TRANSACTION + calldata(91, 9)),
            ("due day; currency and live face", 2 * READ),
            ("what was paid", CHANGE),
            ("what the obligor owes", CHANGE),
            *COLLECTED,
        ),
        53_000,
        62_000,
    ),
    "pay_late": Floor(
        "pay an obligation in full, a month late",
        (
            ("transaction, 100 bytes", TRANSACTION + calldata(92, 8)),
            *PAID_WHOLE,
            ("the exact interest, for the first time", FILL),
        ),
        70_000,
        80_000,
    ),
    "claim": Floor(
        "claim, one",
        CLAIM,
        48_000,
        57_000,
    ),
    "claim_late": Floor(
        "the same, of what was paid late",
        CLAIM,
        48_000,
        57_000,
    ),
    "claim_50_each": Floor(
        "claim, each of 50",
        (
            ("transaction, 1 668 bytes", TRANSACTION + calldata(1_462, 206)),
            ("participants and the currency", 2 * ACCOUNT),
            ("currency and live face; what was paid", 2 * READ),
            ("the ledger's balance", CHANGE),
            *fifty(
                (
                    *PAYEE,
                    ("asking participants", AGAIN),
                    ("a holder's balance", CHANGE),
                    ("the ledger's balance once more", AGAIN),
                    ("the currency's code and its Transfer", AGAIN + MOVE_AGAIN + MONEY),
                )
            ),
        ),
        18_700,
        23_000,
        FIFTY,
    ),
    "freeze": Floor(
        "freeze a receivable, with a reason",
        (
            ("transaction, 132 bytes", TRANSACTION + calldata(71, 61)),
            ROLE,
            ("is there such a receivable?", READ),
            ("the freeze", FILL),
            ("Frozen", FROZEN),
            ("the hash of the reason", FROZEN_FOR),
        ),
        48_000,  # nobody estimated it: the exact sum stands for it, with a claim's ratio
        57_000,
    ),
    "forced_transfer": Floor(
        "forced transfer, scheduled before",
        (
            ("transaction, 132 bytes", TRANSACTION + calldata(52, 80)),
            ROLE,
            ("the schedule, used up, with its log", AGAIN + CHANGE + EXECUTED),
            ("the receivable", CHANGE),
            ("the obligation's obligor", READ),
            ("participants: an accreditation, two legal identities, no enforcer", ACCOUNT + 5 * READ),
            ("two counts", 2 * CHANGE),
            ("Transfer, ForcedTransfer", TRANSFER + FORCED),
            ("the hash of the reason", FORCED_FOR),
        ),
        48_000,  # the same
        57_000,
    ),
    "sell": Floor(
        "sale of a whole receivable against a quote",
        (*SALE, *HANDED),
        84_000,
        95_000,
    ),
    "sell_revolving": Floor(
        "the same, against a line",
        (*SALE, *HANDED, ("what is drawn on the obligation", FILL)),
        106_000,
        120_000,
    ),
    "sell_part": Floor(
        "sale of a part against a quote",
        (
            *SALE,
            ("the obligation's serials", CHANGE - READ),
            ("the child", FILL),
            ("the financier's count", CHANGE),
            ("Transfer, SlotChanged, TransferValue", TRANSFER + SLOT_CHANGED + VALUE),
            ("the trade document's hash", DOCUMENT),
        ),
        109_686,  # nobody estimated it: the exact sum stands for it
        130_000,
    ),
    "escrow_create": Floor(
        "escrow: create and fund, two signatures",
        (
            ("transaction, 1 348 bytes", TRANSACTION + calldata(1_073, 275)),
            ("two signatures", 2 * RECOVER),
            ("the milestone", FILL),
            ("participants: two accreditations", ACCOUNT + AGAIN + 2 * READ),
            ("the condition, which checks its terms", ACCOUNT),
            *COLLECTED,
        ),
        72_000,
        92_000,
    ),
    "escrow_release": Floor(
        "escrow: release after a date",
        (
            ("transaction, 1 060 bytes", TRANSACTION + calldata(920, 140)),
            ("the milestone", CHANGE),
            ("the condition", ACCOUNT),
        ),
        39_000,
        55_000,
    ),
}
