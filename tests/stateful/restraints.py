"""Rule 6: what is stopped stays where it is, unless it is moved by order; and rule 5, that a freeze is all it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ID, HOLDER, VALUE, CLAIMED = range(4)
STANDING, FROZEN = 1, -1  # in an account, and in its standing
HOLD, PAYER = 2, 0  # in an outlook, and in its hold
NO_PAYER = "0x" + "00" * 20


class Restraints:
    """What was stopped on the page before, and how it stood."""

    def __init__(self) -> None:
        self.forced: set[int] = set()  # moved by order at some time
        self.moved: set[int] = set()  # moved by order in this step
        self.frozen_obligations: set[int] = set()  # of which the chain shows nothing
        self._frozen: dict[int, Any] = {}  # receivables that neither move nor are claimed
        self._held: dict[int, Any] = {}  # those of obligations on hold, which are claimed all the same

    def broken(self, lines: Any, outlook: Any, accounts: Any) -> Iterator[str]:
        """Yield what was stopped and moved."""
        live = {line[0][ID]: line[0] for line in lines if line[0][ID]}
        for id_, before in self._frozen.items():
            if id_ not in self.moved and live.get(id_, before)[ID : CLAIMED + 1] != before[ID : CLAIMED + 1]:
                yield f"rule 6: {id_:#x} was frozen, and moved or was claimed"
            if id_ not in live:
                yield f"rule 6: {id_:#x} was frozen, and is gone"
        for id_, before in self._held.items():
            if id_ not in self.moved and live.get(id_, before)[ID:CLAIMED] != before[ID:CLAIMED]:
                yield f"rule 6: {id_:#x} was on hold, and moved"
            if id_ not in live:
                yield f"rule 6: {id_:#x} was on hold, and is gone"
        self.forced |= self.moved
        self.moved.clear()
        self._note(lines, outlook, accounts)

    def _note(self, lines: Any, outlook: Any, accounts: Any) -> None:
        held = {number for number, of in enumerate(outlook[0], 1) if of[HOLD][PAYER] != NO_PAYER}
        frozen_accounts = {holder for holder, account in accounts.items() if account[STANDING][FROZEN]}
        self._frozen, self._held = {}, {}
        for (shown, *_), (frozen, *_) in zip(lines, outlook[1], strict=True):
            number = shown[ID] >> 72
            if frozen or number in self.frozen_obligations or (shown[ID] and shown[HOLDER] in frozen_accounts):
                self._frozen[shown[ID]] = shown
            elif number in held:
                self._held[shown[ID]] = shown
