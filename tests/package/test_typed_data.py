"""What is signed for financing has one digest: by the contracts, by the package and by ethers, odd numbers included."""

import json
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from eth_abi.abi import encode
from eth_account import Account
from eth_utils.address import to_checksum_address

from _anvil import ROOT
from headwater import Advance, Domain, Offer, Order, Part, digest, refusals, sign
from headwater._connection import send
from headwater._refusals import named_refusals
from headwater._signing import ADVANCE_FIELDS, OFFER_FIELDS, ORDER_FIELDS
from headwater._types import fields
from tests.package.scene import FACE, NOBODY

SCRIPT = Path(__file__).with_name("typed_data.js")
KEY = "0x" + "a1" * 32
MOST = 2**256 - 1
FULL = to_checksum_address("0x" + "ff" * 20)
TYPES = {Offer: OFFER_FIELDS, Order: ORDER_FIELDS, Advance: ADVANCE_FIELDS}
ARRAYS = ((), (0,), (MOST,), (1, 2), (7,) * 3, tuple(range(100)), (MOST,) * 1_000)
DICE = random.Random(20_260_901)


def drawn(kind):
    """A value of a type: small, great or any."""
    if kind == "address":
        return DICE.choice((NOBODY, FULL, to_checksum_address(DICE.randbytes(20))))
    if kind == "uint256":
        return DICE.choice((0, 1, MOST, MOST - 1, 2**255, DICE.getrandbits(DICE.randint(1, 256))))
    return {"bool": DICE.random() < 0.5, "bytes32": DICE.randbytes(32), "uint256[]": DICE.choice(ARRAYS)}[kind]


def edge(kind, highest):
    """The lowest value of a type, or the highest."""
    low = {"address": NOBODY, "uint256": 0, "bool": False, "bytes32": bytes(32), "uint256[]": ()}
    high = {"address": FULL, "uint256": MOST, "bool": True, "bytes32": b"\xff" * 32, "uint256[]": (MOST,) * 3}
    return (high if highest else low)[kind]


def structs(of):
    """All zero, all at their highest, each field alone at its highest, and thirty drawn at random."""
    kinds = [kind for _, kind in TYPES[of]]
    yield of(*(edge(kind, False) for kind in kinds))
    yield of(*(edge(kind, True) for kind in kinds))
    for place in range(len(kinds)):
        yield of(*(edge(kind, place == at) for at, kind in enumerate(kinds)))
    yield from (of(*(drawn(kind) for kind in kinds)) for _ in range(30))


CASES = [*structs(Offer), *structs(Order), *structs(Advance)]
CASES += [replace(CASES[-1], receivables=array) for array in ARRAYS]


def plain(value):
    """A value as JavaScript takes it: numbers as digits, bytes in hex, lists of them as lists."""
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def question(domain, kind, types, values, **more):
    named = {"name": domain.name, "version": "1", "chainId": domain.chain_id, "verifyingContract": domain.contract}
    listed = [{"name": name, "type": type_} for name, type_ in types]
    value = {name: plain(value) for (name, _), value in zip(types, values, strict=True)}
    return {"domain": named, "types": {kind: listed}, "value": value} | more


def ethers(*asked):
    """Ask the JavaScript package; each question is a dictionary, as `typed_data.js` says."""
    given = json.dumps(asked)
    done = subprocess.run(["node", SCRIPT], input=given, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, f"ethers did not run; `npm ci` installs it: {done.stderr[-300:]}"
    return json.loads(done.stdout)


def signed_for(suite, struct):
    """Where a struct counts, the package's message of it, and the contract's view of its digest."""
    market, factoring = suite.discount_market, suite.factoring
    name, contract, message, view = {
        Offer: ("Headwater DiscountMarket", market, suite.offer_message, market.functions.hashOffer),
        Order: ("Headwater DiscountMarket", market, suite.order_message, market.functions.hashOrder),
        Advance: ("Headwater Factoring", factoring, suite.advance_message, factoring.functions.hashAdvance),
    }[type(struct)]
    return Domain(name, suite.deployment.chain_id, contract.address), message(struct), view


@pytest.fixture(scope="module")
def answers(raised):
    """What ethers says to every case, asked at once: node takes a while to start."""
    asked = []
    for struct in CASES:
        domain, _, _ = signed_for(raised.suite, struct)
        kind = type(struct).__name__
        asked.append(question(domain, kind, TYPES[type(struct)], fields(struct), key=KEY))
    return ethers(*asked)


class TestDigests:
    @pytest.mark.parametrize("index", range(len(CASES)))
    def test_contract_package_and_ethers_agree(self, raised, answers, index):
        """Hostile M14: zeros, highest numbers, empty and long arrays, flags."""
        _, message, view = signed_for(raised.suite, CASES[index])
        assert "0x" + digest(message).hex() == answers[index]["digest"]
        assert digest(message) == view(fields(CASES[index])).call()

    def test_there_are_many_of_each(self):
        assert all(sum(type(struct) is of for struct in CASES) >= 40 for of in TYPES)

    def test_no_two_are_equal(self, answers):
        assert len({answer["digest"] for answer in answers}) == len({repr(struct) for struct in CASES})

    def test_the_signatures_are_equal(self, raised, answers):
        """Hostile M14: the same key signs the same bytes."""
        for struct, answer in zip(CASES, answers, strict=True):
            _, message, _ = signed_for(raised.suite, struct)
            assert "0x" + sign(Account.from_key(KEY), message).hex() == answer["signature"]


ODD_NAMES = ("", "Größe", "票据 🏦", "a\u0301", "\u202ereversed", "name\0", 'quo"te\\', "x" * 1_000)
ODD_FIELDS = (
    ("low", "int8"),
    ("lower", "int256"),
    ("nested", "int256[][]"),
    ("pairs", "uint8[2][]"),
    ("empty", "address[]"),
    ("note", "string"),
    ("raw", "bytes"),
    ("short", "bytes4"),
)
ODD_VALUES = {
    "lowest": (-128, -(2**255), [[], [-(2**255)], [0, 1]], [[0, 255]], [], "", b"", b"\0" * 4),
    "highest": (
        127,
        2**255 - 1,
        [[2**255 - 1] * 3],
        [[255, 255]] * 2,
        [FULL] * 2,
        "票据 🏦\0\u202e",
        b"\xff" * 65,
        b"\xff" * 4,
    ),
    "empty": (-1, -1, [], [], [], "\n", b"\0", b"abcd"),
    "nested in nothing": (0, 0, [[], []], [], [NOBODY], "é", b"0x", b"0x00"),
}


class TestOddTypedData:
    """What the package's own messages never are, but its signing can be given."""

    @pytest.mark.parametrize("values", ODD_VALUES)
    def test_a_struct_has_the_digest_that_ethers_gives(self, values):
        """Hostile M14: the lowest of an int, nested and empty arrays, text beyond ASCII."""
        self.check(Domain("Headwater", 1, FULL), "Odd", ODD_FIELDS, ODD_VALUES[values])

    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_a_domain_has_the_digest_that_ethers_gives(self, name):
        """Hostile M14: names beyond ASCII, empty ones and long ones."""
        self.check(Domain(name, 2**53 - 1, NOBODY), "Offer", OFFER_FIELDS, fields(CASES[1]))

    @pytest.mark.parametrize(("kind", "field"), [("Ordre_émis", "prix_d_été"), ("票据", "金额"), ("_", "$")])
    def test_a_type_has_the_digest_that_ethers_gives(self, kind, field):
        """Hostile M14: names of types and fields beyond ASCII."""
        self.check(Domain("Headwater", 1, FULL), kind, ((field, "uint256"),), (7,))

    def check(self, domain, kind, types, values):
        message = domain.message(kind, types, dict(zip((name for name, _ in types), values, strict=True)))
        (answer,) = ethers(question(domain, kind, types, values, key=KEY))
        assert "0x" + digest(message).hex() == answer["digest"]
        assert "0x" + sign(Account.from_key(KEY), message).hex() == answer["signature"]


def spoilt(step, name):
    """A call with an offer first, and a bit set where the word of one of its fields should be empty."""
    data = bytearray.fromhex(step._encode_transaction_data()[2:])
    data[4 + 32 * Offer.__slots__.index(name)] = 1
    return bytes(data)


class TestTheOfferInTheCall:
    """The market hashes an offer as it stands in the call, wherever the call comes from."""

    @pytest.fixture
    def offer(self, scene, financier, anchor, supplier):
        """A line of the financier's, which has money; the supplier has a receivable and lets the market move it."""
        market = scene.suite.discount_market.address
        scene.programme.mint("financier", 10 * FACE)
        send(scene.suite.w3, scene.programme.token.functions.approve(market, 10 * FACE), financier)
        scene.suite.entrust(market, sender=supplier)
        terms = (financier, anchor, scene.currency, 5 * FACE, 42_000, 360, 180, 1, False, True, MOST, 0, 5)
        return Offer(*terms)

    @pytest.fixture
    def given(self, scene, suite, offer):
        """The offer with its signature, as the first two arguments of a call."""
        return fields(offer), sign(scene.programme.cast["financier"], suite.offer_message(offer))

    def sold_to(self, suite, step, sender):
        receipt = send(suite.w3, step, sender)
        event = suite.discount_market.events.ReceivableSold()
        own = [log for log in receipt["logs"] if log["topics"][0].to_0x_hex() == event.topic]
        return {event.process_log(log)["args"]["offer"] for log in own}

    def test_every_way_to_sell_names_it_alike(self, scene, suite, offer, given, supplier, stranger):
        """Hostile M14: the digest does not change with how it is reached."""
        market, root = suite.discount_market.functions, scene.issue()
        order = Order(supplier, suite.offer_digest(offer), root, 1_000, 0, MOST, 0, 1)
        signed = sign(scene.programme.cast["supplier"], suite.order_message(order))
        sell = market.sell(*given, root, 1_000, 0, MOST)
        ways = (sell, market.sellMany(*given, [(root, 1_000), (root, 2_000)], 0, MOST))
        ways += (market.multicall([sell._encode_transaction_data()] * 2),)
        found = [self.sold_to(suite, step, supplier) for step in ways]
        found.append(self.sold_to(suite, market.sellFor(*given, fields(order), signed), stranger))
        assert found == [{suite.offer_digest(offer)}] * 4
        assert suite.drawn(offer) == 7_000

    @pytest.mark.parametrize("tail", [b"\0", b"\xff" * 32, bytes(4_096)])
    def test_what_follows_it_in_the_call_counts_for_nothing(self, suite, offer, tail):
        """Hostile M14: the digest does not change with how it is reached."""
        market = suite.discount_market
        data = bytes.fromhex(market.functions.hashOffer(fields(offer))._encode_transaction_data()[2:]) + tail
        assert suite.w3.eth.call({"to": market.address, "data": data}) == suite.offer_digest(offer)

    @pytest.mark.parametrize("name", ["financier", "obligor", "currency", "recourse", "revolving", "seller"])
    def test_a_word_with_more_in_it_than_its_type_is_refused(self, scene, suite, offer, given, supplier, name):
        """Hostile M14: another encoding of an offer sells nothing, even if its financier signs for exactly that."""
        market, part = suite.discount_market, (scene.issue(), 1_000)
        hashed = spoilt(market.functions.hashOffer(given[0]), name)
        other = suite.w3.eth.call({"to": market.address, "data": hashed})
        signature = bytes(scene.programme.cast["financier"].unsafe_sign_hash(other).signature)
        assert other != suite.offer_digest(offer)
        for signed, reason in ((given[1], refusals.ContractRefused), (signature, refusals.ContractPanicked)):
            data = spoilt(market.functions.sell(given[0], signed, *part, 0, MOST), name)
            with pytest.raises(reason), named_refusals():
                suite.w3.eth.call({"to": market.address, "from": supplier, "data": data})

    def test_the_part_is_beside_it(self, suite, offer):
        encoded = encode([f"({','.join(kind for _, kind in OFFER_FIELDS)})"], [fields(offer)])
        call = suite.discount_market.functions.quote(fields(offer), *fields(Part(1, 2)))._encode_transaction_data()
        assert bytes.fromhex(call[2:])[4 : 4 + 15 * 32] == encoded
