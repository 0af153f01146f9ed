from dataclasses import replace

import pytest

from _local import member
from headwater import Statement, digest, sign, statements
from headwater._conditions import subject_of
from headwater._signing import Domain, statement_message
from tests.stage import FACE, NOTHING, astuple, refused
from tests.unit.conditions.conftest import ATTESTOR, DEADLINE, PPM

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
"""Of the curve: a signature with s has a twin with ORDER - s that recovers the same key."""

FORMS = {
    "its twin": lambda made: made[:32] + (ORDER - int.from_bytes(made[32:64])).to_bytes(32) + bytes([55 - made[64]]),
    "in 66 bytes": lambda made: made + b"\0",
    "with v counted from 0": lambda made: made[:64] + bytes([made[64] - 27]),
    "of nothing but zeros": lambda _: bytes(65),
    "empty": lambda _: b"",
}


@pytest.fixture
def terms(stage, attested):
    """An agreement under the attestor's statement."""
    return stage.agreement(stage.milestone(condition=attested()))


@pytest.fixture
def domain(stage):
    """Where a statement counts, with changes."""
    real = {"chain_id": stage.programme.w3.eth.chain_id, "contract": stage.attested_by.address}
    return lambda **changes: Domain(**{"name": "Headwater AttestedBy", **real, **changes})


@pytest.fixture
def made(stage, terms):
    """The attestor's statement of all, signed for a domain."""

    def act(domain):
        named = (stage.name_of(terms), 0, subject_of("delivered"), 100, bytes(32), stage.now())
        return Statement(0, 100, bytes(32), stage.now(), sign(member("attestor"), statement_message(domain, *named)))

    return act


@pytest.fixture
def signed_anew(stage, terms):
    """The attestor's statement of all, its signature changed."""

    def act(change):
        real = stage.statement(terms, 0, 100)
        return replace(real, signature=change(real.signature))

    return act


@pytest.fixture
def wallet(stage, make):
    """A contract account of the stranger's that is an attestor."""
    account = make("SigningWallet", stage.cast["stranger"])
    stage.register(account, ATTESTOR, b"\x1d" * 32)
    return account


@pytest.fixture
def by_wallet(stage, conditions, wallet):
    """An agreement under the contract account's statement."""
    condition = conditions.attested_by([wallet.address], "delivered", quantity=100, pro_rata=True)
    return stage.agreement(stage.milestone(condition=condition))


class TestStatements:
    """Rule K2."""

    class TestGivenAStatementForSomethingElse:
        """Hostile E2: what an attestor signed counts for one agreement, milestone and subject, and nowhere else."""

        @pytest.fixture
        def stops(self, attestor):
            return lambda: refused("AttestedBy_InvalidSignature", attestor)

        def test_it_should_refuse_one_for_another_agreement(self, stops, stage, terms, show):
            other = stage.agreement(*terms.milestones)
            with stops():
                show(terms, stage.statement(other, 0, 100))

        def test_it_should_refuse_one_for_another_milestone(self, stops, stage, terms, show):
            with stops():
                show(terms, stage.statement(terms, 1, 100))

        def test_it_should_refuse_one_about_another_subject(self, stops, stage, terms, show):
            with stops():
                show(terms, stage.statement(terms, 0, 100, subject="inspected"))

        @pytest.mark.parametrize("change", [{"chain_id": 1}, {"name": "Headwater AttestedBy2"}])
        def test_it_should_refuse_one_for_another_chain_or_name(self, stops, terms, show, made, domain, change):
            with stops():
                show(terms, made(domain(**change)))

        def test_it_should_refuse_one_for_another_contract(self, stops, terms, show, made, domain, make, participants):
            second = make("AttestedBy", participants)
            with stops():
                show(terms, made(domain(contract=second.address)))

        def test_it_should_take_the_one_for_it(self, terms, show, made, domain):
            assert show(terms, made(domain())) == PPM

        def test_it_should_refuse_one_of_another_agreement_at_release(self, stops, stage, begin, attested, release):
            first, second = begin(attested()), begin(attested())
            given = statements(stage.statement(first, 0, 100))
            with stops():
                release(second, 0, given)
            release(first, 0, given)

    class TestGivenAnotherSignature:
        """Hostile M3: one signature has one form, and no other is taken for it."""

        @pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
        def test_it_should_refuse_another_form(self, terms, show, signed_anew, attestor, form):
            with refused("AttestedBy_InvalidSignature", attestor):
                show(terms, signed_anew(form))

        def test_it_should_refuse_another_key(self, stage, terms, show, attestor):
            with refused("AttestedBy_InvalidSignature", attestor):
                show(terms, stage.statement(terms, 0, 100, signer="stranger"))

        @pytest.mark.parametrize("change", [{"quantity": 99}, {"document": b"\x01" * 32}, {"day": 1}])
        def test_it_should_refuse_another_quantity_document_or_day(self, stage, terms, show, attestor, change):
            with refused("AttestedBy_InvalidSignature", attestor):
                show(terms, replace(stage.statement(terms, 0, 100), **change))

        def test_it_should_take_any_document_that_was_signed(self, stage, terms, show):
            assert show(terms, stage.statement(terms, 0, 100, document=b"\xd0" * 32)) == PPM

    class TestGivenADay:
        @pytest.mark.parametrize("later", [1, DEADLINE, 2**200])
        def test_it_should_refuse_one_in_the_future(self, stage, terms, show, attestor, today, later):
            with refused("AttestedBy_StatementTooLate", attestor, today + later):
                show(terms, stage.statement(terms, 0, 100, day=today + later))

        def test_it_should_refuse_one_after_the_deadline(self, stage, terms, show, attestor, today):
            stage.move_to(today + DEADLINE + 1)
            with refused("AttestedBy_StatementTooLate", attestor, today + DEADLINE + 1):
                show(terms, stage.statement(terms, 0, 100), deadline=today + DEADLINE)

        def test_it_should_take_one_of_the_deadline_after_it(self, stage, terms, show, today):
            stage.move_to(today + DEADLINE + 5)
            given = stage.statement(terms, 0, 100, day=today + DEADLINE)
            assert show(terms, given, deadline=today + DEADLINE) == PPM

        @pytest.mark.parametrize("day", [0, 1, -1])
        def test_it_should_take_one_of_any_day_before(self, stage, terms, show, today, day):
            assert show(terms, stage.statement(terms, 0, 100, day=day % today)) == PPM

    class TestGivenAContractThatAttests:
        def test_it_should_take_its_owners_signature(self, stage, by_wallet, show):
            assert show(by_wallet, stage.statement(by_wallet, 0, 70, signer="stranger")) == 700_000

        def test_it_should_refuse_anothers(self, stage, by_wallet, show, wallet):
            with refused("AttestedBy_InvalidSignature", wallet):
                show(by_wallet, stage.statement(by_wallet, 0, 70, signer="attestor"))

        @pytest.mark.parametrize("answer", ["0xffffffff", "0x00000000", "0x1626ba7f"])
        def test_it_should_refuse_its_wrong_answer(self, stage, by_wallet, show, wallet, answer):
            wallet.setYes(answer, {"from": stage.cast["stranger"]})
            with refused("AttestedBy_InvalidSignature", wallet):
                show(by_wallet, stage.statement(by_wallet, 0, 70, signer="stranger"))

    class TestGivenTheAttestorIsRevokedAfterARelease:
        """Hostile E3: what was released stays so, whatever becomes of who attested it."""

        @pytest.fixture
        def gone(self, stage, begin, attested, said, release, revoke, attestor):
            """An agreement of which 60 of 100 were released, the attestor revoked since."""
            terms = begin(attested())
            release(terms, 0, statements(*said(terms, attestor=60)))
            revoke(attestor)
            return terms

        def test_it_should_release_nothing_more(self, stage, gone, said, release):
            """Rule K2."""
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(gone).hex(), 0, 0):
                release(gone, 0, statements(*said(gone, attestor=100)))

        def test_it_should_not_be_disputed_beyond_what_is_held(self, escrow, gone, anchor):
            with refused("ConditionalEscrow_TooMuchDisputed", FACE * 4 // 10 + 1, FACE * 4 // 10):
                escrow.dispute(astuple(gone), 0, FACE * 4 // 10 + 1, {"from": anchor})

        def test_it_should_lapse_only_what_is_held(self, stage, escrow, gone, today, stranger, released):
            stage.move_to(today + 41)
            escrow.lapse(astuple(gone), 0, {"from": stranger})
            assert escrow.milestoneOf(stage.name_of(gone), 0)["returned"] == FACE * 4 // 10
            assert released(gone) == FACE * 6 // 10

        def test_it_should_still_pay_what_was_released(self, escrow, gone, currency, supplier, stranger):
            before = currency.balanceOf(supplier)
            escrow.withdraw(astuple(gone), 0, 0, supplier, {"from": stranger})
            assert currency.balanceOf(supplier) - before == FACE * 6 // 10

    class TestWhenItIsHashed:
        def test_it_should_be_what_the_package_signs(self, stage):
            named = (b"\x01" * 32, 2, b"\x03" * 32, 4, bytes(32), 6)
            message = stage.programme.suite.statement_message(*named)
            assert stage.attested_by.hashStatement(*named) == "0x" + digest(message).hex()
            assert stage.attested_by.hashStatement(*named) != NOTHING
