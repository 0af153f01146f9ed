"""What an escrow costs, in steady state: an agreement of one milestone, its release, its lapse and what leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from headwater import ALL, Agreement, Condition, Milestone, Party, Side, Statement, sign, statements
from headwater._conditions import subject_of

if TYPE_CHECKING:
    from gas import Bench

AMOUNT = 1_000_000
DAYS = 30
ATTESTOR = "attestor"


class EscrowBench:
    """A payer and a payee in steady state, and a fresh agreement for each measurement."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.suite, self.at = bench, bench.suite, bench.at
        self.today = bench.programme.today()
        self.salts = 0
        bench.programme.approve("anchor", ALL, self.suite.escrow.address)
        bench.programme.register([ATTESTOR], {}, {})
        bench.programme.mint("anchor", 100 * AMOUNT)
        self.begin(self.agreed(self.suite.conditions.after_date(self.today)))  # the escrow has some money

    def agreed(self, condition: Condition) -> Agreement:
        """Give another agreement of one milestone."""
        self.salts += 1
        due = Milestone(
            currency=self.bench.programme.token.address,
            amount=AMOUNT,
            source=Party.PAYER,
            to=Party.PAYEE,
            lapses_to=Party.PAYER,
            condition=condition,
            deadline_day=self.today + DAYS,
            evidence_days=10,
        )
        root = self.bench.programme.w3.keccak(text=f"order {self.salts}")
        return Agreement(
            self.at["anchor"], self.at["supplier"], (due,), self.today + DAYS, self.salts, document_root=root
        )

    def begin(self, terms: Agreement) -> int:
        """Begin an agreement by both signatures, which a third party brings; gives the gas."""
        message = self.suite.agreement_message(terms)
        signatures = [sign(self.bench.programme.cast[name], message) for name in ("anchor", "supplier")]
        return self.suite.begin(terms, signatures, sender=self.at["operator"]).gas

    def steps(self) -> Iterator[tuple[str, int]]:
        """Measure an agreement's life."""
        reached = self.suite.conditions.after_date(self.today)
        warm, dated = self.agreed(reached), self.agreed(reached)
        self.begin(warm)
        yield "escrow_create", self.begin(dated)
        anyone, payee = self.at["operator"], self.at["supplier"]
        self.suite.release_milestone(warm, 0, sender=anyone)
        yield "escrow_release", self.suite.release_milestone(dated, 0, sender=anyone).gas
        yield "escrow_release_attested", self.attested()
        self.suite.withdraw(warm, 0, Side.RELEASED, payee, sender=anyone)
        yield "escrow_withdraw", self.suite.withdraw(dated, 0, Side.RELEASED, payee, sender=anyone).gas
        late = self.agreed(self.suite.conditions.after_date(self.today + 2 * DAYS))
        self.begin(late)
        self.bench.programme.move_to(self.today + DAYS + 11)
        yield "escrow_lapse", self.suite.lapse(late, 0, sender=anyone).gas

    def attested(self) -> int:
        """Release all by one attestor's statement; gives the gas."""
        attestor = self.bench.programme.cast[ATTESTOR]
        terms = self.agreed(self.suite.conditions.attested_by([attestor.address], "delivered", quantity=100))
        self.begin(terms)
        named = (self.suite.agreement_digest(terms), 0, subject_of("delivered"), 100, bytes(32), self.today)
        signature = sign(attestor, self.suite.statement_message(*named))
        shown = statements(Statement(0, 100, bytes(32), self.today, signature))
        return self.suite.release_milestone(terms, 0, shown, sender=self.at["operator"]).gas
