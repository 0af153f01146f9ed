"""Only whole numbers and addresses with their checksum get as far as a signature or a node."""

import pytest
from web3.exceptions import InvalidAddress

from headwater import Acceptance, AddressRefused, HeadwaterError, Payment, Registration, Share
from headwater import _errors as errors
from headwater._connection import call
from tests.package.test_batch import SELLERS, terms

GOOD = SELLERS[0]
NO_ADDRESSES = {
    "no checksum": GOOD.lower(),
    "capitals": "0x" + GOOD[2:].upper(),
    "another checksum": "0x" + GOOD[2:].swapcase(),
    "no prefix": GOOD[2:],
    "a capital prefix": GOOD.replace("0x", "0X"),
    "too short": GOOD[:-1],
    "too long": GOOD + "0",
    "a line break": GOOD + "\n",
    "digits of another script": "0x" + "١" * 40,
    "a name": "alice.eth",
    "nothing": "",
    "none": None,
    "a number": 5,
    "bytes": bytes(20),
}
NO_NUMBERS = {
    "an exponent": ("1e18", errors.AmountMalformed),
    "separators": ("1.000,00", errors.AmountMalformed),
    "a sign": ("-1", errors.AmountMalformed),
    "another base": ("0x10", errors.AmountMalformed),
    "digits of another script": ("١٢", errors.AmountMalformed),
    "digits": ("16", errors.AmountMalformed),
    "a float": (1.0, errors.AmountMalformed),
    "a truth": (True, errors.AmountMalformed),
    "none": (None, errors.AmountMalformed),
    "less than nothing": (-1, errors.AmountNegative),
    "more than a word": (2**256, errors.AmountTooLarge),
}
ADDRESSES = ("obligor", "seller", "currency", "guarantor")
NUMBERS = ("face", "due_day", "valid_until", "grace_days", "late_rate_ppm", "late_basis")


class TestAddresses:
    @pytest.mark.parametrize("field", ADDRESSES)
    @pytest.mark.parametrize("what", NO_ADDRESSES)
    def test_terms_name_no_other(self, field, what):
        """Hostile C3: nobody signs terms with a name, or an address without its checksum, in them."""
        with pytest.raises(AddressRefused, match=r"An address is 0x and 40 hex digits with their checksum, not '.*'\."):
            terms(0, **{field: NO_ADDRESSES[what]})

    @pytest.mark.parametrize("what", NO_ADDRESSES)
    def test_neither_shares_nor_registrations_name_another(self, what):
        for struct in (lambda to: Share(to, 1), lambda of: Registration(of, bytes(32), 1, "DE", 1)):
            with pytest.raises(AddressRefused):
                struct(NO_ADDRESSES[what])

    @pytest.mark.parametrize("address", [*SELLERS, "0x" + "00" * 20, "0x" + "11" * 20])
    def test_an_address_with_its_checksum_is_taken(self, address):
        assert Share(address, 1).recipient == terms(0, seller=address).seller == address

    def test_every_field_of_the_terms_is_checked(self):
        assert {*ADDRESSES, *NUMBERS} | {"fingerprint", "document_root", "undertaking"} == set(Acceptance.__slots__)

    @pytest.mark.parametrize("name", ["alice.eth", "pay.alice.eth"])
    def test_a_name_is_never_looked_up(self, suite, w3, supplier, name):
        """Hostile C3: a step or a view that is given a name refuses it, whatever a name service would answer."""
        assert w3.ens is None
        for ask in (lambda: suite.standing(name), lambda: suite.revoke(name, sender=supplier)):
            with pytest.raises(InvalidAddress, match=f"Could not look up name '{name}'"):
                ask()

    def test_an_address_without_checksum_sends_nothing(self, scene, suite, w3, supplier, tier2):
        root = scene.issue()
        block = call(w3, "eth_blockNumber")
        with pytest.raises(InvalidAddress, match="only accepts checksum addresses"):
            suite.transfer(root, tier2.lower(), sender=supplier)
        with pytest.raises(AddressRefused):
            suite.split(root, [Share(tier2.lower(), 1)], sender=supplier)
        assert call(w3, "eth_blockNumber") == block


class TestNumbers:
    @pytest.mark.parametrize("field", NUMBERS)
    @pytest.mark.parametrize("what", NO_NUMBERS)
    def test_terms_hold_no_other(self, field, what):
        """Hostile C3: text is never read as a number where something is signed, hexadecimal least of all."""
        value, kind = NO_NUMBERS[what]
        with pytest.raises(kind):
            terms(0, **{field: value})

    @pytest.mark.parametrize("what", NO_NUMBERS)
    def test_neither_shares_nor_payments_hold_another(self, what):
        value, kind = NO_NUMBERS[what]
        for struct in (lambda n: Share(GOOD, n), lambda n: Payment(1, n), lambda n: Payment(n, 1)):
            with pytest.raises(kind):
                struct(value)

    @pytest.mark.parametrize("value", [0, 1, 2**88, 2**256 - 1])
    def test_what_a_contract_can_take_is_left_to_it(self, value):
        assert Share(GOOD, value).value == terms(0, face=value).face == value

    def test_a_refusal_is_one_short_line(self):
        for given in (
            lambda: Share("x" * 10_000, 1),
            lambda: Share(GOOD, "\n" * 10_000),
            lambda: Share(GOOD, 2**5_000),
        ):
            with pytest.raises(HeadwaterError) as caught:
                given()
            assert len(str(caught.value)) < 200
            assert "\n" not in str(caught.value)
