"""ERC-721, sentence by sentence: the metadata extension, which is OPTIONAL and implemented.

What does not hold, or not by a test here:

- "The URI may point to a JSON file": it holds the JSON itself, as ERC-3525 recommends.
- "Consider making any images at a width between 320 and 1080 pixels and aspect ratio between 1.91:1 and 4:5": the
  picture is a drawing of 420 by 240, within both, which the test of the schema looks at.
- What a currency's symbol can do to the JSON is in `descriptor.tree`.
"""

import base64
import re
from itertools import pairwise

from tests.stage import refused
from tests.unit.standards.interfaces import content

URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
"""A URI with its scheme and the letters that RFC 3986 lets it have."""


class TestErc721Metadata:
    class TestWhenTheCollectionIsDescribed:
        def test_it_should_give_a_name(self, receivables):
            assert receivables.name() == "Headwater Receivables"

        def test_it_should_give_a_symbol(self, receivables):
            assert receivables.symbol() == "HWR"

    class TestWhenATokenIsDescribed:
        def test_it_should_give_a_uri(self, receivables, child):
            assert URI.fullmatch(receivables.tokenURI(child))

        def test_it_should_give_each_token_a_uri_of_its_own(self, stage, receivables, root, child, tier2):
            twins = stage.split(root, (tier2, 5), (tier2, 5))
            elsewhere = stage.split(stage.issue(), (tier2, 5))
            shown = [receivables.tokenURI(token) for token in (root, child, *twins, *elsewhere)]
            assert all(one != other for one, other in pairwise(sorted(shown)))

        def test_it_should_point_to_json_of_the_schema(self, receivables, child):
            shown = content(receivables.tokenURI(child))
            assert all(shown[field] for field in ("name", "description", "image"))
            assert all(isinstance(shown[field], str) for field in ("name", "description", "image"))
            kind, picture = shown["image"].split(",")
            assert kind == "data:image/svg+xml;base64"
            assert b'viewBox="0 0 420 240"' in base64.b64decode(picture)

        def test_it_should_change_with_the_token(self, receivables, move, child, another, tier2):
            before = receivables.tokenURI(child)
            move(child, another, 1, tier2)
            assert receivables.tokenURI(child) != before

        def test_it_should_refuse_an_invalid_token(self, receivables, invalid):
            """Hostile T13: number zero is no token's."""
            with refused("Receivables_NoSuchReceivable", invalid):
                receivables.tokenURI(invalid)
