"""Every method of the suite on a real chain: what it gives, what it costs, and how it refuses."""

import ast
import inspect
from pathlib import Path

import pytest
from web3.logs import DISCARD

from _local import identity
from headwater import (
    Capacity,
    Exposure,
    KeyRefused,
    Limits,
    Obligation,
    Payment,
    Pedigree,
    Proposal,
    Receivable,
    Registration,
    Share,
    Standing,
    Status,
    Suite,
    sign,
    sign_batch,
    struct_hash,
)
from headwater._connection import call
from tests.package.scene import CAP, FACE, NOBODY, TENOR, refused, used_gas

FOREVER = 2**32 - 1
KEY = bytes(range(32))
NEVER = Pedigree(99, 1).id


def entry(account, name="stranger", **changes):
    fields = {"capacities": Capacity.SUPPLIER, "country": "FR", "valid_until": FOREVER} | changes
    return Registration(account, identity(name), **fields)


@pytest.fixture
def root(scene):
    """A receivable of the supplier's, of the whole face value."""
    return scene.issue()


@pytest.fixture
def child(scene, root):
    """A receivable of tier2's, of a third of the face value."""
    return scene.split(root, "tier2", FACE // 3)


@pytest.fixture
def proposed(scene, root):
    """A receivable set aside for tier3."""
    return scene.propose(root, "tier3", 100)


@pytest.fixture
def binding(scene, suite, stranger):
    """The stranger's signature over its binding."""
    return sign(scene.programme.cast["stranger"], suite.binding_message(stranger, identity("stranger")))


@pytest.fixture
def batch(scene, suite):
    """Three acceptances under one signature of the anchor's."""
    return sign_batch(scene.programme.cast["anchor"], suite.domain, [scene.terms() for _ in range(3)])


class TestParticipants:
    def test_bind(self, suite, stranger):
        assert used_gas(suite.bind(identity("stranger"), sender=stranger))
        assert suite.legal_identity(stranger) == identity("stranger")
        with refused("Participants_AlreadyBound", account=stranger, legalIdentity=identity("stranger")):
            suite.bind(identity("other"), sender=stranger)

    def test_register(self, suite, operator, stranger, binding):
        assert used_gas(suite.register(entry(stranger), binding, sender=operator))
        assert suite.standing(stranger) == Standing(Capacity.SUPPLIER, "FR", FOREVER, False, False)
        with refused("Participants_UnknownCountry", country=b"fr"):
            suite.register(entry(stranger, country="fr"), sender=operator)

    def test_register_many(self, suite, operator, stranger, tier2, binding):
        entries = [entry(stranger), entry(tier2, "tier2", capacities=Capacity.FINANCIER)]
        assert used_gas(suite.register_many(entries, [binding, b""], sender=operator))
        assert [suite.standing(e.account).capacities for e in entries] == [Capacity.SUPPLIER, Capacity.FINANCIER]
        with refused("Participants_BatchMismatch", registrations=2, signatures=1):
            suite.register_many(entries, [binding], sender=operator)

    def test_revoke(self, suite, operator, tier2, stranger):
        assert used_gas(suite.revoke(tier2, sender=operator))
        assert suite.standing(tier2).valid_until == 0
        with refused("Participants_NotAccredited", account=stranger):
            suite.revoke(stranger, sender=operator)

    def test_set_standing_acceptance(self, scene, suite, root, supplier, tier2):
        assert used_gas(suite.set_standing_acceptance(False, sender=tier2))
        assert not suite.standing(tier2).standing_acceptance
        with refused("Participants_NoStandingAcceptance", account=tier2):
            suite.split(root, [Share(tier2, 1)], sender=supplier)

    def test_standing(self, suite, anchor, supplier, stranger):
        traders = Capacity.SUPPLIER | Capacity.FINANCIER
        assert suite.standing(anchor) == Standing(Capacity.OBLIGOR, "DE", 2_932_896, False, False)
        assert suite.standing(supplier) == Standing(traders, "DE", 2_932_896, False, False)
        assert suite.standing(stranger) == Standing(Capacity(0), "", 0, False, False)

    def test_legal_identity(self, suite, anchor, stranger):
        assert suite.legal_identity(anchor) == identity("anchor")
        assert suite.legal_identity(stranger) == bytes(32)

    def test_publish_encryption_key(self, suite, stranger, tier2):
        assert used_gas(suite.publish_encryption_key(KEY, sender=stranger))
        assert (suite.encryption_key(stranger), suite.encryption_key(tier2)) == (KEY, None)
        suite.publish_encryption_key(KEY[::-1], sender=stranger)
        assert suite.encryption_key(stranger) == KEY[::-1]

    @pytest.mark.parametrize("nothing", [None, bytes(32)])
    def test_a_key_is_withdrawn(self, suite, stranger, nothing):
        suite.publish_encryption_key(KEY, sender=stranger)
        suite.publish_encryption_key(nothing, sender=stranger)
        assert suite.encryption_key(stranger) is None

    @pytest.mark.parametrize("wrong", [b"", KEY[1:], KEY + b"\0", "0x" + KEY.hex()])
    def test_what_is_no_key_is_not_published(self, suite, stranger, wrong):
        suite.publish_encryption_key(KEY, sender=stranger)
        with pytest.raises(KeyRefused, match=r"^An encryption key is 32 bytes: [^0]+$"):
            suite.publish_encryption_key(wrong, sender=stranger)
        assert suite.encryption_key(stranger) == KEY

    def test_encryption_key(self, suite, anchor):
        assert suite.encryption_key(anchor) is None


class TestProgramme:
    def test_set_standing_reader(self, suite, operator, tier2, stranger):
        assert used_gas(suite.set_standing_reader(stranger, True, sender=operator))
        suite.set_standing_reader(tier2, True, sender=operator)
        assert suite.standing_readers() == (stranger, tier2)
        suite.set_standing_reader(stranger, False, sender=operator)
        assert suite.standing_readers() == (tier2,)
        with refused("AccessManagedUnauthorized", caller=stranger):
            suite.set_standing_reader(stranger, True, sender=stranger)

    def test_standing_readers(self, suite, operator):
        accounts = [f"0x{number:040d}" for number in range(1, 18)]
        assert suite.standing_readers() == ()
        for account in accounts[:-1]:
            suite.set_standing_reader(account, True, sender=operator)
        assert suite.standing_readers() == tuple(accounts[:-1])
        with refused("Participants_TooManyReaders", account=accounts[-1], most=16):
            suite.set_standing_reader(accounts[-1], True, sender=operator)

    def test_set_cap(self, scene, suite, operator, anchor, supplier):
        assert used_gas(suite.set_cap(anchor, scene.currency, FACE - 1, sender=operator))
        assert suite.exposure(anchor, scene.currency) == Exposure(0, FACE - 1)
        limit = {"outstanding": 0, "face": FACE, "cap": FACE - 1}
        with refused("Receivables_CapExceeded", obligor=anchor, currency=scene.currency, **limit):
            scene.issue()

    def test_set_currency(self, scene, suite, operator):
        assert used_gas(suite.set_currency(scene.currency, False, sender=operator))
        with refused("Issuance_CurrencyNotAllowed", currency=scene.currency):
            scene.issue()

    def test_set_limits(self, suite, operator):
        assert used_gas(suite.set_limits(Limits(2, 400, 5, 30), sender=operator))
        assert suite.limits() == Limits(2, 400, 5, 30)
        with refused("Issuance_TenorLimitsReversed", minTenorDays=2, maxTenorDays=1):
            suite.set_limits(Limits(2, 1), sender=operator)

    def test_limits(self, suite):
        assert suite.limits() == Limits(1, 1_096, 32, 90)

    def test_exposure(self, scene, suite, root, anchor):
        assert suite.exposure(anchor, scene.currency) == Exposure(FACE, CAP)


class TestIssuance:
    def test_issue(self, scene, suite, supplier):
        terms = scene.terms()
        done = suite.issue(terms, scene.accept(terms), sender=supplier)
        assert used_gas(done)
        assert done.value == Pedigree(1, 1).id
        whole = (done.value, supplier, FACE, 0, 0, terms.obligor, terms.currency, terms.due_day)
        assert suite.receivable(done.value) == Receivable(*whole)

    def test_issue_refuses_a_financed_invoice(self, scene, suite, supplier):
        terms = scene.terms()
        suite.issue(terms, scene.accept(terms), sender=supplier)
        known = {"legalIdentity": identity("anchor"), "fingerprint": terms.fingerprint}
        known |= {"ledger": suite.receivables.address, "obligation": 1}
        with refused("InvoiceRegistry_AlreadyFinanced", **known):
            suite.issue(terms, scene.accept(terms), sender=supplier)

    def test_revoke_acceptance(self, scene, suite, anchor, supplier):
        terms = scene.terms()
        assert used_gas(suite.revoke_acceptance(terms, sender=anchor))
        acceptance = struct_hash(suite.acceptance_message(terms))
        with refused("Issuance_AcceptanceRevoked", obligor=anchor, acceptance=acceptance):
            suite.issue(terms, scene.accept(terms), sender=supplier)

    def test_issue_from_batch(self, scene, suite, batch, anchor, supplier):
        done = suite.issue_from_batch(batch.terms[1], batch.proof(1), batch.signature, sender=supplier)
        assert used_gas(done)
        assert (done.value, suite.receivable(done.value).holder) == (Pedigree(1, 1).id, supplier)
        with refused("Issuance_InvalidObligorSignature", obligor=anchor):
            suite.issue_from_batch(batch.terms[2], batch.proof(1), batch.signature, sender=supplier)

    def test_revoke_batch(self, suite, batch, anchor, supplier):
        assert used_gas(suite.revoke_batch(batch.root, sender=anchor))
        for index, terms in enumerate(batch.terms):
            with refused("Issuance_AcceptanceRevoked", obligor=anchor, acceptance=batch.root):
                suite.issue_from_batch(terms, batch.proof(index), batch.signature, sender=supplier)

    def test_batch_message(self, scene, suite, batch, supplier):
        signature = sign(scene.programme.cast["anchor"], suite.batch_message(batch.root))
        assert signature == batch.signature
        assert suite.issue_from_batch(batch.terms[0], batch.proof(0), signature, sender=supplier).value

    def test_messages(self, scene, suite, stranger):
        terms = scene.terms()
        bound = suite.binding_message(stranger, identity("stranger"))
        messages = [suite.acceptance_message(terms), suite.consent_message(terms), bound]
        assert len({struct_hash(message) for message in messages}) == 3
        assert messages[0].header == messages[1].header != bound.header

    def test_obligation(self, scene, suite, root, anchor):
        due, root_of = scene.today + TENOR, b"\xdc" * 32
        terms = (due, 5, 80_000, 360, 90, 1, NOBODY, root_of)
        assert suite.obligation(1) == Obligation(anchor, scene.currency, FACE, 0, 0, 0, *terms, Status.OPEN)
        assert (suite.obligation(1).face, suite.obligation(1).owed) == (FACE, FACE)
        with refused("Receivables_NoSuchObligation", obligation=2):
            suite.obligation(2)


class TestCirculation:
    def test_split(self, suite, root, supplier, tier2, tier3):
        done = suite.split(root, [Share(tier2, 100), Share(tier3, 200, b"\x01" * 32)], sender=supplier)
        assert used_gas(done)
        assert done.value == [Pedigree(1, serial, 1, 1).id for serial in (2, 3)]
        assert [suite.receivable(child).value for child in done.value] == [100, 200]
        with refused("Receivables_InsufficientValue", id=root, value=FACE - 300, asked=FACE):
            suite.split(root, [Share(tier2, FACE)], sender=supplier)

    def test_split_logs_the_trade_document_behind_each_share(self, suite, root, w3, supplier, tier2):
        done = suite.split(root, [Share(tier2, 1), Share(tier2, 2, b"\x01" * 32)], sender=supplier)
        receipt = w3.eth.get_transaction_receipt(done.transaction)
        logs = suite.receivables.events.ReceivableSplit().process_receipt(receipt, DISCARD)
        assert [log["args"]["documentHash"] for log in logs] == [bytes(32), b"\x01" * 32]

    def test_split_gives_no_id_for_what_its_obligor_gets(self, suite, root, supplier, anchor, tier2):
        done = suite.split(root, [Share(anchor, 100), Share(tier2, 200)], sender=supplier)
        assert done.value == [Pedigree(1, 2, 1, 1).id]
        assert (suite.obligation(1).live_face, suite.obligation(1).face) == (FACE - 100, FACE)

    def test_propose(self, scene, suite, root, supplier, tier3):
        done = suite.propose(root, Share(tier3, 100), scene.today + 10, sender=supplier)
        assert used_gas(done)
        assert suite.proposal(done.value) == Proposal(tier3, scene.today + 10)
        with refused("Receivables_ProposalLapsed", validUntil=scene.today - 1, today=scene.today):
            suite.propose(root, Share(tier3, 100), scene.today - 1, sender=supplier)

    def test_accept_proposal(self, suite, proposed, tier2, tier3):
        with refused("Receivables_NotRecipient", id=proposed, caller=tier2):
            suite.accept_proposal(proposed, sender=tier2)
        assert used_gas(suite.accept_proposal(proposed, sender=tier3))
        assert suite.receivable(proposed).holder == tier3

    def test_accept_proposal_for(self, scene, suite, proposed, stranger, tier3):
        message = suite.proposal_message(proposed)
        with refused("Receivables_InvalidRecipientSignature", id=proposed, recipient=tier3):
            suite.accept_proposal_for(proposed, sign(scene.programme.cast["tier2"], message), sender=stranger)
        signature = sign(scene.programme.cast["tier3"], message)
        assert used_gas(suite.accept_proposal_for(proposed, signature, sender=stranger))
        assert suite.receivable(proposed).holder == tier3

    def test_proposal_message(self, suite, root, proposed, supplier, tier3):
        other = suite.propose(root, Share(tier3, 100), suite.proposal(proposed).valid_until, sender=supplier).value
        hashes = {struct_hash(suite.proposal_message(each)) for each in (proposed, other)}
        assert len(hashes) == 2
        with refused("Receivables_NoSuchProposal", id=root):
            suite.proposal_message(root)

    def test_decline_proposal(self, suite, proposed, supplier, tier3):
        assert used_gas(suite.decline_proposal(proposed, sender=tier3))
        assert suite.receivable(proposed).holder == supplier
        with refused("Receivables_NoSuchProposal", id=proposed):
            suite.decline_proposal(proposed, sender=tier3)

    def test_withdraw_proposal(self, suite, proposed, supplier, tier3):
        with refused("Receivables_NotHolder", id=proposed, account=tier3):
            suite.withdraw_proposal(proposed, sender=tier3)
        assert used_gas(suite.withdraw_proposal(proposed, sender=supplier))
        with refused("Receivables_NoSuchProposal", id=proposed):
            suite.proposal(proposed)

    def test_proposal(self, scene, suite, proposed, tier3):
        assert suite.proposal(proposed) == Proposal(tier3, scene.today + 10)
        scene.programme.move_to(scene.today + 11)
        with refused("Receivables_ProposalLapsed", validUntil=scene.today - 1, today=scene.today):
            suite.proposal(proposed)

    def test_merge(self, suite, root, child, supplier, tier2):
        (other,) = suite.split(root, [Share(tier2, 100)], sender=supplier).value
        assert used_gas(suite.merge(child, other, 50, sender=tier2))
        assert [suite.receivable(each).value for each in (child, other)] == [FACE // 3 - 50, 150]
        with refused("Receivables_SameReceivable", id=child):
            suite.merge(child, child, 1, sender=tier2)

    def test_transfer(self, suite, root, supplier, tier2, stranger):
        with refused("Participants_NotAccredited", account=stranger):
            suite.transfer(root, stranger, sender=supplier)
        assert used_gas(suite.transfer(root, tier2, sender=supplier))
        assert suite.receivable(root).holder == tier2

    def test_cancel(self, suite, root, supplier, stranger):
        assert used_gas(suite.cancel(root, 1_000, sender=supplier))
        assert (suite.receivable(root).value, suite.obligation(1).cancelled) == (FACE - 1_000, 1_000)
        with refused("Receivables_NotHolder", id=root, account=stranger):
            suite.cancel(root, 1, sender=stranger)

    def test_receivable(self, scene, suite, root, w3, supplier, anchor):
        block = w3.eth.block_number
        suite.cancel(root, FACE, sender=supplier)
        due_day = suite.obligation(1).due_day
        whole = Receivable(root, supplier, FACE, 0, 0, anchor, scene.currency, due_day)
        assert suite.receivable(root, block) == whole
        for gone in (root, NEVER):
            with refused("Receivables_NoSuchReceivable", id=gone):
                suite.receivable(gone)


class TestApprovals:
    def test_approve(self, scene, suite, supplier, operator):
        assert used_gas(suite.approve(operator, scene.currency, 7, sender=supplier))
        assert scene.programme.token.functions.allowance(supplier, operator).call() == 7

    def test_entrust(self, suite, root, supplier, operator, tier2):
        assert used_gas(suite.entrust(operator, sender=supplier))
        suite.split(root, [Share(tier2, 1)], sender=operator)
        assert suite.receivable(root).value == FACE - 1


class TestSettlement:
    def test_pay(self, scene, suite, root, anchor):
        scene.fall_due()
        done = suite.pay(1, 2 * FACE, b"TB-1".ljust(32, b"\0"), sender=anchor)
        assert used_gas(done)
        assert (done.value, scene.balance("anchor"), suite.obligation(1).status) == (FACE, 0, Status.SETTLED)
        with refused("Receivables_NothingOwed", obligation=1):
            suite.pay(1, 1, sender=anchor)

    def test_pay_refuses_before_the_due_day(self, scene, suite, root, anchor):
        with refused("Receivables_NotMatured", obligation=1, dueDay=scene.today + TENOR, today=scene.today):
            suite.pay(1, FACE, sender=anchor)

    def test_pay_refuses_without_an_approval(self, scene, suite, root, stranger):
        scene.fall_due()
        ledger = suite.receivables.address
        with refused("ERC20InsufficientAllowance", spender=ledger, allowance=0, needed=FACE):
            suite.pay(1, FACE, sender=stranger)

    def test_pay_many(self, scene, suite, root, anchor):
        scene.issue()
        scene.fall_due()
        payments = [Payment(2, 100, b"TB-2".ljust(32, b"\0")), Payment(1, 200), Payment(2, 7)]
        done = suite.pay_many(payments, sender=anchor)
        assert used_gas(done)
        assert (done.value, [suite.obligation(n).paid for n in (1, 2)]) == ([100, 200, 7], [200, 107])
        with refused("Receivables_NoSuchObligation", obligation=3):
            suite.pay_many([Payment(1, 1), Payment(3, 1)], sender=anchor)

    def test_claim(self, scene, suite, child, tier2):
        scene.fall_due()
        scene.pay(child, FACE // 2)
        assert suite.receivable(child).claimable == FACE // 3 // 2
        done = suite.claim(child, sender=tier2)
        assert used_gas(done)
        assert (done.value, scene.balance("tier2")) == (FACE // 3 // 2, FACE // 3 // 2)
        with refused("Receivables_NothingToClaim", id=child):
            suite.claim(child, sender=tier2)

    def test_claim_many(self, scene, suite, root, child, stranger):
        scene.fall_due()
        scene.pay(root)
        done = suite.claim_many([child, NEVER, root], sender=stranger)
        assert used_gas(done)
        assert done.value == {child: FACE // 3, root: FACE - FACE // 3}
        with refused("Receivables_BatchTooLarge", given=201, most=200):
            suite.claim_many([root] * 201, sender=stranger)

    def test_claims_that_a_currency_makes_up_are_not_believed(self, scene, suite, w3, root, stranger):
        scene.fall_due()
        scene.pay(root)
        call(w3, "anvil_setCode", scene.currency, claiming(suite, NEVER))
        assert suite.claim_many([root], sender=stranger).value == {root: FACE}

    def test_withdraw_credit(self, scene, suite, root, supplier, stranger):
        park(scene, root)
        done = suite.withdraw_credit(supplier, scene.currency, supplier, sender=stranger)
        assert used_gas(done)
        assert (done.value, scene.balance("supplier"), suite.credit(supplier, scene.currency)) == (FACE, FACE, 0)
        with refused("Credits_NoCredit", account=supplier, currency=scene.currency):
            suite.withdraw_credit(supplier, scene.currency, supplier, sender=supplier)

    def test_withdraw_credit_is_directed_by_its_owner_alone(self, scene, suite, root, supplier, tier2, stranger):
        park(scene, root)
        with refused("Credits_NotOwnCredit", account=supplier, caller=stranger):
            suite.withdraw_credit(supplier, scene.currency, stranger, sender=stranger)
        with refused("Credits_IdentityMismatch", account=supplier, to=tier2):
            suite.withdraw_credit(supplier, scene.currency, tier2, sender=supplier)

    def test_credit(self, scene, suite, root, w3, supplier):
        block = w3.eth.block_number
        park(scene, root)
        assert suite.credit(supplier, scene.currency) == FACE
        assert suite.credit(supplier, scene.currency, block) == 0


def park(scene, root):
    """Have the root claimed while its holder is not accredited; then it is again."""
    operator, supplier = scene.address("operator"), scene.address("supplier")
    scene.fall_due()
    scene.pay(root)
    scene.suite.revoke(supplier, sender=operator)
    scene.suite.claim(root, sender=operator)
    scene.suite.register(entry(supplier, "supplier"), sender=operator)


def claiming(suite, receivable):
    """The code of a currency that logs a claim of its own at every call, and says yes."""
    topic = bytes.fromhex(suite.receivables.events.ReceivableClaimed().topic.removeprefix("0x"))
    push = [b"\x7f" + word for word in (bytes(32), receivable.to_bytes(32), topic)]
    log = b"".join(push) + bytes.fromhex("60205fa3")
    return "0x" + (log + bytes.fromhex("60015f5260205ff3")).hex()


METHODS = ("suite", "financing", "quotes", "escrow", "supervision")
"""The files with a test for each method."""


def test_every_method_has_a_test():
    files = (Path(__file__).with_name(f"test_{name}.py") for name in METHODS)
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    tested = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    messages = {"acceptance_message", "consent_message", "binding_message"}
    methods = {name for name, _ in inspect.getmembers(Suite, inspect.isfunction) if not name.startswith("_")}
    assert {f"test_{name}" for name in methods - messages} - tested == set()
