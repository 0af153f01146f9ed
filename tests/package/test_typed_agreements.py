"""What is signed for the escrow has one digest: by the contracts, by the package and by ethers, odd terms included."""

import pytest
from eth_account import Account

from headwater import Agreement, Condition, Domain, Milestone, Party, digest, sign
from headwater._signing import AGREEMENT_FIELDS, MILESTONE_FIELDS, STATEMENT_FIELDS
from tests.package.test_typed_data import DICE, FULL, KEY, MOST, drawn, edge, ethers, plain, question

AGREEMENTS = "Headwater ConditionalEscrow"
STATEMENTS = "Headwater AttestedBy"
NUMBER, ADDRESS, HASH = "uint256", "address", "bytes32"
TERMS = (b"", b"\0", b"\xff" * 31, bytes(32), b"0x", b"\xc3\x28", b"\1" * 33, b"\xab" * 5_000)
"""What conditions may be asked: nothing, one byte, no whole words, no text, many bytes."""


def milestone(value):
    """A milestone whose values are given by their types."""
    parties = (DICE.choice(list(Party)) for _ in range(3))
    condition = Condition(value(ADDRESS), DICE.choice(TERMS))
    days = (value(NUMBER), value(NUMBER))
    return Milestone(
        value(ADDRESS), value(NUMBER), *parties, condition, *days, value(NUMBER), value(ADDRESS), value(NUMBER)
    )


def agreement(value, milestones):
    """An agreement whose values are given by their types."""
    numbers = ("valid_until", "salt", "arbiter_days", "silence_ppm", "funded_at_once", "version")
    others = {name: value(NUMBER) for name in numbers}
    roots = {"document_root": value(HASH), "origin": value(HASH)}
    parties = {name: value(ADDRESS) for name in ("payer", "payee", "lender", "arbiter")}
    return Agreement(**parties, **others, **roots, milestones=[milestone(value) for _ in range(milestones)])


def lowest(kind):
    return edge(kind, False)


def highest(kind):
    return edge(kind, True)


CASES = [agreement(value, count) for value in (lowest, highest, drawn) for count in (0, 1, 2, 7, 50)]
CASES += [agreement(drawn, DICE.randint(0, 5)) for _ in range(25)]
STATED = [tuple(value(kind) for _, kind in STATEMENT_FIELDS) for value in (lowest, highest, *[drawn] * 28)]


def named(fields, values):
    return dict(zip((name for name, _ in fields), values, strict=True))


def asked_of(domain, terms):
    """The question to ethers about an agreement: two types, one within the other."""
    *values, milestones = terms.as_tuple()
    listed = [{name: plain(value) for name, value in named(MILESTONE_FIELDS, due).items()} for due in milestones]
    found = question(domain, "Agreement", AGREEMENT_FIELDS, [*values, []], key=KEY)
    found["types"]["Milestone"] = [{"name": name, "type": kind} for name, kind in MILESTONE_FIELDS]
    found["value"]["milestones"] = listed
    return found


@pytest.fixture(scope="module")
def agreed(raised):
    """What ethers says to every agreement."""
    domain = Domain(AGREEMENTS, raised.suite.deployment.chain_id, raised.suite.escrow.address)
    return ethers(*(asked_of(domain, terms) for terms in CASES))


@pytest.fixture(scope="module")
def stated(raised):
    """What ethers says to every statement."""
    domain = Domain(STATEMENTS, raised.suite.deployment.chain_id, raised.suite.attested_by.address)
    return ethers(*(question(domain, "Statement", STATEMENT_FIELDS, values, key=KEY) for values in STATED))


class TestAgreements:
    @pytest.mark.parametrize("index", range(len(CASES)))
    def test_contract_package_and_ethers_agree(self, raised, agreed, index):
        """Hostile M14: no milestones and many, terms of odd lengths, zeros and highest numbers."""
        terms = CASES[index]
        found = raised.suite.agreement_digest(terms)
        assert "0x" + found.hex() == agreed[index]["digest"]
        assert found == raised.suite.escrow.functions.hashAgreement(terms.as_tuple()).call()

    def test_the_signatures_are_equal(self, raised, agreed):
        """Hostile M14: the same key signs the same bytes."""
        for terms, answer in zip(CASES, agreed, strict=True):
            assert (
                "0x" + sign(Account.from_key(KEY), raised.suite.agreement_message(terms)).hex() == answer["signature"]
            )

    def test_no_two_are_equal(self, agreed):
        assert len({answer["digest"] for answer in agreed}) == len({repr(terms) for terms in CASES}) >= 40

    def test_the_order_of_milestones_is_signed(self, raised):
        one, other = milestone(lowest), milestone(highest)
        given = (agreement(lowest, 0), agreement(lowest, 0))
        for terms, listed in zip(given, ((one, other), (other, one)), strict=True):
            object.__setattr__(terms, "milestones", listed)
        first, second = map(raised.suite.agreement_digest, given)
        assert first != second


class TestStatements:
    @pytest.mark.parametrize("index", range(len(STATED)))
    def test_contract_package_and_ethers_agree(self, raised, stated, index):
        """Hostile M14: zeros and highest numbers."""
        message = raised.suite.statement_message(*STATED[index])
        assert "0x" + digest(message).hex() == stated[index]["digest"]
        assert digest(message) == raised.suite.attested_by.functions.hashStatement(*STATED[index]).call()
        assert "0x" + sign(Account.from_key(KEY), message).hex() == stated[index]["signature"]

    def test_there_are_many(self, stated):
        assert len({answer["digest"] for answer in stated}) >= 30

    def test_another_contract_or_chain_gives_another_digest(self, raised, stated):
        """Hostile M2: a statement counts for one contract on one chain."""
        suite = raised.suite
        domains = [Domain(STATEMENTS, MOST % 2**53, suite.attested_by.address), Domain(STATEMENTS, 31_337, FULL)]
        messages = [
            domain.message("Statement", STATEMENT_FIELDS, named(STATEMENT_FIELDS, STATED[1])) for domain in domains
        ]
        assert stated[1]["digest"] not in {"0x" + digest(message).hex() for message in messages}
