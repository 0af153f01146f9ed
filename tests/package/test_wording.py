"""What the console says of refusals: every one that our contracts have is explained in its own words."""

import pytest

from _wording import Wording
from headwater import ContractRefused, currency
from headwater.refusals import refusal_names

OURS = ("Participants_", "InvoiceRegistry_", "Receivables_", "Issuance_", "DiscountMarket_", "Factoring_")
OURS += ("ConditionalEscrow_", "AttestedBy_", "Combinator_", "DocumentDisclosed_", "Not_", "ReceivableDelivered_")


@pytest.fixture
def words():
    return Wording({}, {"0x" + "11" * 20: "tier2"}, currency("EUR"))


@pytest.mark.parametrize("name", [name for name in refusal_names() if name.startswith(OURS)])
def test_every_refusal_of_ours_has_its_reason(words, name):
    said = words.refusal(ContractRefused(name, {}))
    assert said.startswith(f"Refused, {name}: ")


def test_values_are_said_as_people_say_them(words):
    values = {"id": 3 << 72 | 1, "account": "0x" + "11" * 20, "dueDay": 25_569, "asked": 1_250, "fingerprint": b"\1"}
    said = words.refusal(ContractRefused("Unheard", values))
    given = "id 3/1, account tier2, due day 2040-01-03, asked 12.50 EUR, fingerprint 0x01"
    assert said == f"Refused, Unheard ({given})."


def test_values_of_an_order_are_said_as_people_say_them(words):
    words.orders[b"\7" * 32] = "order 2"
    values = {"agreement": b"\7" * 32, "milestone": 0, "ppm": 600_000, "disputable": 125, "lastDay": 25_569}
    said = words.refusal(ContractRefused("Unheard", values))
    given = "agreement order 2, milestone 0, ppm 60 %, disputable 1.25 EUR, last day 2040-01-03"
    assert said == f"Refused, Unheard ({given})."
