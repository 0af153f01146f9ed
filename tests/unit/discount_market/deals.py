"""What a sale comes to by the reference: the price, and who then has what."""

from headwater._pricing import proceeds
from tests.stage import TENOR


def price(offer, value, days=TENOR):
    """Give what a value sold to an offer brings, in base units, so many days before the due day."""
    return proceeds(value, offer.rate_ppm, days, offer.basis)


def exchange(paid, value, seller="supplier", buyer="financier"):
    """Give the change of (money, receivables) that a sale makes for each of its parties, in base units."""
    return {seller: (paid, -value), buyer: (-paid, value)}


def name_of(stage, offer):
    """Give an offer's digest as the chain shows it."""
    return "0x" + stage.programme.suite.offer_digest(offer).hex()
