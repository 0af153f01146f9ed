"""What the chain charges, and the duties of which the floors are sums."""

from __future__ import annotations

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
FROZEN: Final = 375 * 5  # ERC-7943's, three indexed fields
FORCED: Final = 375 * 5
FROZEN_FOR: Final = 375 * 4 + 8 * 64  # the same with the hash of the reason, two indexed fields
FORCED_FOR: Final = 375 * 5 + 8 * 32  # three indexed fields
EXECUTED: Final = 375 * 4  # OperationExecuted of the access manager

FIFTY: Final = 50


def calldata(zeros: int, others: int) -> int:
    """Give the gas of so many bytes."""
    return 4 * zeros + 16 * others


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


PAID_WHOLE: Final = (
    ("due day; currency and live face", 2 * READ),
    ("what was paid, for the first time", FILL),
    ("what the obligor owes", CHANGE),
    *COLLECTED,
)

CLAIM: Final = (
    ("transaction, 36 bytes", TRANSACTION + calldata(28, 8)),
    ("participants", ACCOUNT),
    ("currency and live face; what was paid", 2 * READ),
    *PAYEE,
    ("the currency: two balances", ACCOUNT + 2 * CHANGE),
    ("its code and its Transfer", AGAIN + MOVE + MONEY),
)

# What the access manager is asked about a caller.
ROLE: Final = ("the access manager: closed? whose function? a member?", READ + ACCOUNT + 3 * READ)


def fifty(duties: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """Give the duties of fifty."""
    return tuple((f"50 × {words}", FIFTY * gas) for words, gas in duties)
