"""Signed offers as text to be handed on, and what they bring for a receivable, ranked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError
from web3.exceptions import ContractLogicError, Web3RPCError

from headwater._checks import demand_addresses, demand_numbers
from headwater._errors import (
    AllowanceTooSmall,
    BalanceTooSmall,
    ChainUnreachable,
    HeadwaterError,
    OfferMalformed,
    OfferVersionUnknown,
)
from headwater._financing import SALTS_IN_BOOK, Financing
from headwater._offers import ALL, Offer, Part
from headwater._pricing import PPM, proceeds
from headwater._refusals import ContractRefused, refusal
from headwater._signing import OFFER_FIELDS
from headwater._types import Receivable, fields

VERSION = 1
"""Of the text of a signed offer."""

LONGEST = 100_000  # characters of a text that may be an offer
_KINDS = dict(zip(Offer.__slots__, (kind for _, kind in OFFER_FIELDS), strict=True))
_NUMBER = re.compile(r"0|[1-9][0-9]{0,77}")
_BYTES = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0  # of secp256k1
_YES = bytes.fromhex("1626ba7e")  # isValidSignature(bytes32,bytes): what is called, and what is answered
_RAN_OUT = re.compile(r"gas|opcode|revert|execution|evm", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignedOffer:
    """An offer with its financier's signature: all that a seller needs to take it."""

    offer: Offer
    signature: bytes

    def as_json(self) -> str:
        """Give it as text that a person can read; numbers are decimal digits in quotes, so that no reader cuts them."""
        given = {name: _as_text(getattr(self.offer, name)) for name in _KINDS}
        return json.dumps({"version": VERSION, "offer": given, "signature": "0x" + self.signature.hex()}, indent=2)

    @classmethod
    def from_json(cls, text: str) -> SignedOffer:
        """Read the text back, field by field; raises OfferVersionUnknown and OfferMalformed, which names the field.

        Every field is there once, as it was written, and nothing else is.
        """
        read = _object(_parsed(text), "")
        if type(read.get("version")) is not int or read["version"] != VERSION:
            raise OfferVersionUnknown("This version of headwater reads version 1", "version", read.get("version"))
        _demand_names(read, ("version", "offer", "signature"), "")
        given = _object(read["offer"], "offer")
        _demand_names(given, tuple(_KINDS), "offer.")
        values = {name: _from_text(f"offer.{name}", kind, given[name]) for name, kind in _KINDS.items()}
        return cls(Offer(**values), _from_text("signature", "bytes", read["signature"]))


@dataclass(frozen=True, slots=True)
class Quote:
    """What an offer brings for `value` of a receivable today, in base units, or why it cannot be taken.

    `discount` and `proceeds` are both 0, and `tenor_days`, where the market gives no price at all.
    """

    offer: SignedOffer
    value: int
    discount: int
    proceeds: int
    refusal: HeadwaterError | None
    tenor_days: int = 0

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
        found = [self._quoted(signed, part, shown, tenor, block["number"]) for signed in offers]
        return tuple(sorted(found, key=lambda quote: (not quote.fits, -quote.proceeds if quote.fits else 0)))

    def _quoted(self, signed: SignedOffer, part: Part, shown: Receivable, tenor: int, block: int) -> Quote:
        offer = signed.offer
        try:
            self._read(self.discount_market.functions.quote(fields(offer), fields(part)), block)
        except ContractRefused as refused:
            return Quote(signed, part.value, 0, 0, refused)
        price = proceeds(part.value, offer.rate_ppm, tenor, offer.basis)
        reason = next(self._reasons(signed, shown, price, block), None)
        return Quote(signed, part.value, part.value - price, price, reason, tenor)

    def _reasons(self, signed: SignedOffer, shown: Receivable, price: int, block: int) -> Iterator[HeadwaterError]:
        """Give what a sale would be refused for beyond what the market's own quote says, in the contract's order."""
        if not self._is_signed(signed, block):
            yield _refused("DiscountMarket_InvalidOfferSignature", financier=signed.offer.financier)
        yield from self._used_up(signed.offer, block)
        yield from self._not_taken(signed.offer, shown, block)
        yield from self._not_paid(signed.offer, price, block)

    def _used_up(self, offer: Offer, block: int) -> Iterator[HeadwaterError]:
        market, book = self.discount_market.functions, offer.salt // SALTS_IN_BOOK
        current = self._read(market.counterOf(offer.financier, book), block)
        if current != offer.counter:
            given = {"account": offer.financier, "book": book, "counter": offer.counter, "current": current}
            yield _refused("DiscountMarket_OtherCounter", **given)
        if self._read(market.isSpent(offer.financier, offer.salt), block):
            yield _refused("DiscountMarket_SaltSpent", account=offer.financier, salt=offer.salt)

    def _not_taken(self, offer: Offer, shown: Receivable, block: int) -> Iterator[HeadwaterError]:
        """The obligor needs no standing: what it buys is cancelled."""
        if offer.financier != shown.obligor:
            try:
                self._read(self.participants.functions.requireTransfer(shown.holder, offer.financier), block)
            except ContractRefused as refused:
                yield refused
        if not offer.recourse:
            return
        demands = self._read(self.discount_market.functions.openDemandsOf(shown.holder), block)
        if demands:
            yield _refused("DiscountMarket_RecourseUnmet", seller=shown.holder, demands=demands)

    def _not_paid(self, offer: Offer, price: int, block: int) -> Iterator[HeadwaterError]:
        money = self._currency(offer.currency)
        allowed = self._read(money.functions.allowance(offer.financier, self.discount_market.address), block)
        if allowed < price:
            yield AllowanceTooSmall(offer.financier, offer.currency, allowed, price)
        held = self._read(money.functions.balanceOf(offer.financier), block)
        if held < price:
            yield BalanceTooSmall(offer.financier, offer.currency, held, price)

    def _is_signed(self, signed: SignedOffer, block: int) -> bool:
        """Tell it as the contract does: the key first, then ERC-1271."""
        offer = signed.offer
        if self._signer(signed) == offer.financier:
            return True
        call = _YES + encode(("bytes32", "bytes"), (self.offer_digest(offer), signed.signature))
        try:
            answer = self.w3.eth.call({"to": self.w3.to_checksum_address(offer.financier), "data": call}, block)
        except ContractLogicError:
            return False
        except Web3RPCError as error:
            if _RAN_OUT.search(str(error)):
                return False
            raise ChainUnreachable(f"The node does not say whether an offer is signed: {error}") from None
        return bytes(answer[:32]) == _YES.ljust(32, b"\0")

    def _signer(self, signed: SignedOffer) -> str | None:
        """Give whose key has signed; None for what the contract takes for no signature: high s, v but 27 and 28."""
        signature = signed.signature
        if len(signature) != 65 or signature[64] not in (27, 28) or int.from_bytes(signature[32:64]) > _HALF_ORDER:
            return None
        try:
            return str(Account.recover_message(self.offer_message(signed.offer), signature=signature))
        except (BadSignature, ValidationError, ValueError):
            return None


def _refused(name: str, **values: Any) -> ContractRefused:  # noqa: ANN401 - any ABI value
    return refusal(name)(name, values)


def _as_text(value: str | int | bool) -> str | bool:
    return value if isinstance(value, bool | str) else str(value)


def _parsed(text: str) -> Any:  # noqa: ANN401 - any JSON
    if len(text) > LONGEST:
        raise OfferMalformed(f"An offer has at most {LONGEST} characters", "text", text)
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise OfferMalformed("An offer is JSON", "text", text) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise OfferMalformed("A field stands there once", max(names, key=names.count), None)
    return found


def _object(read: Any, field: str) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    if not isinstance(read, dict):
        raise OfferMalformed("Its fields are named", field or "text", read)
    return read


def _demand_names(read: dict[str, Any], names: tuple[str, ...], within: str) -> None:
    for name in names:
        if name not in read:
            raise OfferMalformed("The field is missing", within + name, None)
    for name in read:
        if name not in names:
            raise OfferMalformed("There is no such field in an offer", within + name, read[name])


def _from_text(field: str, kind: str, value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Read a value of a kind, exactly as it is written; raises OfferMalformed."""
    if kind == "bool":
        if isinstance(value, bool):
            return value
        raise OfferMalformed("It is true or false", field, value)
    try:
        if kind == "address":
            demand_addresses(value)
            return value
        if kind == "bytes" and isinstance(value, str) and _BYTES.fullmatch(value):
            return bytes.fromhex(value[2:])
        if kind == "uint256" and isinstance(value, str) and _NUMBER.fullmatch(value):
            demand_numbers(int(value))
            return int(value)
    except HeadwaterError as refused:
        raise OfferMalformed(str(refused).rstrip("."), field, value) from None
    raise OfferMalformed(f"It is no {kind} in quotes", field, value)
