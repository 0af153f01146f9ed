"""Signed offers as text to be handed on, and what they bring for a receivable, ranked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from web3.contract.contract import ContractFunction

from headwater._errors import AllowanceTooSmall, BalanceTooSmall, HeadwaterError, OfferMalformed, OfferVersionUnknown
from headwater._financing import SALTS_IN_BOOK, Financing
from headwater._offers import ALL, Offer, Part
from headwater._pricing import PPM, proceeds
from headwater._refusals import ContractRefused, named_refusals, refusal, refused
from headwater._signing import OFFER_FIELDS
from headwater._text import Reader, as_text, written
from headwater._types import ZERO_HASH, Receivable, Share, fields
from headwater._verify import is_signed_by

_KINDS = dict(zip(Offer.__slots__, (kind for _, kind in OFFER_FIELDS), strict=True))
_OFFERS = Reader("an offer", OfferMalformed, OfferVersionUnknown)


@dataclass(frozen=True, slots=True)
class SignedOffer:
    """An offer with its financier's signature: all that a seller needs to take it."""

    offer: Offer
    signature: bytes

    def as_json(self) -> str:
        """Give it as text that a person can read; numbers are decimal digits in quotes, so that no reader cuts them."""
        given = {name: as_text(getattr(self.offer, name)) for name in _KINDS}
        return written(offer=given, signature=as_text(self.signature))

    @classmethod
    def from_json(cls, text: str) -> SignedOffer:
        """Read the text back, field by field; raises OfferVersionUnknown and OfferMalformed, which names the field.

        Every field is there once, as it was written, and nothing else is.
        """
        read = _OFFERS.fields(text, "offer", "signature")
        given = _OFFERS.named(read["offer"], "offer", *_KINDS)
        values = {name: _OFFERS.value(f"offer.{name}", kind, given[name]) for name, kind in _KINDS.items()}
        return cls(Offer(**values), _OFFERS.value("signature", "bytes", read["signature"]))


@dataclass(frozen=True, slots=True)
class Quote:
    """What an offer brings for `value` of a receivable today, in base units, or why it cannot be taken.

    `discount` and `proceeds` are both 0, and `tenor_days`, where the market gives no price at all. `seller_owes` is
    what the company of the receivable's holder owes its obligor for credit notes, in base units of the currency.
    """

    offer: SignedOffer
    value: int
    discount: int
    proceeds: int
    refusal: HeadwaterError | None
    tenor_days: int = 0
    seller_owes: int = 0

    @property
    def fits(self) -> bool:
        """Whether nothing on the financier's side stands in the way of a sale."""
        return self.refusal is None

    @property
    def annual_cost_ppm(self) -> Fraction | None:
        """Give what the money costs its seller a year, in ppm of what it gets: an exact fraction; None without a price.

        discount × basis × 10^6 ÷ (proceeds × days), simple interest by the offer's basis. It is above the offer's rate,
        because the discount is taken off in advance, of the value, and rounded up.
        """
        if self.proceeds == 0:
            return None
        return Fraction(self.discount * self.offer.offer.basis * PPM, self.proceeds * self.tenor_days)


class Quotes(Financing):
    """What financiers' offers come to, and whether they can be relied on."""

    def verify_offer(self, signed: SignedOffer) -> bool:
        """Show whether an offer is signed by its financier: by its key, or, for a contract, as it says (ERC-1271)."""
        return self._is_signed(signed, self.w3.eth.block_number)

    def quotes(self, receivable: int, offers: Sequence[SignedOffer], value: int = ALL) -> tuple[Quote, ...]:
        """Rank offers for a receivable, or for `value` base units of it: who brings most comes first.

        Those that do not fit come last, in the order given, each with the refusal that its sale would meet. What is up
        to the seller is not looked at: that it approves the market, and has no proposal pending. All is read at one
        block. Raises Receivables_NoSuchReceivable.
        """
        block = self.w3.eth.get_block("latest")
        shown = self.receivable(receivable, block["number"])
        part = Part(receivable, shown.value if value == ALL else value)
        tenor = shown.due_day - block["timestamp"] // 86_400
        claim = self.credit_notes.functions.claimOf(shown.obligor, shown.holder, shown.currency)
        owes = int(self._read(claim, block["number"]))
        quoted = (self._quoted(signed, part, shown, tenor, block["number"]) for signed in offers)
        found = [replace(quote, seller_owes=owes) for quote in quoted]
        return tuple(sorted(found, key=lambda quote: (not quote.fits, -quote.proceeds if quote.fits else 0)))

    def _quoted(self, signed: SignedOffer, part: Part, shown: Receivable, tenor: int, block: int) -> Quote:
        offer = signed.offer
        try:
            self._read(self.discount_market.functions.quote(fields(offer), *fields(part)), block)
        except ContractRefused as why:
            return Quote(signed, part.value, 0, 0, why)
        price = proceeds(part.value, offer.rate_ppm, tenor, offer.basis)
        reason = next(self._reasons(signed, part, shown, price, block), None)
        return Quote(signed, part.value, part.value - price, price, reason, tenor)

    def _reasons(
        self, signed: SignedOffer, part: Part, shown: Receivable, price: int, block: int
    ) -> Iterator[HeadwaterError]:
        """Give what a sale would be refused for beyond what the market's own quote says, in the contract's order."""
        if not self._is_signed(signed, block):
            yield refused("DiscountMarket_InvalidOfferSignature", financier=signed.offer.financier)
        yield from self._used_up(signed.offer, block)
        yield from self._not_moved(signed.offer, part, shown, block)
        yield from self._not_stood_for(signed.offer, shown, block)
        yield from self._not_paid(signed.offer, price, block)

    def _used_up(self, offer: Offer, block: int) -> Iterator[HeadwaterError]:
        market, book = self.discount_market.functions, offer.salt // SALTS_IN_BOOK
        current = self._read(market.counterOf(offer.financier, book), block)
        if current != offer.counter:
            given = {"account": offer.financier, "book": book, "counter": offer.counter, "current": current}
            yield refused("DiscountMarket_OtherCounter", **given)
        if self._read(market.isSpent(offer.financier, offer.salt), block):
            yield refused("DiscountMarket_SaltSpent", account=offer.financier, salt=offer.salt)

    def _not_moved(self, offer: Offer, part: Part, shown: Receivable, block: int) -> Iterator[HeadwaterError]:
        """Have the node try the step that hands over what is sold, as its holder would take it; nothing is sent.

        So freezes, holds, accreditations, standing acceptance and depth are told as the sale would meet them.
        """
        ledger = self.receivables
        if part.value == shown.value:
            whole = ledger.get_function_by_signature("transferFrom(address,address,uint256)")
            step = whole(shown.holder, offer.financier, part.receivable)
        else:
            step = ledger.functions.split(part.receivable, [fields(Share(offer.financier, part.value, ZERO_HASH))])
        reason = self._refusal_of(step, shown.holder, block)
        if isinstance(reason, refusal("Receivables_ProposalPending")):
            reason = None
            if offer.financier != shown.obligor:
                rule = self.participants.functions.requireAccreditedTransfer(shown.holder, offer.financier)
                reason = self._refusal_of(rule, shown.holder, block)
        if reason is not None:
            yield reason

    def _refusal_of(self, step: ContractFunction, sender: str, block: int) -> ContractRefused | None:
        try:
            with named_refusals():
                step.call({"from": self.w3.to_checksum_address(sender)}, block_identifier=block)
        except ContractRefused as reason:
            return reason
        return None

    def _not_stood_for(self, offer: Offer, shown: Receivable, block: int) -> Iterator[HeadwaterError]:
        if not offer.recourse:
            return
        demands = self._read(self.discount_market.functions.openDemandsOf(shown.holder), block)
        if demands:
            yield refused("DiscountMarket_RecourseUnmet", seller=shown.holder, demands=demands)

    def _not_paid(self, offer: Offer, price: int, block: int) -> Iterator[HeadwaterError]:
        money = self._currency(offer.currency)
        allowed = self._read(money.functions.allowance(offer.financier, self.discount_market.address), block)
        if allowed < price:
            yield AllowanceTooSmall(offer.financier, offer.currency, allowed, price)
        held = self._read(money.functions.balanceOf(offer.financier), block)
        if held < price:
            yield BalanceTooSmall(offer.financier, offer.currency, held, price)

    def _is_signed(self, signed: SignedOffer, block: int) -> bool:
        offer = signed.offer
        return is_signed_by(self.w3, offer.financier, self.offer_message(offer), signed.signature, block)
