"""Financing as Python: selling receivables against signed offers, recourse, and advances against custody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_account.messages import SignableMessage

from headwater._offers import Advance, AdvanceAccount, Offer, Order, Owed, Part, Recourse, RecourseState
from headwater._signing import Domain, advance_message, digest, offer_message, order_message
from headwater._types import fields
from headwater._views import Done, Messages, only

SALTS_IN_BOOK = 192
"""Neighbouring salts that share a counter, and a slot of storage."""


class Financing(Messages):
    """What the market and the factoring contract do and show, and what people sign for them."""

    # Market

    def sell(
        self, offer: Offer, signature: bytes, part: Part, min_proceeds: int, deadline: int, *, sender: str
    ) -> Done[int]:
        """Sell to an offer's financier, for at least so many base units, by a Unix time; gives the proceeds."""
        step = self.discount_market.functions.sell(fields(offer), signature, *fields(part), min_proceeds, deadline)
        return only(self._sold(step, sender, "proceeds"))

    def sell_for(
        self, offer: Offer, signature: bytes, order: Order, order_signature: bytes, *, sender: str
    ) -> Done[int]:
        """Sell for a holder who has signed an order; gives the proceeds."""
        step = self.discount_market.functions.sellFor(fields(offer), signature, fields(order), order_signature)
        return only(self._sold(step, sender, "proceeds"))

    def sell_many(
        self, offer: Offer, signature: bytes, parts: Sequence[Part], min_proceeds: int, deadline: int, *, sender: str
    ) -> Done[list[int]]:
        """Sell several to a revolving offer, all or none; gives the proceeds of each."""
        given = (fields(offer), signature, [fields(part) for part in parts], min_proceeds, deadline)
        return self._sold(self.discount_market.functions.sellMany(*given), sender, "proceeds")

    def cancel_salt(self, salt: int, *, sender: str) -> Done[None]:
        """Cancel what the sender signed for the market with a salt: a quote, a line, an order."""
        return self._step(self.discount_market.functions.cancel(salt), sender)

    def cancel_all(self, book: int = 0, *, sender: str) -> Done[int]:
        """Cancel all that the sender signed in a book of 192 salts; gives the counter that its next ones name."""
        step = self.discount_market.functions.cancelAll(book)
        return only(self._logged(step, sender, "BookCancelled", "counter", self.discount_market))

    def replenish(self, offer: Offer, obligations: Sequence[int], *, sender: str) -> Done[int]:
        """Give back to a line what was drawn on obligations that have settled; gives the base units."""
        step = self.discount_market.functions.replenish(self.offer_digest(offer), list(obligations))
        return only(self._logged(step, sender, "LineReplenished", "value", self.discount_market))

    def demand_recourse(self, recourse: int, *, sender: str) -> Done[int]:
        """Demand that a seller buy back; gives what is to be paid. The financier."""
        step = self.discount_market.functions.demandRecourse(recourse)
        return only(self._logged(step, sender, "RecourseDemanded", "amount", self.discount_market))

    def withdraw_demand(self, recourse: int, *, sender: str) -> Done[None]:
        """Take a demand back. The financier."""
        return self._step(self.discount_market.functions.withdrawDemand(recourse), sender)

    def dismiss_demand(self, recourse: int, *, sender: str) -> Done[None]:
        """End a demand that cannot be met."""
        return self._step(self.discount_market.functions.dismissDemand(recourse), sender)

    def end_recourse(self, recourse: int, *, sender: str) -> Done[None]:
        """End a recourse for good. The financier, or anyone while the seller holds the receivable again."""
        return self._step(self.discount_market.functions.endRecourse(recourse), sender)

    def meet_recourse(self, recourse: int, most: int, *, sender: str) -> Done[int]:
        """Meet a demand for at most so many base units, by an approval given before; gives what was paid."""
        step = self.discount_market.functions.meetRecourse(recourse, most)
        return only(self._logged(step, sender, "RecourseMet", "amount", self.discount_market))

    # Factoring

    def open_advance(
        self, terms: Advance, seller_signature: bytes = b"", financier_signature: bytes = b"", *, sender: str
    ) -> Done[int]:
        """Open an advance, with the signatures of those who do not send; gives the base units paid out."""
        step = self.factoring.functions.open(fields(terms), seller_signature, financier_signature)
        return only(self._logged(step, sender, "AdvanceOpened", "principal", self.factoring))

    def revoke_advance(self, terms: Advance, *, sender: str) -> Done[None]:
        """Revoke the sender's signature under terms that were not opened yet."""
        return self._step(self.factoring.functions.revoke(self.advance_digest(terms)), sender)

    def collect(self, terms: Advance, receivables: Sequence[int], *, sender: str) -> Done[dict[str, int]]:
        """Claim on receivables in custody; gives what went to interest, principal and surplus."""
        return self._served(self.factoring.functions.collect(fields(terms), list(receivables)), sender)

    def repay(self, terms: Advance, offered: int, *, sender: str) -> Done[dict[str, int]]:
        """Pay an advance back, by an approval given before; gives what went to interest and principal."""
        return self._served(self.factoring.functions.repay(fields(terms), offered), sender)

    def release(self, terms: Advance, receivables: Sequence[int], *, sender: str) -> Done[None]:
        """Hand receivables out of custody, once nothing is owed."""
        return self._step(self.factoring.functions.release(fields(terms), list(receivables)), sender)

    def demand(self, terms: Advance, *, sender: str) -> Done[int]:
        """Demand from the seller what collection left unpaid; gives the base units. The financier."""
        step = self.factoring.functions.demand(fields(terms))
        return only(self._logged(step, sender, "AdvanceDemanded", "amount", self.factoring))

    # Views

    def counter(self, account: str, salt: int = 0) -> int:
        """Show the counter that what an account signs with a salt has to name."""
        return int(self._read(self.discount_market.functions.counterOf(account, salt // SALTS_IN_BOOK)))

    def is_spent(self, account: str, salt: int) -> bool:
        """Show whether an account's salt is used up, by a fill or by the account."""
        return bool(self._read(self.discount_market.functions.isSpent(account, salt)))

    def drawn(self, offer: Offer, obligation: int | None = None) -> int:
        """Show how many base units of a line are drawn, in all or on an obligation."""
        market, line = self.discount_market.functions, self.offer_digest(offer)
        return int(self._read(market.drawnOf(line) if obligation is None else market.drawnOn(line, obligation)))

    def quote(self, offer: Offer, part: Part) -> int:
        """Show what a sale would bring now; raises the refusal for which it would not fit."""
        return int(self._read(self.discount_market.functions.quote(fields(offer), *fields(part))))

    def recourse(self, recourse: int) -> Recourse:
        """Show a recourse as it is on record; they are numbered from 1."""
        shown = list(self._read(self.discount_market.functions.recourseOf(recourse)))
        shown[2] = RecourseState(shown[2])
        return Recourse(*shown)

    def recourse_amount(self, recourse: int) -> int:
        """Show what would be paid today to meet a recourse, in base units."""
        return int(self._read(self.discount_market.functions.recourseAmount(recourse)))

    def open_demands(self, seller: str) -> int:
        """Show how many demands on a seller's company are not met, in market and factoring together."""
        views = (contract.functions.openDemandsOf(seller) for contract in (self.discount_market, self.factoring))
        return sum(int(self._read(view)) for view in views)

    def advance_account(self, terms: Advance) -> AdvanceAccount:
        """Show the books of an advance as they were last written."""
        return AdvanceAccount(*self._read(self.factoring.functions.accountOf(self.advance_digest(terms))))

    def owed(self, terms: Advance) -> Owed:
        """Show what is owed on an advance today."""
        return Owed(*self._read(self.factoring.functions.owed(fields(terms))))

    # Messages

    @property
    def market_domain(self) -> Domain:
        """Where offers and orders count."""
        return self._domain(self.discount_market, "Headwater DiscountMarket")

    def offer_message(self, offer: Offer) -> SignableMessage:
        """Give the message by which a financier offers to buy; `sign` it with its key."""
        return offer_message(self.market_domain, offer)

    def order_message(self, order: Order) -> SignableMessage:
        """Give the message by which a seller takes an offer."""
        return order_message(self.market_domain, order)

    def advance_message(self, terms: Advance) -> SignableMessage:
        """Give the message by which seller and financier agree on an advance."""
        return advance_message(self._domain(self.factoring, "Headwater Factoring"), terms)

    def offer_digest(self, offer: Offer) -> bytes:
        """Give an offer's name: the digest that is signed."""
        return digest(self.offer_message(offer))

    def advance_digest(self, terms: Advance) -> bytes:
        """Give an advance's name: the digest that is signed."""
        return digest(self.advance_message(terms))

    def _sold(self, step: Any, sender: str, field: str) -> Done[list[Any]]:  # noqa: ANN401 - a contract's function
        return self._logged(step, sender, "ReceivableSold", field, self.discount_market)

    def _served(self, step: Any, sender: str) -> Done[dict[str, int]]:  # noqa: ANN401 - a contract's function
        done = only(self._logs(step, sender, "AdvanceServed", self.factoring))
        parts = {name: done.value[name] for name in ("interest", "principal", "surplus")}
        return Done(parts, done.gas, done.block, done.transaction)
