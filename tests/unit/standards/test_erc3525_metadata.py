"""ERC-3525, sentence by sentence: the metadata extension, which is OPTIONAL and implemented.

What does not hold, or not by a test here:

- In the `properties` of a slot, `is_intrinsic`, `order` and `display_type` are left out: a slot is a serial number, and
  no hash of its properties.
- `image` and `external_link` of contract and slot are optional and left out.
- "It is recommended that metadata … be directly returned in JSON format": it is, nothing is fetched from a server.
- What a currency's symbol can do to the JSON is in `descriptor.tree`.
"""

import pytest

from tests.stage import FACE, refused
from tests.unit.standards.interfaces import content

HEADER = "data:application/json;"


class TestErc3525Metadata:
    class TestWhenTheContractIsDescribed:
        def test_it_should_give_json_in_the_uri_itself(self, receivables):
            assert receivables.contractURI().startswith(HEADER)
            assert isinstance(content(receivables.contractURI()), dict)

        def test_it_should_follow_the_schema(self, receivables):
            shown = content(receivables.contractURI())
            assert shown["name"] == receivables.name()
            assert isinstance(shown["description"], str)
            assert type(shown["valueDecimals"]) is int
            assert shown["valueDecimals"] == receivables.valueDecimals()

    class TestWhenASlotIsDescribed:
        def test_it_should_give_json_in_the_uri_itself(self, receivables, root):
            assert receivables.slotURI(1).startswith(HEADER)
            assert isinstance(content(receivables.slotURI(1)), dict)

        def test_it_should_follow_the_schema(self, stage, receivables, root):
            stage.issue()
            names = [content(receivables.slotURI(slot))["name"] for slot in (1, 2)]
            assert names == ["Obligation 1", "Obligation 2"]
            assert isinstance(content(receivables.slotURI(1))["description"], str)

        def test_it_should_describe_the_slot_when_it_has_no_token_any_more(self, receivables, root, supplier):
            receivables.cancel(root, FACE, {"from": supplier})
            assert content(receivables.slotURI(1))["name"] == "Obligation 1"

        @pytest.mark.parametrize("slot", [0, 2, 2**64 - 1])
        def test_it_should_refuse_a_slot_that_is_none(self, receivables, root, slot):
            """Hostile T13: slot zero is no slot."""
            with refused("Receivables_NoSuchObligation", slot):
                receivables.slotURI(slot)

    class TestWhenATokenIsDescribed:
        def test_it_should_give_json_in_the_uri_itself(self, receivables, child):
            assert receivables.tokenURI(child).startswith(HEADER)
            assert isinstance(content(receivables.tokenURI(child)), dict)

        def test_it_should_follow_the_schema(self, receivables, child):
            shown = content(receivables.tokenURI(child))
            kinds = {"name": str, "description": str, "image": str, "properties": dict}
            assert {field: type(shown[field]) for field in kinds} == kinds

        def test_it_should_tell_its_balance_and_slot_as_integers(self, receivables, child):
            shown = content(receivables.tokenURI(child))
            assert shown["balance"] == receivables.balanceOf["uint256"](child)
            assert shown["slot"] == receivables.slotOf(child)
