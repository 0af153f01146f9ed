"""Signed offers as text, and their ranking: the price is the chain's, and each that does not fit says why."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from headwater import (
    ALL,
    AllowanceTooSmall,
    BalanceTooSmall,
    HeadwaterError,
    OfferMalformed,
    OfferVersionUnknown,
    Part,
    Quote,
    SignedOffer,
    interest_up,
    refusals,
    sign,
)
from headwater._connection import call, send
from tests.package.scene import FACE, NOBODY, PURSE, TENOR, refused

HIGHEST = 2**256 - 1
GRACE, DEFAULT = 5, 90  # days
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of secp256k1


@pytest.fixture
def root(scene):
    """A receivable of the supplier's, of the whole face value."""
    return scene.issue()


@pytest.fixture
def offers(scene, suite):
    """Make signed offers; the financier has money and lets the market move it."""
    scene.entrust(suite.discount_market, "financier")
    return scene.offer


def reason(suite, receivable, signed, value=ALL):
    """The one quote of an offer that does not fit."""
    (quote,) = suite.quotes(receivable, [signed], value)
    assert not quote.fits
    return quote.refusal


def named(found, name, **values):
    assert type(found) is getattr(refusals, name)
    assert found.values == values


class TestRanking:
    def test_quotes(self, suite, root, offers):
        """Who brings most comes first."""
        dear, cheap, middle = (offers(rate_ppm=rate) for rate in (90_000, 10_000, 42_000))
        found = suite.quotes(root, [dear, cheap, middle])
        assert [quote.offer for quote in found] == [cheap, middle, dear]
        assert all(quote.fits and quote.refusal is None for quote in found)

    def test_equal_offers_keep_their_order(self, suite, root, offers):
        given = [offers() for _ in range(4)]
        assert [quote.offer for quote in suite.quotes(root, given)] == given
        assert [quote.offer for quote in suite.quotes(root, given[::-1])] == given[::-1]

    def test_what_does_not_fit_comes_last_in_the_order_given(self, suite, root, offers):
        small, dear, short, cheap = (
            offers(limit=1),
            offers(rate_ppm=90_000),
            offers(max_tenor_days=1),
            offers(rate_ppm=1),
        )
        found = suite.quotes(root, [small, dear, short, cheap])
        assert [quote.offer for quote in found] == [cheap, dear, small, short]
        assert [quote.fits for quote in found] == [True, True, False, False]

    def test_no_offers_give_no_quotes(self, suite, root):
        assert suite.quotes(root, []) == ()

    def test_a_receivable_that_is_not_there_is_refused(self, suite, offers):
        with refused("Receivables_NoSuchReceivable", id=7):
            suite.quotes(7, [offers()])


class TestPrice:
    @pytest.mark.parametrize("basis", [360, 365])
    @pytest.mark.parametrize("rate", [0, 1, 42_000, 3_900_000])
    @pytest.mark.parametrize("value", [1_000, 333_333, FACE])
    def test_it_is_the_chains_to_the_last_unit(self, suite, root, offers, value, rate, basis):
        signed = offers(rate_ppm=rate, basis=basis)
        discount = interest_up(value, rate, TENOR, basis)
        (quote,) = suite.quotes(root, [signed], value)
        assert quote == Quote(signed, value, discount, value - discount, None, TENOR)
        assert quote.proceeds == suite.quote(signed.offer, Part(root, value))

    def test_all_is_all_there_is(self, suite, root, offers):
        (quote,) = suite.quotes(root, [signed := offers()], ALL)
        assert (quote.value, quote.proceeds) == (FACE, suite.quote(signed.offer, Part(root, ALL)))

    def test_it_follows_the_chains_day(self, suite, scene, root, offers):
        scene.programme.move_to(scene.today + 7)
        (quote,) = suite.quotes(root, [offers()])
        assert (quote.value, quote.tenor_days) == (FACE, TENOR - 7)
        assert quote.proceeds == suite.quote(quote.offer.offer, Part(root, FACE))

    def test_the_sale_brings_it(self, suite, scene, root, offers, supplier):
        (quote,) = suite.quotes(root, [offers()], 400_000)
        suite.entrust(suite.discount_market.address, sender=supplier)
        taken = (quote.offer.offer, quote.offer.signature, Part(root, quote.value), quote.proceeds)
        done = suite.sell(*taken, scene.today * 86_400 + 86_399, sender=supplier)
        assert done.value == quote.proceeds == scene.balance("supplier")

    def test_the_yearly_cost_is_exact(self, suite, root, offers):
        (quote,) = suite.quotes(root, [offers()])
        assert (quote.discount, quote.proceeds) == (20_000, 980_000)  # 8 % for a quarter of 360 days
        assert quote.annual_cost_ppm == Fraction(80_000 * 1_000_000, 980_000)

    def test_the_yearly_cost_of_money_for_nothing_is_nothing(self, suite, root, offers):
        (quote,) = suite.quotes(root, [offers(rate_ppm=0)])
        assert quote.annual_cost_ppm == 0

    def test_without_a_price_there_is_no_yearly_cost(self, suite, root, offers):
        (quote,) = suite.quotes(root, [offers(limit=1)])
        assert (quote.discount, quote.proceeds, quote.annual_cost_ppm) == (0, 0, None)

    def test_an_offer_that_cannot_be_paid_still_shows_its_price(self, suite, scene, root, offers):
        scene.programme.approve("financier", 0, suite.discount_market.address)
        (quote,) = suite.quotes(root, [offers()])
        assert (quote.fits, quote.discount, quote.proceeds) == (False, 20_000, 980_000)


class TestTheMarketsReasons:
    def test_a_deadline_that_has_passed(self, suite, root, offers):
        found = reason(suite, root, offers(deadline=0))
        assert isinstance(found, refusals.Calendar_DeadlinePassed)

    def test_a_rate_or_basis_that_cannot_be(self, suite, root, offers):
        named(reason(suite, root, offers(rate_ppm=2**24)), "Interest_RateTooHigh", ratePpm=2**24, most=2**24 - 1)
        named(reason(suite, root, offers(basis=0)), "Interest_InvalidBasis", basis=0)

    def test_another_obligor_or_currency(self, suite, root, offers, anchor, tier2):
        found = reason(suite, root, offers(obligor=tier2))
        named(found, "DiscountMarket_OtherObligor", offered=tier2, obligor=anchor)
        assert isinstance(reason(suite, root, offers(currency=tier2)), refusals.DiscountMarket_OtherCurrency)

    def test_another_seller_or_receivable(self, suite, root, offers, tier2, supplier):
        found = reason(suite, root, offers(seller=tier2))
        named(found, "DiscountMarket_OtherSeller", offered=tier2, seller=supplier)
        assert isinstance(reason(suite, root, offers(receivable=1)), refusals.DiscountMarket_OtherReceivable)

    def test_too_long_too_little_too_much(self, suite, root, offers):
        found = reason(suite, root, offers(max_tenor_days=TENOR - 1))
        named(found, "DiscountMarket_TenorTooLong", tenorDays=TENOR, most=TENOR - 1)
        named(reason(suite, root, offers(), 999), "DiscountMarket_ValueTooSmall", value=999, least=1_000)
        named(reason(suite, root, offers(limit=5)), "DiscountMarket_LimitExceeded", value=FACE, limit=5)

    def test_more_than_the_receivable_holds(self, suite, root, offers):
        assert isinstance(reason(suite, root, offers(), FACE + 1), refusals.DiscountMarket_InsufficientValue)

    def test_the_sellers_own_offer(self, suite, root, offers, supplier):
        found = reason(suite, root, offers(financier="supplier"))
        named(found, "DiscountMarket_SellerIsFinancier", account=supplier)

    def test_a_receivable_that_is_due(self, suite, scene, root, offers):
        signed = offers(deadline=HIGHEST)
        scene.programme.move_to(scene.today + TENOR)
        assert isinstance(reason(suite, root, signed), refusals.Receivables_NotCirculating)


class TestTheSignature:
    def test_verify_offer(self, suite, offers):
        """The financier's own is taken."""
        assert suite.verify_offer(offers())

    @pytest.mark.parametrize("name", ["rate_ppm", "limit", "salt", "deadline", "receivable"])
    def test_one_over_something_else_is_not(self, suite, root, offers, financier, name):
        signed = offers()
        other = replace(signed.offer, **{name: getattr(signed.offer, name) + 1})
        assert not suite.verify_offer(replace(signed, offer=other))

    def test_anothers_is_not(self, suite, scene, root, offers, financier):
        offer = offers().offer
        forged = SignedOffer(offer, sign(scene.programme.cast["stranger"], suite.offer_message(offer)))
        assert not suite.verify_offer(forged)
        named(reason(suite, root, forged), "DiscountMarket_InvalidOfferSignature", financier=financier)

    def test_malformed_ones_are_not(self, suite, offers):
        signed = offers()
        r, s, v = signed.signature[:32], int.from_bytes(signed.signature[32:64]), signed.signature[64]
        high = r + (ORDER - s).to_bytes(32) + bytes([55 - v])
        low_v = signed.signature[:64] + bytes([v - 27])
        broken = [b"", b"\0", signed.signature[:64], signed.signature + b"\0", bytes(65), b"\xff" * 65, high, low_v]
        broken += [bytes(64) + b"\x1b", r + bytes(32) + b"\x1b", ORDER.to_bytes(32) + r[:1].rjust(32, b"\1") + b"\x1c"]
        assert [suite.verify_offer(replace(signed, signature=given)) for given in broken] == [False] * len(broken)

    def test_a_contract_says_so_itself(self, suite, w3, offers, financier):
        """What stands at the address answers; a key's own signature still counts there."""
        signed = replace(offers(), signature=b"as agreed")
        assert not suite.verify_offer(signed)
        call(w3, "anvil_setCode", financier, ANSWERS_YES)
        assert suite.verify_offer(signed)
        assert suite.verify_offer(offers())

    @pytest.mark.parametrize("code", ["0x5f5ffd", "0xfe", "0x00", "0x60205ff3", "0x5b5f56"])
    def test_a_contract_that_fails_or_says_something_else_does_not(self, suite, w3, root, offers, financier, code):
        """It reverts, stops at an invalid step, gives nothing, gives a zero, runs until its gas is gone."""
        call(w3, "anvil_setCode", financier, code)
        assert not suite.verify_offer(replace(offers(), signature=b"as agreed"))

    def test_an_answer_with_more_after_it_is_none(self, suite, w3, offers, financier):
        call(w3, "anvil_setCode", financier, ANSWERS_YES.replace("60e01b", "60df1b"))
        assert not suite.verify_offer(replace(offers(), signature=b"as agreed"))


ANSWERS_YES = "0x631626ba7e60e01b5f5260205ff3"
"""Code that answers 0x1626ba7e, as ERC-1271 has it: PUSH4 it, shift it up 224 bits, store and return a word."""


class TestReasonsBesideThePrice:
    def test_a_salt_that_was_cancelled(self, suite, root, offers, financier):
        signed = offers()
        suite.cancel_salt(signed.offer.salt, sender=financier)
        named(reason(suite, root, signed), "DiscountMarket_SaltSpent", account=financier, salt=signed.offer.salt)

    def test_a_counter_that_has_passed(self, suite, root, offers, financier):
        signed = offers(salt=200)
        suite.cancel_all(1, sender=financier)
        values = {"account": financier, "book": 1, "counter": 0, "current": 1}
        named(reason(suite, root, signed), "DiscountMarket_OtherCounter", **values)
        assert suite.quotes(root, [offers(salt=200, counter=1), offers(salt=191)])[1].fits

    def test_a_financier_that_is_not_accredited(self, suite, root, offers, operator, financier):
        suite.revoke(financier, sender=operator)
        named(reason(suite, root, offers()), "Participants_NotAccredited", account=financier)

    def test_a_seller_that_is_not_accredited(self, suite, root, offers, operator, supplier):
        suite.revoke(supplier, sender=operator)
        named(reason(suite, root, offers()), "Participants_NotAccredited", account=supplier)

    def test_a_financier_without_standing_acceptance(self, suite, root, offers, financier):
        suite.set_standing_acceptance(False, sender=financier)
        named(reason(suite, root, offers()), "Participants_NoStandingAcceptance", account=financier)

    def test_the_obligor_as_buyer_needs_no_standing_acceptance(self, suite, scene, root, offers, anchor):
        scene.entrust(suite.discount_market, "anchor")
        assert not suite.standing(anchor).standing_acceptance
        assert suite.quotes(root, [offers(financier="anchor")])[0].fits

    @pytest.mark.parametrize("value", [ALL, FACE // 2])
    def test_an_obligor_as_buyer_that_is_not_accredited(self, suite, root, offers, operator, anchor, value):
        suite.revoke(anchor, sender=operator)
        named(reason(suite, root, offers(financier="anchor"), value), "Participants_NotAccredited", account=anchor)

    def test_too_small_an_allowance(self, suite, scene, root, offers, financier):
        scene.programme.approve("financier", 979_999, suite.discount_market.address)
        found = reason(suite, root, offers())
        assert type(found) is AllowanceTooSmall
        assert (found.account, found.available, found.needed) == (financier, 979_999, 980_000)
        assert str(found) == f"{financier} allows 979999 base units of {scene.currency}, and 980000 are needed."

    def test_an_allowance_that_is_just_enough(self, suite, scene, root, offers):
        scene.programme.approve("financier", 980_000, suite.discount_market.address)
        assert suite.quotes(root, [offers()])[0].fits

    def test_too_small_a_balance(self, suite, scene, root, offers, financier, stranger):
        send(suite.w3, scene.programme.token.functions.transfer(stranger, PURSE - 979_999), financier)
        found = reason(suite, root, offers())
        assert type(found) is BalanceTooSmall
        assert (found.currency, found.available, found.needed) == (scene.currency, 979_999, 980_000)
        assert str(found) == f"{financier} has 979999 base units of {scene.currency}, and 980000 are needed."

    def test_a_part_of_a_receivable_that_is_as_deep_as_may_be(self, suite, scene, offers, operator):
        suite.set_limits(replace(suite.limits(), max_depth=0), sender=operator)
        root = scene.issue()
        assert suite.quotes(root, [offers()])[0].fits
        named(reason(suite, root, offers(), FACE // 2), "Receivables_TooDeep", parent=root, maxDepth=0)

    def test_a_pending_proposal_is_up_to_the_seller(self, suite, scene, root, offers, financier):
        """And hides nothing of what is not."""
        child = scene.propose(root, value=FACE // 2)
        assert suite.quotes(child, [offers()])[0].fits
        suite.set_standing_acceptance(False, sender=financier)
        named(reason(suite, child, offers()), "Participants_NoStandingAcceptance", account=financier)

    def test_a_pending_proposal_does_not_keep_the_obligor_from_buying(self, suite, scene, root, offers):
        scene.entrust(suite.discount_market, "anchor")
        child = scene.propose(root, value=FACE // 2)
        assert suite.quotes(child, [offers(financier="anchor")])[0].fits

    def test_a_holder_that_is_a_contract_is_quoted_for_too(self, suite, w3, root, offers, supplier):
        call(w3, "anvil_setCode", supplier, ANSWERS_YES)
        assert suite.quotes(root, [offers()])[0].fits

    def test_a_recourse_that_its_seller_has_not_met(self, suite, scene, root, offers, operator, supplier, financier):
        """The ledger's refusal comes before it; without recourse it stands in nobody's way."""
        signed = offers(recourse=True)
        suite.entrust(suite.discount_market.address, sender=supplier)
        suite.sell(signed.offer, signed.signature, Part(root, FACE), 0, scene.deadline, sender=supplier)
        scene.programme.move_to(scene.today + TENOR + GRACE + DEFAULT + 1)
        suite.demand_recourse(1, sender=financier)
        other = scene.issue()
        named(reason(suite, other, offers(recourse=True)), "DiscountMarket_RecourseUnmet", seller=supplier, demands=1)
        assert suite.quotes(other, [offers()])[0].fits
        suite.freeze_obligation(2, sender=operator)
        named(reason(suite, other, offers(recourse=True)), "Receivables_ObligationHalted", obligation=2)

    def test_all_is_read_at_one_block(self, suite, root, offers, monkeypatch):
        signed, node, given = [offers(), offers(recourse=True)], suite.w3.manager.request_blocking, []
        monkeypatch.setattr(suite.w3.manager, "request_blocking", lambda *asked: given.append(asked) or node(*asked))
        assert all(quote.fits for quote in suite.quotes(root, signed))
        blocks = [params[1] for method, params, *_ in given if method == "eth_call"]
        assert len(blocks) > 10
        assert set(blocks) == {hex(suite.w3.eth.block_number)}

    def test_one_bad_offer_does_not_hide_the_others(self, suite, root, offers):
        worst = offers(limit=HIGHEST, rate_ppm=HIGHEST, basis=HIGHEST, salt=HIGHEST, counter=HIGHEST)
        found = suite.quotes(root, [worst, offers()])
        assert [quote.fits for quote in found] == [True, False]
        assert isinstance(found[1].refusal, HeadwaterError)


@pytest.mark.parametrize("value", [ALL, FACE // 2])
@pytest.mark.parametrize("buyer", ["financier", "anchor"])
class TestWhatIsStopped:
    """Each by whomever it is bought, whole or in part, and as the sale itself is refused."""

    @pytest.fixture
    def told(self, suite, scene, root, offers, supplier, buyer, value):
        """Give the refusal that a quote tells, once the sale was refused by the same."""
        signed = offers(financier=buyer)
        suite.entrust(suite.discount_market.address, sender=supplier)

        def find():
            found = reason(suite, root, signed, value)
            with refused(found.name, **found.values):
                suite.sell(signed.offer, signed.signature, Part(root, value), 0, scene.deadline, sender=supplier)
            return found

        return find

    def test_a_receivable_that_is_frozen_for_its_holder(self, suite, root, told, operator, supplier):
        suite.freeze(supplier, root, sender=operator)
        named(told(), "ERC7943InsufficientUnfrozenBalance", account=supplier, tokenId=root)

    def test_a_freeze_for_another_account_stops_nothing(
        self, suite, scene, root, offers, operator, tier2, buyer, value
    ):
        scene.entrust(suite.discount_market, "anchor")
        suite.freeze(tier2, root, sender=operator)
        assert suite.quotes(root, [offers(financier=buyer)], value)[0].fits

    def test_an_obligation_that_is_frozen(self, suite, told, operator):
        suite.freeze_obligation(1, sender=operator)
        named(told(), "Receivables_ObligationHalted", obligation=1)

    def test_an_obligation_on_hold(self, suite, scene, told, operator, supplier):
        suite.place_hold(1, supplier, scene.today, sender=operator)
        named(told(), "Receivables_ObligationHalted", obligation=1)

    def test_a_hold_comes_before_a_freeze(self, suite, scene, root, told, operator, supplier):
        """And a frozen receivable before a frozen account."""
        suite.freeze_account(supplier, sender=operator)
        suite.freeze(supplier, root, sender=operator)
        named(told(), "ERC7943InsufficientUnfrozenBalance", account=supplier, tokenId=root)
        suite.place_hold(1, supplier, scene.today, sender=operator)
        named(told(), "Receivables_ObligationHalted", obligation=1)

    def test_a_seller_that_is_frozen(self, suite, told, operator, supplier):
        suite.freeze_account(supplier, sender=operator)
        named(told(), "Participants_AccountFrozen", account=supplier)

    def test_a_financier_that_is_frozen(self, suite, scene, told, operator, buyer):
        suite.freeze_account(scene.address(buyer), sender=operator)
        named(told(), "Participants_AccountFrozen", account=scene.address(buyer))

    def test_what_goes_on_again_is_quoted_again(self, suite, scene, root, offers, operator, supplier, buyer, value):
        scene.entrust(suite.discount_market, "anchor")
        suite.freeze_obligation(1, sender=operator)
        suite.freeze_obligation(1, False, sender=operator)
        assert suite.quotes(root, [offers(financier=buyer)], value)[0].fits


class TestWhatTheSellerOwes:
    @pytest.fixture
    def child(self, scene, suite, root, supplier):
        """A receivable of tier2's, of half; and the supplier gives all back, of which it holds the other half."""
        child = scene.split(root, "tier2", FACE // 2)
        suite.entrust(suite.credit_notes.address, sender=supplier)
        suite.issue_credit_note(1, FACE, [root], sender=supplier)
        return child

    def test_it_is_nothing_without_a_credit_note(self, suite, root, offers):
        assert suite.quotes(root, [offers()])[0].seller_owes == 0

    def test_each_quote_says_it(self, suite, scene, child, offers):
        """For every receivable of that seller and obligor, whether the offer fits or not."""
        found = suite.quotes(scene.issue(), [offers(), offers(limit=1)])
        assert [(quote.fits, quote.seller_owes) for quote in found] == [(True, FACE // 2), (False, FACE // 2)]

    def test_another_seller_owes_nothing(self, suite, child, offers):
        assert suite.quotes(child, [offers()])[0].seller_owes == 0

    def test_what_is_waived_is_not_owed(self, suite, scene, child, offers, anchor, supplier):
        suite.waive_claim(supplier, scene.currency, FACE // 2 - 1, sender=anchor)
        assert suite.quotes(scene.issue(), [offers()])[0].seller_owes == 1


class TestText:
    def test_it_comes_back_as_it_was(self, offers, tier2):
        for signed in (offers(), offers(recourse=True, revolving=True, seller=tier2, receivable=HIGHEST, limit=0)):
            assert SignedOffer.from_json(signed.as_json()) == signed

    def test_a_person_can_read_it(self, offers):
        signed = offers(salt=2**255)
        read = json.loads(signed.as_json())
        assert (read["version"], list(read)) == (1, ["version", "offer", "signature"])
        assert (
            read["offer"] | {"salt": str(2**255), "basis": "360", "revolving": False, "seller": NOBODY} == read["offer"]
        )
        assert '\n    "rate_ppm": "80000",\n' in signed.as_json()

    @pytest.mark.parametrize("version", [0, 2, "1", True, 1.0, None, [1]])
    def test_another_version_is_refused(self, offers, version):
        text = json.dumps(json.loads(offers().as_json()) | {"version": version})
        with pytest.raises(OfferVersionUnknown) as caught:
            SignedOffer.from_json(text)
        assert caught.value.field == "version"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            *((name, bad) for name in ("limit", "salt") for bad in (5, "-1", "+1", "01", "1.0", "", " 1", "0x1", "١")),
            ("limit", str(2**256)),
            ("limit", "9" * 10_000),
            *(("recourse", bad) for bad in ("true", 0, 1, None)),
            *(("seller", bad) for bad in ("", None, "anchor.eth", "0x" + "ab" * 20, "0x00", 7)),
        ],
    )
    def test_a_malformed_field_is_refused_by_its_name(self, offers, field, value):
        read = json.loads(offers().as_json())
        read["offer"][field] = value
        with pytest.raises(OfferMalformed) as caught:
            SignedOffer.from_json(json.dumps(read))
        assert caught.value.field == f"offer.{field}"
        assert len(str(caught.value)) < 250

    @pytest.mark.parametrize("value", ["", "0x0", "0xzz", "12", None, 5, "0x12 "])
    def test_a_malformed_signature_is_refused(self, offers, value):
        with pytest.raises(OfferMalformed) as caught:
            SignedOffer.from_json(json.dumps(json.loads(offers().as_json()) | {"signature": value}))
        assert caught.value.field == "signature"

    @pytest.mark.parametrize("field", ["financier", "counter", "receivable"])
    def test_a_missing_field_is_named(self, offers, field):
        read = json.loads(offers().as_json())
        del read["offer"][field]
        with pytest.raises(OfferMalformed, match=rf"The field is missing \(offer\.{field}\)\."):
            SignedOffer.from_json(json.dumps(read))

    def test_a_field_too_many_is_named(self, offers):
        read = json.loads(offers().as_json())
        with pytest.raises(OfferMalformed, match=r"no such field in an offer \(hint = 'x'\)"):
            SignedOffer.from_json(json.dumps(read | {"hint": "x"}))
        read["offer"]["fee"] = "1"
        with pytest.raises(OfferMalformed, match=r"no such field in an offer \(offer\.fee = '1'\)"):
            SignedOffer.from_json(json.dumps(read))

    def test_a_field_twice_is_named(self, offers):
        text = offers().as_json().replace('"basis": "360"', '"basis": "360", "basis": "365"')
        with pytest.raises(OfferMalformed, match=r"A field stands there once \(basis\)\."):
            SignedOffer.from_json(text)

    @pytest.mark.parametrize("text", ["", "{", "[]", "null", "1", "NaN", "[" * 50_000, "x" * 100_001, '"\\ud800"'])
    def test_what_is_no_offer_is_refused(self, text):
        with pytest.raises(OfferMalformed) as caught:
            SignedOffer.from_json(text)
        assert str(caught.value).isascii()

    def test_an_offer_that_is_no_object_is_refused(self, offers):
        with pytest.raises(OfferMalformed, match=r"Its fields are named \(offer = '\[\]'\)"):
            SignedOffer.from_json(json.dumps(json.loads(offers().as_json()) | {"offer": []}))
