"""What a stranger finds of an agreement, all that it can call on the escrow, and what everybody has.

It is as bad as can be here too: accredited, an attestor as well, with money and receivables that the escrow may take,
and with every signature and statement that was ever shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from headwater import Agreement, Party, Side
from headwater._conditions import statements
from tests.lifecycle.strangers import ALL, IDENTITY, PARTIES, TRADER, Attempts, Scene
from tests.stage import FACE, ZERO, Stage

ATTESTOR = 32
DEADLINE, EVIDENCE = 30, 10
SIGNERS = ("anchor", "supplier", "financier")
UNSIGNED = [b"", b"", b""]


class EscrowScene(Scene):
    """One agreement of three: money of the anchor's for goods, and a receivable of the supplier's for the lender.

    `number`, `side` and `evidence` are the milestone that the case is about, and what is asked of it.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage, self.currency, self.thief = stage, stage.currency, stage.cast["stranger"]
        self.escrow = stage.programme.suite.escrow
        for name in (*PARTIES, "stranger"):
            self._equip(stage.cast[name])
        stage.register(self.thief, TRADER | ATTESTOR, IDENTITY)
        for name in ("supplier", "stranger"):
            stage.participants.setStandingAcceptance(True, {"from": stage.cast[name]})
        self.a = stage.issue()
        self.first = self.terms = self._drafted()
        later = [replace(due, deadline_day=due.deadline_day + 1) for due in self.first.milestones]
        self.amended = replace(self.first, origin=stage.name_of(self.first), version=1, milestones=later)
        self.signed = self.signed_amended = UNSIGNED
        self.number, self.side, self.evidence = 0, Side.RELEASED, b""

    def _drafted(self) -> Agreement:
        stage, kinds = self.stage, self.stage.programme.suite.conditions
        attestor = [stage.cast["attestor"].address]
        time = {"deadline_day": stage.now() + DEADLINE, "evidence_days": EVIDENCE}
        goods = stage.milestone(condition=kinds.attested_by(attestor, "delivered", quantity=100, pro_rata=True), **time)
        way = {"source": Party.PAYEE, "to": Party.LENDER, "lapses_to": Party.PAYEE}
        paper = stage.milestone(receivable=self.a, condition=kinds.after_date(stage.now() + 1), **way, **time)
        return stage.agreement(goods, paper, lender=stage.cast["financier"].address, funded_at_once=1)

    def _equip(self, account: Any) -> None:
        super()._equip(account)
        self.currency.approve(self.stage.escrow, ALL, {"from": account})
        self.stage.receivables.setApprovalForAll(self.stage.escrow, True, {"from": account})

    # Steps of the parties'

    def sign(self, *names: str) -> None:
        """Sign the first terms."""
        made = dict(zip(SIGNERS, self.stage.sign_agreement(self.first), strict=True))
        self.signed = [made[name] if name in names else b"" for name in SIGNERS]

    def sign_amended(self) -> None:
        """Sign the amended terms, all."""
        self.signed_amended = self.stage.sign_agreement(self.amended)

    def step(self, function: str, *given: Any, by: str = "operator") -> Any:
        """Take a step on the terms in force."""
        return self.do("escrow", function, self.terms.as_tuple(), *given, by=by)

    def attest(self, quantity: int) -> None:
        """Have the attestor state a quantity of the goods; its statement is public from then on."""
        self.evidence = statements(self.stage.statement(self.terms, 0, quantity))

    def owner(self, side: Side | None = None) -> str:
        """Give the account that a side of the case's milestone goes to."""
        due = self.terms.milestones[self.number]
        side = self.side if side is None else side
        return self.terms.parties[due.to if side is Side.RELEASED else due.lapses_to]

    # What everybody has

    def position(self) -> dict[str, Any]:
        """Show all that the parties have by money and receivables, and all that the escrow has written down."""
        shown = {f"money of {name}": self._balance(self.stage.cast[name]) for name in (*PARTIES, "stranger")}
        shown |= {f"money of {name}": self._balance(getattr(self.stage, name)) for name in ("escrow", "receivables")}
        one = self.stage.programme.suite.receivable(self.a)
        shown |= {"holder": one.holder, "value": one.value, "claimed": one.claimed}
        for number in range(len(self.first.milestones)):
            shown |= self._milestone(number)
        return shown | self._programme()

    def _balance(self, account: Any) -> int:
        return int(self.currency.balanceOf(account))

    def _milestone(self, number: int) -> dict[str, Any]:
        suite, name = self.stage.programme.suite, self.stage.name_of(self.first)
        state, kept = suite.milestone(name, number), suite.kept(name, number)
        shown = {f"{field} of {number}": getattr(state, field) for field in type(state).__slots__}
        shown |= {f"kept {field} of {number}": getattr(kept, field) for field in type(kept).__slots__}
        return shown | {f"dispute of {number}": suite.dispute_of(name, number, 0)}

    def _programme(self) -> dict[str, Any]:
        suite, ask = self.stage.programme.suite, self.escrow.functions
        goods = self.first.milestones[0].condition.address
        return {
            "amendment": ask.amendmentOf(self.stage.name_of(self.first)).call(),
            "amendment revoked": suite.milestone(suite.agreement_digest(self.amended), 0).revoked,
            "kind": ask.kindOf(goods).call(),
            "barred": ask.barred().call(),
            "authority": ask.authority().call(),
            "takes receivables": self.stage.participants.standingOf(self.escrow.address)["standingAcceptance"],
        }

    def rooms(self) -> Iterator[tuple[Any, Attempts]]:
        """Give the escrow, with what is tried on it."""
        yield self.escrow, ESCROW


# Every function of the escrow, with the arguments to try: first those of the case, then those a thief would try.


def _terms(s: EscrowScene) -> list[tuple[Any, ...]]:
    """The terms in force, others that were or could be, and some in which the stranger takes part."""
    thief = s.thief.address
    mine = [replace(s.terms, **{name: thief}) for name in ("payer", "payee", "lender", "arbiter")]
    others = [one for one in (s.first, s.amended) if one != s.terms]
    return [one.as_tuple() for one in (s.terms, *others, *mine)]


def _signatures(s: EscrowScene, terms: Agreement, signed: list[bytes]) -> list[list[bytes]]:
    """Those there are, the stranger's for all, its own for one, in another order, one too few."""
    forged = s.stage.sign_agreement(terms, *["stranger"] * 3)
    return [signed, forged, [*signed[:2], forged[2]], signed[::-1], signed[:2]]


def _begin(s: EscrowScene) -> list[tuple[Any, ...]]:
    real = s.first.as_tuple()
    tried = [(real, signed) for signed in _signatures(s, s.first, s.signed)]
    changed = [replace(s.first, **{name: s.thief.address}) for name in ("payer", "payee", "lender")]
    cheap = replace(s.first, milestones=[replace(due, amount=1) for due in s.first.milestones])
    return [*tried, *((one.as_tuple(), s.signed) for one in (*changed, cheap, s.amended))]


def _amend(s: EscrowScene) -> list[tuple[Any, ...]]:
    real = s.terms.as_tuple()
    tried = [(real, s.amended.as_tuple(), signed) for signed in _signatures(s, s.amended, s.signed_amended)]
    mine = replace(s.amended, payee=s.thief.address)
    return [*tried, (real, mine.as_tuple(), s.signed_amended), (real, s.first.as_tuple(), s.signed)]


def _with(*more: Any) -> Any:
    """Give the terms, each with the milestones there are and one there is not, and something else."""

    def tried(s: EscrowScene) -> list[tuple[Any, ...]]:
        first, *others = _terms(s)
        numbers = (s.number, 1 - s.number, 7)
        return [*((first, number, *more) for number in numbers), *((one, s.number, *more) for one in others)]

    return tried


def _fund(s: EscrowScene) -> list[tuple[Any, ...]]:
    first, *others = _terms(s)
    calls = [(first, number, receivable) for number in (1 - s.number, s.number) for receivable in (s.a, 0)]
    return [*calls, *((one, 1, s.a) for one in others)]


def _release(s: EscrowScene) -> list[tuple[Any, ...]]:
    first, *others = _terms(s)
    forged = statements(s.stage.statement(s.terms, 0, 100, signer="stranger"))
    more = [(first, 1 - s.number, b""), (first, 7, b""), *((one, s.number, s.evidence) for one in others)]
    if s.number == 0:
        more += [(first, 0, forged), (first, 0, b"")]
    return [(first, s.number, s.evidence), *more]


def _withdraw(s: EscrowScene) -> list[tuple[Any, ...]]:
    (first, *others), thief = _terms(s), s.thief.address
    other = Side(1 - s.side)
    to = [(s.side, s.owner()), (s.side, thief), (other, s.owner(other)), (other, thief), (s.side, s.owner(other))]
    calls = [(first, s.number, int(side), account) for side, account in to]
    calls += [(first, 1 - s.number, int(side), thief) for side in Side]
    return [*calls, *((one, s.number, int(side), thief) for one in others for side in Side)]


def _permit(s: EscrowScene) -> list[tuple[Any, ...]]:
    owner, until, signature = s.stage.cast["anchor"].address, s.stage.deadline(), (27, b"\1" * 32, b"\2" * 32)
    places = s.currency, s.escrow, s.stage.receivables
    return [(place.address, owner, ALL, until, *signature) for place in places]


ESCROW: Attempts = {
    "begin": _begin,
    "revoke": lambda s: [(terms,) for terms in (s.first.as_tuple(), s.amended.as_tuple())],
    "amend": _amend,
    "fund": _fund,
    "release": _release,
    "lapse": _with(),
    "withdraw": _withdraw,
    "collect": _with(),
    "dispute": _with(FACE // 2),
    "rule": _with(0, FACE // 2),
    "ruleBySilence": _with(0),
    "setKind": lambda s: [(s.first.milestones[0].condition.address, 0), (s.thief.address, 6)],
    "barKinds": lambda s: [(0, ""), (ALL, "mine")],
    "setAuthority": lambda s: [(s.thief.address,), (ZERO,)],
    "usePermit": _permit,
}
