import pytest

from tests.stage import FACE, TENOR, astuple, obligation_of, refused
from tests.unit.discount_market.deals import price

PART = 300_000
MOST_RATE = 2**24 - 1


@pytest.fixture
def quote(discount_market):
    """Ask what value of a receivable would bring."""
    return lambda offer, receivable, value=FACE: int(discount_market.quote(astuple(offer), receivable, value))


# Offers that do not fit the root: how they differ, what is sold, by which error they are refused, with which values.
MISFITS = {
    "obligor": ({"obligor": "tier3"}, FACE, "OtherObligor", ("tier3", "anchor")),
    "currency": ({"currency": "tier3"}, FACE, "OtherCurrency", ("tier3", "currency")),
    "seller": ({"seller": "tier2"}, FACE, "OtherSeller", ("tier2", "supplier")),
    "receivable": ({"receivable": 7}, FACE, "OtherReceivable", (7, "root")),
    "financier": ({"financier": "supplier"}, FACE, "SellerIsFinancier", ("supplier",)),
    "tenor": ({"max_tenor_days": TENOR - 1}, FACE, "TenorTooLong", (TENOR, TENOR - 1)),
    "least": ({"min_value": PART}, PART - 1, "ValueTooSmall", (PART - 1, PART)),
    "nothing": ({"min_value": 0}, 0, "ValueTooSmall", (0, 0)),
    "limit": ({"limit": FACE - 1}, FACE, "LimitExceeded", (FACE, FACE - 1)),
    "limit of a line": ({"limit": FACE - 1, "revolving": True}, FACE, "LimitExceeded", (FACE, FACE - 1)),
    "value": ({}, FACE + 1, "InsufficientValue", ("root", FACE, FACE + 1)),
    "price": ({"rate_ppm": 4_000_000}, FACE, "NothingLeft", (FACE, FACE)),
    "recourse": ({"financier": "anchor", "recourse": True}, FACE, "RecourseToObligor", ("anchor",)),
}


@pytest.fixture
def shown(stage, root):
    """Give values as they are meant: members of the cast by their names, the currency, the root."""
    names = {name: who.address for name, who in stage.cast.items()}
    names |= {"root": root, "currency": stage.currency.address}
    return lambda value: names[value] if isinstance(value, str) else value


class TestQuote:
    class TestGivenAnOfferThatFits:
        @pytest.mark.parametrize("value", [1_000, PART, FACE - 1, FACE])
        @pytest.mark.parametrize("revolving", [False, True])
        def test_it_should_be_what_the_sale_then_brings(self, stage, quote, sell, root, value, revolving):
            """Rule F7."""
            quoted = quote(offer := stage.offer(revolving=revolving), root, value)
            assert quoted == price(offer, value) == sell(offer, root, value).return_value

        @pytest.mark.parametrize("days", [89, 45, 1])
        def test_it_should_rise_from_day_to_day(self, stage, quote, sell, root, due_day, days):
            stage.move_to(due_day - days)
            offer = stage.offer()
            assert quote(offer, root) == price(offer, FACE, days) == sell(offer, root).return_value

        def test_it_should_change_nothing(self, line, quote, unmoved, drawn, root):
            offer = line()
            with unmoved():
                assert quote(offer, root) == quote(offer, root)
            assert drawn(offer) == 0

        def test_it_should_ask_for_neither_signature_nor_salt(self, stage, discount_market, quote, root, financier):
            """What only the sale checks: signatures, salts, allowances, balances and accreditations."""
            offer = stage.offer()
            discount_market.cancel(offer.salt, {"from": financier})
            assert quote(offer, root) == price(offer, FACE)

        def test_it_should_ask_for_no_money_nor_approval(
            self, stage, receivables, currency, discount_market, quote, root, supplier, financier
        ):
            receivables.setApprovalForAll(discount_market, False, {"from": supplier})
            currency.approve(discount_market, 0, {"from": financier})
            assert quote(offer := stage.offer(), root) == price(offer, FACE)

    class TestGivenAnOfferThatDoesNotFit:
        @pytest.mark.parametrize("misfit", MISFITS)
        def test_it_should_refuse_as_the_sale_would(self, stage, quote, sell, shown, root, misfit):
            changes, value, error, values = MISFITS[misfit]
            offer = stage.offer(**{field: shown(given) for field, given in changes.items()})
            signer = {"supplier": "supplier", "anchor": "anchor"}.get(changes.get("financier"), "financier")
            with refused(f"DiscountMarket_{error}", *map(shown, values)):
                quote(offer, root, value)
            with refused(f"DiscountMarket_{error}", *map(shown, values)):
                sell(offer, root, value, signature=stage.sign_offer(offer, signer))

        def test_it_should_refuse_a_rate_that_is_too_high(self, stage, quote, root):
            with refused("Interest_RateTooHigh", MOST_RATE + 1, MOST_RATE):
                quote(stage.offer(rate_ppm=MOST_RATE + 1), root)

        def test_it_should_refuse_a_basis_that_is_no_year(self, stage, quote, root):
            with refused("Interest_InvalidBasis", 364):
                quote(stage.offer(basis=364), root)

        def test_it_should_refuse_a_receivable_that_does_not_exist(self, stage, quote):
            with refused("Receivables_NoSuchReceivable", 7):
                quote(stage.offer(), 7)

        def test_it_should_refuse_from_the_due_day_on(self, stage, quote, root, due_day):
            """Rule F4."""
            stage.move_to(due_day)
            with refused("Receivables_NotCirculating", obligation_of(root), due_day, due_day):
                quote(stage.offer(), root)

        def test_it_should_refuse_what_a_line_has_no_room_for(self, line, quote, sell, root):
            """Rule F5."""
            sell(offer := line(limit=PART), root, PART)
            with refused("DiscountMarket_LimitExceeded", PART + 1_000, PART):
                quote(offer, root, 1_000)

        def test_it_should_refuse_after_the_deadline(self, stage, quote, root, due_day):
            """Hostile M11: by the clock of the block."""
            offer = stage.offer(deadline=stage.deadline(1) - 1)
            stage.move_to(stage.now() + 1)
            with refused("Calendar_DeadlinePassed", offer.deadline, offer.deadline + 1):
                quote(offer, root)
