"""Rule E1: nothing counts but what a party has signed, as it has signed it, for this escrow."""

from dataclasses import replace

import pytest

from _local import member
from headwater import digest, sign
from headwater._signing import agreement_message
from tests.stage import ZERO, astuple, refused
from tests.unit.conditional_escrow.conftest import LENDER, domain_of
from tests.unit.signing import FORMS, NOBODYS

PARTIES = ["anchor", "supplier", "financier"]


@pytest.fixture
def agreed(lent):
    """Terms of an agreement of three."""
    return lent()


@pytest.fixture
def show(stage, escrow, ready, agreed, stranger):
    """Begin with the signature of one party changed."""

    def act(party, change):
        signed = stage.sign_agreement(agreed)
        signed[PARTIES.index(party)] = change(signed[PARTIES.index(party)])
        return escrow.begin(astuple(agreed), signed, {"from": stranger})

    return act


@pytest.fixture
def for_domain(agreed):
    """A party's signature, made for another domain."""
    return lambda party, domain: lambda _: sign(member(party), agreement_message(domain, agreed))


@pytest.fixture
def second(make, stage):
    """Another escrow on the same ledger."""
    authority = make("Authority", stage.cast["operator"])
    return make("ConditionalEscrow", authority, stage.receivables, stage.participants, "0x" + "5e" * 32, [])


class TestSignatures:
    class TestGivenAnotherForm:
        """Hostile M3: one signature has one form, and no other is taken for it."""

        @pytest.mark.parametrize("party", PARTIES)
        @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
        def test_it_should_refuse(self, stage, show, party, form):
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[party]):
                show(party, form)

        @pytest.mark.parametrize("party", PARTIES)
        def test_it_should_take_the_one(self, show, funded, agreed, party):
            show(party, bytes)
            assert funded(agreed)

    class TestGivenNobody:
        """Hostile M4: no signature is the zero address's."""

        @pytest.mark.parametrize("signature", NOBODYS, ids=bytes.hex)
        @pytest.mark.parametrize("role", ["payer", "payee"])
        def test_it_should_refuse_it_as_a_party(self, stage, escrow, ready, terms, stranger, role, signature):
            given = astuple(replace(terms, **{role: ZERO}))
            signed = [signature if role == name else b"" for name in ("payer", "payee")]
            with refused("ConditionalEscrow_InvalidParties"):
                escrow.begin(given, signed, {"from": stranger})

        @pytest.mark.parametrize("signature", NOBODYS, ids=bytes.hex)
        def test_it_should_refuse_one_for_no_lender(self, stage, escrow, ready, terms, stranger, signature):
            with refused("ConditionalEscrow_SignaturesMismatch", 2, 3):
                escrow.begin(astuple(terms), [*stage.sign_agreement(terms), signature], {"from": stranger})

        def test_it_should_refuse_to_take_money_of_no_lender(self, stage, start):
            due = stage.milestone(source=LENDER)
            with refused("ConditionalEscrow_InvalidRoute", 0, 3, 2, 1):
                start(stage.agreement(due))

    class TestGivenAnotherPlace:
        """Hostile M2: a signature counts on one chain, for one contract."""

        @pytest.mark.parametrize("party", PARTIES)
        def test_it_should_refuse_one_for_another_escrow(self, stage, show, for_domain, second, party):
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[party]):
                show(party, for_domain(party, domain_of(stage, second)))

        def test_it_should_refuse_one_for_this_at_another_escrow(self, stage, second, agreed, anchor, stranger):
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                second.begin(astuple(agreed), stage.sign_agreement(agreed), {"from": stranger})

        def test_it_should_refuse_one_for_another_contract(self, stage, show, for_domain, anchor):
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                show("anchor", for_domain("anchor", domain_of(stage, stage.factoring)))

        @pytest.mark.parametrize("party", PARTIES)
        def test_it_should_refuse_one_for_another_chain(self, stage, show, for_domain, escrow, party):
            elsewhere = domain_of(stage, escrow, stage.programme.w3.eth.chain_id + 1)
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[party]):
                show(party, for_domain(party, elsewhere))

        def test_it_should_name_it_otherwise_once_the_chain_has_split(self, stage, escrow, agreed, digest_of):
            w3 = stage.programme.w3
            here, chain = digest_of(agreed), w3.eth.chain_id
            w3.provider.make_request("anvil_setChainId", [chain + 1])
            there = w3.eth.call({"to": escrow.address, "data": escrow.hashAgreement.encode_input(astuple(agreed))})
            w3.provider.make_request("anvil_setChainId", [chain])
            message = agreement_message(domain_of(stage, escrow, chain + 1), agreed)
            assert (there.to_0x_hex() != here, there) == (True, digest(message))

        def test_it_should_take_one_for_this(self, stage, show, for_domain, escrow, agreed, funded):
            show("anchor", for_domain("anchor", domain_of(stage, escrow)))
            assert funded(agreed)

    class TestGivenAnotherVersionOfTheTerms:
        """Rule E5."""

        @pytest.mark.parametrize("party", ["anchor", "supplier"])
        def test_it_should_refuse_one_of_the_first_for_amended_ones(
            self, stage, escrow, begun, following, stranger, party
        ):
            signed = stage.sign_agreement(now := following(begun))
            place = PARTIES.index(party)
            signed[place] = stage.sign_agreement(begun)[place]
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[party]):
                escrow.amend(astuple(begun), astuple(now), signed, {"from": stranger})
