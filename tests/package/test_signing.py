"""What people sign is what the contracts read: the same fields, in the same order, for one chain and one contract."""

from dataclasses import fields as members
from dataclasses import replace

import pytest
from eth_account import Account
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from _local import identity
from headwater import Acceptance, Capacity, Domain, Registration, sign, struct_hash
from headwater._signing import acceptance_message, binding_message, consent_message
from headwater._types import fields
from tests.package.scene import refused

ELSEWHERE = "0x" + "42" * 20

addresses = st.binary(min_size=20, max_size=20).map(to_checksum_address)
hashes, numbers = st.binary(min_size=32, max_size=32), st.integers(0, 2**256 - 1)
OF_TYPE = {"str": addresses, "int": numbers, "bytes": hashes}
acceptances = st.builds(Acceptance, **{member.name: OF_TYPE[member.type] for member in members(Acceptance)})

OTHER_DOMAINS = {
    "another chain": {"chain_id": 1},
    "another contract": {"contract": ELSEWHERE},
    "another name": {"name": "Headwater"},
}


def digest(message):
    return keccak(b"\x19" + message.version + message.header + message.body)


@pytest.fixture
def domain(suite):
    return Domain("Headwater Issuance", 31_337, suite.issuance.address)


@pytest.fixture
def entry(stranger):
    return Registration(stranger, identity("stranger"), Capacity.SUPPLIER, "FR", 30_000)


class TestAcceptance:
    @settings(max_examples=25, deadline=None)
    @given(acceptances)
    def test_its_hash_is_what_the_ledger_says(self, raised, terms):
        hashed = raised.suite.issuance.functions.hashAcceptance(fields(terms)).call()
        assert hashed == struct_hash(raised.suite.acceptance_message(terms))

    def test_the_ledger_names_the_same_domain(self, suite, scene):
        _, name, version, chain, contract, *_ = suite.issuance.functions.eip712Domain().call()
        domain = Domain(name, chain, contract)
        assert version == "1"
        assert acceptance_message(domain, terms := scene.terms()) == suite.acceptance_message(terms)

    def test_the_ledger_takes_the_anchors_signature(self, scene, suite, supplier):
        terms = scene.terms()
        root = suite.issue(terms, scene.accept(terms), sender=supplier).value
        assert suite.receivable(root).holder == supplier

    @pytest.mark.parametrize("field", [member.name for member in members(Acceptance)])
    def test_another_value_of_any_field_has_another_hash(self, scene, suite, field):
        terms = scene.terms()
        other = {str: ELSEWHERE, int: 7, bytes: b"\x07" * 32}[type(getattr(terms, field))]
        changed = replace(terms, **{field: other})
        assert struct_hash(suite.acceptance_message(changed)) != struct_hash(suite.acceptance_message(terms))

    @pytest.mark.parametrize("where", OTHER_DOMAINS)
    def test_a_signature_for_elsewhere_is_refused(self, scene, suite, domain, anchor, supplier, where):
        terms = scene.terms()
        message = acceptance_message(replace(domain, **OTHER_DOMAINS[where]), terms)
        assert digest(message) != digest(suite.acceptance_message(terms))
        with refused("Issuance_InvalidObligorSignature", obligor=anchor):
            suite.issue(terms, sign(scene.programme.cast["anchor"], message), sender=supplier)

    def test_a_strangers_signature_is_refused(self, scene, suite, anchor, supplier):
        terms = scene.terms()
        signature = sign(scene.programme.cast["stranger"], suite.acceptance_message(terms))
        with refused("Issuance_InvalidObligorSignature", obligor=anchor):
            suite.issue(terms, signature, sender=supplier)


class TestConsent:
    def test_it_is_over_the_acceptance(self, scene, suite, domain):
        acceptance = struct_hash(suite.acceptance_message(terms := scene.terms()))
        assert consent_message(domain, acceptance) == suite.consent_message(terms)

    def test_the_ledger_takes_the_sellers_signature(self, scene, suite, supplier, stranger):
        terms = scene.terms()
        consent = sign(scene.programme.cast["supplier"], suite.consent_message(terms))
        root = suite.issue(terms, scene.accept(terms), consent, sender=stranger).value
        assert suite.receivable(root).holder == supplier

    @pytest.mark.parametrize("where", OTHER_DOMAINS)
    def test_a_consent_for_elsewhere_is_refused(self, scene, suite, domain, supplier, stranger, where):
        acceptance = struct_hash(suite.acceptance_message(terms := scene.terms()))
        message = consent_message(replace(domain, **OTHER_DOMAINS[where]), acceptance)
        consent = sign(scene.programme.cast["supplier"], message)
        with refused("Issuance_NoSellerConsent", seller=supplier):
            suite.issue(terms, scene.accept(terms), consent, sender=stranger)

    def test_the_acceptance_itself_is_no_consent(self, scene, suite, supplier, stranger):
        terms = scene.terms()
        signature = sign(scene.programme.cast["supplier"], suite.acceptance_message(terms))
        with refused("Issuance_NoSellerConsent", seller=supplier):
            suite.issue(terms, scene.accept(terms), signature, sender=stranger)


class TestBinding:
    def test_participants_names_the_same_domain(self, suite, entry):
        _, name, version, chain, contract, *_ = suite.participants.functions.eip712Domain().call()
        message = binding_message(Domain(name, chain, contract), entry.account, entry.legal_identity)
        assert (version, message) == ("1", suite.binding_message(entry.account, entry.legal_identity))

    def test_participants_takes_the_accounts_signature(self, scene, suite, operator, entry):
        message = suite.binding_message(entry.account, entry.legal_identity)
        suite.register(entry, sign(scene.programme.cast["stranger"], message), sender=operator)
        assert suite.legal_identity(entry.account) == entry.legal_identity

    @pytest.mark.parametrize("where", OTHER_DOMAINS)
    def test_a_binding_for_elsewhere_is_refused(self, scene, suite, operator, entry, where):
        here = Domain("Headwater Participants", 31_337, suite.participants.address)
        message = binding_message(replace(here, **OTHER_DOMAINS[where]), entry.account, entry.legal_identity)
        with refused("Participants_NotBound", account=entry.account, legalIdentity=entry.legal_identity):
            suite.register(entry, sign(scene.programme.cast["stranger"], message), sender=operator)


def test_a_signature_has_sixty_five_bytes_and_recovers_its_signer(scene, suite, anchor):
    message = suite.acceptance_message(scene.terms())
    signature = sign(scene.programme.cast["anchor"], message)
    assert (len(signature), Account.recover_message(message, signature=signature)) == (65, anchor)
