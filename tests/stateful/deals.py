"""What the rules of financing choose from: offers, orders and terms of advances, at times with something wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import strategies as st

from headwater._pricing import PPM
from tests.stateful.choices import CUSTODIES, RARELY, portion
from tests.stateful.factoring import Deal
from tests.stateful.machine import LedgerMachine
from tests.stateful.market import MAX_RATE_PPM, SALTS_IN_BOOK, Instruction, Quote
from tests.stateful.model import MAX_VALUE

LENDERS = st.sampled_from(("financier",) * 6 + ("wallet", "wallet", "tier2", "tier2", "obligor", "obligor", "tier3"))
RATES = st.sampled_from((42_000, 42_000, 80_000, 1, 0, 999_999, MAX_RATE_PPM))
LEAST = st.sampled_from(("nothing",) * 6 + ("price", "price", "price", "price and one"))
KINDS = st.sampled_from(("line", "line", "line with recourse", "line with recourse", "quote", "quote with recourse"))
SOLD = st.sampled_from(("all",) * 6 + ("half", "half", 333, 333, 750, "one", "all and one", "nothing"))
AGAIN = st.sampled_from((False, True, True))

# What is wrong with an offer: mostly nothing.
OFFER_FLAWS = {
    "lapsed": {"until": -1},
    "usurious": {"rate_ppm": MAX_RATE_PPM + 1},
    "no basis": {"basis": 364},
    "for nothing": {"limit": 0},
    "for tomorrow": {"max_tenor_days": 1},
    "for the great": {"min_value": MAX_VALUE},
    "other seller": {"seller": "anchor"},
    "other receivable": {"receivable": 1},
    "other currency": {"currency": "plain"},
    "other obligor": {"obligor": "financier"},
    "forged": {},
    "cancelled": {},
    "used": {},
}
FLAWS = st.sampled_from(("",) * 36 + tuple(OFFER_FLAWS))
ORDER_FLAWS = st.sampled_from(("",) * 12 + ("lapsed", "forged", "other offer", "cancelled", "used"))
TERM_FLAWS = {
    "lapsed": {"until": -1},
    "usurious": {"rate_ppm": MAX_RATE_PPM + 1},
    "no basis": {"basis": 364},
    "too much": {"advance_ppm": PPM + 1},
    "too little": {"advance_ppm": 0},
    "too great": {"value": MAX_VALUE + 1},
    "to a stranger": {"surplus_to": "stranger"},
    "to itself": {},
    "of more": {},
    "other currency": {"currency": "plain"},
    "unsigned": {},
}
ADVANCE_FLAWS = st.sampled_from(("",) * 24 + tuple(TERM_FLAWS))


class Dealer(LedgerMachine):
    """Finds what can be sold and lent on, and draws up what is signed for it."""

    def __init__(self) -> None:
        super().__init__()
        self.offers = list[tuple[Quote, bool]]()  # and whether it was signed
        self.used = Counter[str]()

    def _sellable(self, id_):
        return self._open(id_) and self.model.receivables[id_].holder not in CUSTODIES

    def _signable(self, id_):
        return self._sellable(id_) and self.model.receivables[id_].holder != "desk"

    # Offers and orders

    def _offer(self, id_, lender, kind, flaw, rate):
        """Draw up an offer that a receivable fits, unless something is wrong with it; and tell whether it is signed."""
        record, today = self.model.obligations[id_ >> 72], self.model.today
        financier = self._lender(id_, lender)
        kind = kind.split()[0] if financier == record.obligor and rate else kind
        counter, salt = self._salt(financier, flaw)
        usual = Quote(
            financier, record.obligor, record.currency, limit=2 * self.model.receivables[id_].value, rate_ppm=rate,
            basis=(360, 365)[rate % 2], max_tenor_days=180, min_value=rate % 2 * 2, recourse="recourse" in kind,
            revolving="line" in kind, until=today + 20, counter=counter, salt=salt,
            receivable=id_ if kind == "quote with recourse" else 0,
        )  # fmt: skip
        changed = dict(OFFER_FLAWS.get(flaw, {}))
        if flaw == "lapsed":
            changed["until"] = today - 1
        offer, signed = replace(usual, **changed), flaw != "forged" and financier != "desk"
        self.offers.append((offer, signed))
        return offer, signed

    def _salt(self, account, flaw):
        """Count an account's salts up, in two books by turns; give the counter of the book, too."""
        self.used[account] += flaw != "used" or not self.used[account]
        count = self.used[account]
        salt = count // 2 + count % 2 * SALTS_IN_BOOK
        if (account, salt) not in self.salts:
            self.salts.append((account, salt))
        return self.model.counters[account, salt // SALTS_IN_BOOK] + (flaw == "cancelled"), salt

    def _fitting(self, id_):
        """Give the offers that would buy a receivable."""
        record, holder = self.model.obligations[id_ >> 72], self.model.receivables[id_].holder
        asked = record.obligor, record.currency
        fits = [(offer, signed) for offer, signed in self.offers if (offer.obligor, offer.currency) == asked]
        fits = [(offer, signed) for offer, signed in fits if offer.financier != holder]
        return [of for of in fits if not self.model.is_spent(of[0].financier, of[0].salt)] or fits

    def _lender(self, id_, lender):
        """Give who buys or lends: not the holder itself."""
        obligor, holder = self.model.obligations[id_ >> 72].obligor, self._holder(id_)
        financier = obligor if lender == "obligor" else lender
        return financier if financier != holder else "financier" if holder != "financier" else "tier2"

    def _order(self, id_, offer, value, least, flaw):
        seller, today = self._holder(id_), self.model.today
        counter, salt = self._salt(seller, flaw)
        until = today - 1 if flaw == "lapsed" else today + 5
        other = replace(offer, salt=offer.salt + 1) if flaw == "other offer" else offer
        return Instruction(seller, other, id_, value, least, until, counter, salt)

    def _least(self, word, offer, parts):
        """Give the least proceeds that a seller takes: none, what it gets, or more."""
        days = [(value, self.model.obligations[id_ >> 72].due_day) for id_, value in parts]
        whole = offer.basis and sum(self.model.price(offer, value, due_day) for value, due_day in days)
        return {"nothing": 0, "price": max(0, whole), "price and one": max(0, whole + 1)}[word]

    def _told(self, offer, signed):
        """Give an offer and its signature as the chain is told them; a revolving one is looked at from now on."""
        given, suite = self.scene.offer(offer), self.scene.programme.suite
        message = suite.offer_message(given)
        if offer.revolving and offer not in self.lines:
            self.lines[offer] = suite.offer_digest(given)
        return tuple(getattr(given, field) for field in given.__slots__), self._signature(
            offer.financier, message, signed
        )

    def _told_order(self, order, signed):
        given = self.scene.order(order)
        message = self.scene.programme.suite.order_message(given)
        return tuple(getattr(given, field) for field in given.__slots__), self._signature(order.seller, message, signed)

    def _signature(self, name, message, signed):
        return self.scene.sign(name, message, forged=not signed)

    # Advances

    def _deal(self, pick, lender, part, rate, flaw):
        """Draw up the terms of an advance on some of a holder's receivables of one currency."""
        model, id_ = self.model, self._any(pick, self._sellable)
        if id_ not in model.receivables:
            return None
        holder, record = self._holder(id_), model.obligations[id_ >> 72]
        near = [one for one in self._some(self._open) if model.receivables[one].holder == holder]
        near = [one for one in near if model.obligations[one >> 72].currency == record.currency and one != id_]
        ids = (id_, *near[: pick % 3], *((id_,) if pick % 37 == 1 else ()))
        value = sum(model.receivables[one].value for one in dict.fromkeys(ids))
        financier = self._lender(id_, lender)
        usual = Deal(
            holder, financier, record.currency, ids, portion(part, value), advance_ppm=(800_000, PPM)[pick % 2],
            rate_ppm=rate, basis=(360, 365)[rate % 2], recourse=pick % 4 > 0, until=model.today + 5,
            surplus_to=financier if pick % 5 == 0 else holder, salt=len(self.deals),
        )  # fmt: skip
        changed = dict(TERM_FLAWS.get(flaw, {}))
        wrong = {"lapsed": {"until": model.today - 1}, "to itself": {"financier": holder, "surplus_to": holder}}
        wrong["of more"] = {"value": value + 1}
        return replace(usual, **(changed | wrong.get(flaw, {})))

    def _agreed(self, deal, name, signed):
        """Give a party's signature under the terms of an advance; a custodian's desk signs nothing."""
        message = self.scene.programme.suite.advance_message(self.scene.advance(deal))
        return self._signature(name, message, signed and name != "desk")

    def _picked(self, pick, fitting, every):
        """Mostly one that fits; rarely any, or one beyond."""
        if pick % RARELY == 1 or not fitting:
            return every[pick // RARELY % len(every)]
        return fitting[pick // RARELY % len(fitting)]
