"""What should be of one milestone: reckoned from the rules of the escrow, and never read from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from headwater import Milestone, Side
from headwater._agreements import Dispute
from headwater._pricing import PPM
from headwater._types import ZERO_ADDRESS

SIDES = (Side.RELEASED, Side.RETURNED)


def nothing_yet() -> dict[Side, int]:
    """Give a count for each side."""
    return dict.fromkeys(SIDES, 0)


@dataclass
class Stone:
    """A milestone's books: where its amount stands, what has left, and what its receivable brought.

    `gone` is value that has left, as money or as a receivable; `paid` is money that stood in its place.
    """

    due: Milestone
    funded: bool = False
    amended: bool = False
    released: int = 0
    awarded: int = 0
    returned: int = 0
    disputes: list[Dispute] = field(default_factory=list)
    gone: dict[Side, int] = field(default_factory=nothing_yet)
    receivable: int = 0
    collected: int = 0
    paid: dict[Side, int] = field(default_factory=nothing_yet)

    @property
    def is_money(self) -> bool:
        """Whether it holds money, and no receivable."""
        return not self.due.receivable and self.due.obligor == ZERO_ADDRESS

    @property
    def disputed(self) -> int:
        """What is disputed now."""
        return sum(dispute.amount for dispute in self.disputes)

    @property
    def held(self) -> int:
        """What is held free: funded = released + awarded + returned + disputed + held."""
        return self.due.amount - self.released - self.awarded - self.returned - self.disputed if self.funded else 0

    @property
    def inside(self) -> int:
        """What has not left."""
        return self.due.amount - sum(self.gone.values()) if self.funded else 0

    @property
    def cash(self) -> int:
        """The money of it that the escrow has."""
        return self.inside if self.is_money else self.collected - sum(self.paid.values())

    def met_down(self, ppm: int) -> int:
        """What a condition met so far releases now of what is held: rounded down, less what was released or awarded."""
        return max(0, min(self.due.amount * ppm // PPM - self.released - self.awarded, self.held))

    def waiting(self, side: Side) -> int:
        """What is a side's and has not left: value."""
        whole = self.returned if side is Side.RETURNED else self.released + self.awarded
        return whole - self.gone[side]

    def share(self, side: Side) -> int:
        """What of the receivable's money is a side's now: who earned is rounded down, and what goes back up."""
        product = self.collected * self.waiting(side)
        part = product // self.inside if side is Side.RELEASED else -(-product // self.inside)
        return part - self.paid[side]

    def books(self) -> dict[str, int | bool]:
        """Give what the contract should show of it."""
        return {
            "funded": self.funded,
            "amended": self.amended,
            "released": self.released,
            "awarded": self.awarded,
            "returned": self.returned,
            "disputed": self.disputed,
            "disputes": len(self.disputes),
            "withdrawn": self.gone[Side.RELEASED],
            "returned_withdrawn": self.gone[Side.RETURNED],
        }

    def is_balanced(self) -> bool:
        """Tell whether what has not left is what is held, disputed or waits for its party."""
        parts = [self.held, self.disputed, *map(self.waiting, SIDES)]
        return min(parts) >= 0 and sum(parts) == self.inside
