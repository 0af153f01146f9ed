"""What each step cannot cost less than, as a sum of what the chain charges for its duties.

Counted is what the schedule of the chain forces on any ledger with these duties: the transaction and its calldata
(as `scripts/gas.py` sends it), accounts and slots touched for the first time, slots written, the logs that the
standards (and the design, for the document of a split) demand, the currency's own code in moving money, the checks of
accreditation. Not counted are the ledger's own code, and logs that are its own idea.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# The schedule of Cancun (EIP-2028, 2929, 2200, 3529; precompile of ECDSA recovery).
TRANSACTION: Final = 21_000
ACCOUNT: Final = 2_600  # an account, the first time
READ: Final = 2_100  # a slot, the first time
CHANGE: Final = 5_000  # a slot that held something, read and written
FILL: Final = 22_100  # a slot that held nothing
AGAIN: Final = 100  # an account or a slot once more
CLEARED: Final = -4_800  # the refund for a slot set to zero
RECOVER: Final = 3_000

# What the code of OpenZeppelin's ERC-20 takes besides slots and logs, measured: the currency's, not ours.
MOVE: Final = 774
MOVE_AGAIN: Final = 874  # its sender's balance is read once more
MOVE_FROM: Final = 1_036

TRANSFER: Final = 375 * 5  # ERC-721's, three indexed fields
SLOT_CHANGED: Final = 375 * 5
VALUE: Final = 375 * 4 + 8 * 32  # TransferValue of ERC-3525, two indexed fields and a word
DOCUMENT: Final = 375 * 4 + 8 * 32  # ReceivableSplit: the hash of the trade document
MONEY: Final = 375 * 4 + 8 * 32  # ERC-20's Transfer

FIFTY: Final = 50


def calldata(zeros: int, others: int) -> int:
    """Give the gas of so many bytes."""
    return 4 * zeros + 16 * others


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


SPLIT: Final = (
    ("transaction, 196 bytes", TRANSACTION + calldata(133, 63)),
    ("the parent", CHANGE),
    ("the obligation's serials", CHANGE),
    ("participants: two accreditations", ACCOUNT + 2 * READ),
    ("the child", FILL),
    ("the recipient's count", CHANGE),
    ("Transfer, SlotChanged, TransferValue", TRANSFER + SLOT_CHANGED + VALUE),
    ("the trade document's hash", DOCUMENT),
)

COLLECTED: Final = (
    ("the currency: allowance, two balances", ACCOUNT + READ + 2 * CHANGE),
    ("its code and its Transfer", AGAIN + MOVE_FROM + MONEY),
)

# What every sale by an offer has to do, on any market: the offer's calldata and signature, the salt or the line, the
# ledger's own checks of a move by an approved market, and the money.
SALE: Final = (
    ("transaction, 772 bytes", TRANSACTION + calldata(610, 162)),
    ("the financier's signature", RECOVER),
    ("counter and salt, or the line's counter and what is drawn", CHANGE),
    ("the ledger, called twice", ACCOUNT + AGAIN),
    ("the receivable", CHANGE),
    ("obligor and due day; currency; the market's approval", 3 * READ),
    ("participants: two accreditations", ACCOUNT + 2 * READ),
    *COLLECTED,
)

HANDED: Final = (("two counts", 2 * CHANGE), ("Transfer", TRANSFER))

PAYEE: Final = (
    ("the receivable, cleared", CHANGE),
    ("whether its holder is accredited", READ),
    ("the holder's count", CHANGE),
    ("Transfer and TransferValue of the burn", TRANSFER + VALUE),
    ("refund", CLEARED),
)


def fifty(duties: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Give the duties of fifty."""
    return tuple((f"50 × {words}", FIFTY * gas) for words, gas in duties)


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
            ("participants: two accreditations, one legal identity", ACCOUNT + 3 * READ),
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
            ("due day; currency and live face", 2 * READ),
            ("what was paid, for the first time", FILL),
            ("what the obligor owes", CHANGE),
            *COLLECTED,
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
    "claim": Floor(
        "claim, one",
        (
            ("transaction, 36 bytes", TRANSACTION + calldata(28, 8)),
            ("participants", ACCOUNT),
            ("currency and live face; what was paid", 2 * READ),
            *PAYEE,
            ("the currency: two balances", ACCOUNT + 2 * CHANGE),
            ("its code and its Transfer", AGAIN + MOVE + MONEY),
        ),
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
