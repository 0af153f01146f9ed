import pytest

from _local import member
from headwater import digest, sign
from headwater._signing import advance_message
from tests.stage import astuple, refused
from tests.unit.factoring.conftest import domain_of
from tests.unit.signing import FORMS

PARTIES = ["supplier", "financier"]


@pytest.fixture
def show(stage, factoring, ready, terms, stranger):
    """Open the advance with the signature of one party changed."""

    def act(party, change):
        signed = {who: stage.sign_advance(terms, who) for who in PARTIES}
        signed[party] = change(signed[party])
        return factoring.open(astuple(terms), *signed.values(), {"from": stranger})

    return act


@pytest.fixture
def for_domain(terms):
    """The financier's signature, made for another domain."""
    return lambda domain: lambda _: sign(member("financier"), advance_message(domain, terms))


class TestSignatures:
    class TestGivenAnotherForm:
        """Hostile M3: one signature has one form, and no other is taken for it."""

        @pytest.mark.parametrize("party", PARTIES)
        @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
        def test_it_should_refuse(self, stage, show, party, form):
            with refused("Factoring_InvalidSignature", stage.cast[party]):
                show(party, form)

        @pytest.mark.parametrize("party", PARTIES)
        def test_it_should_take_the_one(self, show, held, root, factoring, party):
            show(party, bytes)
            assert held(root) == factoring

    class TestGivenAnotherPlace:
        """Hostile M2: a signature counts on one chain, for one contract."""

        def test_it_should_refuse_one_for_another_factoring(self, stage, show, for_domain, second, financier):
            with refused("Factoring_InvalidSignature", financier):
                show("financier", for_domain(domain_of(stage, second)))

        def test_it_should_refuse_one_for_another_contract(self, stage, show, for_domain, financier):
            with refused("Factoring_InvalidSignature", financier):
                show("financier", for_domain(domain_of(stage, stage.discount_market)))

        def test_it_should_refuse_one_for_another_chain(self, stage, show, for_domain, factoring, financier):
            chain = stage.programme.w3.eth.chain_id + 1
            with refused("Factoring_InvalidSignature", financier):
                show("financier", for_domain(domain_of(stage, factoring, chain)))

        def test_it_should_name_it_otherwise_once_the_chain_has_split(self, stage, factoring, terms, named):
            w3 = stage.programme.w3
            here, chain = named(terms), w3.eth.chain_id
            w3.provider.make_request("anvil_setChainId", [chain + 1])
            there = w3.eth.call({"to": factoring.address, "data": factoring.hashAdvance.encode_input(astuple(terms))})
            w3.provider.make_request("anvil_setChainId", [chain])
            message = advance_message(domain_of(stage, factoring, chain + 1), terms)
            assert (there.to_0x_hex() != here, there) == (True, digest(message))

        def test_it_should_take_one_for_this(self, stage, show, for_domain, factoring, held, root):
            show("financier", for_domain(domain_of(stage, factoring)))
            assert held(root) == factoring
