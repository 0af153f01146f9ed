"""Bundles held against the chain: the document is the obligation's, and its maker has a part in the receivable."""

from dataclasses import replace

import pytest
from web3.exceptions import Web3RPCError

from headwater import Comparison, Status, artifact, refusals
from headwater._connection import call
from headwater._errors import PedigreeMalformed
from headwater._lineage import logs
from headwater._types import ZERO_ADDRESS
from headwater.disclosures import (
    FINANCIER,
    AudienceRefused,
    BundleExpired,
    BundleMalformed,
    LedgerMismatch,
    LinkUnknown,
    MakerUnrelated,
    ObligationUnknown,
    ProofRefused,
    ReceivableUnrelated,
    Relation,
    RootMismatch,
    SignatureRefused,
    commit,
    disclose,
    link,
    subject,
    verify,
)
from tests.package.scene import FACE
from tests.package.test_commitment import INVOICE, SECRET
from tests.package.test_quotes import ANSWERS_YES

ORDER = commit([("number", "PO-4711"), ("lines/1/name", "Gehäuse")], b"\x0d" * 32)
DOCUMENT = commit(link(INVOICE, "order", ORDER.root), SECRET)


@pytest.fixture
def root(scene):
    """The supplier's receivable, whose obligation stands on the document."""
    return scene.issue(document_root=DOCUMENT.root)


@pytest.fixture
def made(scene, suite, root):
    """Make a bundle of the document, by the anchor unless another is named."""

    def make(*fields, by="anchor", on=root, document=DOCUMENT, wallet=None, **terms):
        about = subject(suite, on, **terms)
        return disclose(document, fields or FINANCIER, about, scene.programme.cast[by], wallet=wallet)

    return make


def changed(bundle, scene, by="anchor", **terms):
    """A bundle about something else, signed by its maker all the same."""
    other = replace(bundle, subject=replace(bundle.subject, **terms))
    return replace(other, signature=scene.sign(by, other.message))


class TestVerify:
    def test_it_gives_what_is_shown_and_what_the_chain_says(self, suite, made, root, anchor, supplier):
        found = verify(suite, made("totals/payable", "dueDate"))
        assert sorted(found.disclosed.fields) == [("dueDate", "2026-11-30"), ("totals/payable", "443191.74")]
        assert (found.obligation.obligor, found.obligation.status) == (anchor, Status.OPEN)
        assert (found.receivable.id, found.receivable.holder, found.receivable.value) == (root, supplier, FACE)

    def test_its_holder_and_value_are_those_of_now(self, scene, suite, made, root, tier2):
        bundle, child = made(), scene.split(root, "tier2", FACE // 4)
        assert verify(suite, bundle).receivable.value == FACE - FACE // 4
        assert verify(suite, made(on=child)).receivable.holder == tier2

    def test_it_sends_nothing(self, suite, made):
        before = suite.w3.eth.block_number
        verify(suite, made())
        assert suite.w3.eth.block_number == before

    def test_it_reads_well(self, suite, scene, made, root, anchor, supplier):
        shown = str(verify(suite, made("totals/payable", "lines/*/name")))
        assert shown.splitlines() == [
            f"Obligation {root >> 72}, receivable {root >> 72}/1<0@0",
            f"  held by {supplier}: {FACE} base units of {scene.currency}",
            f"  owed by {anchor}, due 2026-11-30",
            f"Shown by {anchor}, the obligor",
            "  for anyone, made 2026-09-01, counts through 2026-10-01",
            "Fields shown, of a document that has more:",
            "  lines/1/name = Gehäuse",
            "  lines/2/name = Bolzen",
            "  totals/payable = 443191.74",
        ]

    @pytest.mark.parametrize("named", [True, False])
    def test_it_says_whether_it_was_checked_whom_it_is_for(self, suite, made, financier, named):
        shown = str(verify(suite, made("number", audience=financier), reader=financier if named else None))
        unchecked = f"  NOT CHECKED: that {financier}, for whom it was made, is who reads it now"
        assert (unchecked in shown.splitlines()) == (not named)

    def test_no_value_takes_over_the_terminal(self, scene, suite, made):
        document = commit([("lines/10/name", "x\x1b[2J\n  forged = 1\u202e"), ("lines/9/name", "y")], SECRET)
        on = scene.issue(document_root=document.root)
        *_, heading, first, second = str(verify(suite, made("**", on=on, document=document))).splitlines()
        assert (heading, first) == ("The whole document:", "  lines/9/name = y")
        assert second == "  lines/10/name = x\\u{1b}[2J\\u{a}  forged = 1\\u{202e}"


class TestLogs:
    """What the ledger has logged is asked for in pieces where a node gives no more."""

    def narrow(self, monkeypatch, suite, most):
        real = suite.w3.eth.get_logs

        def get_logs(asked):
            if asked["toBlock"] - asked["fromBlock"] >= most:
                raise Web3RPCError("query returned more than 10000 results")
            return real(asked)

        monkeypatch.setattr(suite.w3.eth, "get_logs", get_logs)

    @pytest.mark.parametrize("most", [1, 2, 3])
    def test_a_node_that_gives_few_blocks_at_once_is_asked_more_often(self, scene, suite, made, monkeypatch, most):
        bundles, first = [made("number", by="supplier")], suite.deployment.contracts["Receivables"].block
        bundles += [made("number", by="supplier", on=scene.issue(document_root=DOCUMENT.root)) for _ in range(6)]
        whole = list(suite.receivables.events.Transfer().get_logs(from_block=first))
        self.narrow(monkeypatch, suite, most)
        assert list(logs(suite, "Transfer")) == whole != []
        assert {verify(suite, bundle).relation for bundle in bundles} == {Relation.SELLER}

    def test_one_that_gives_none_ends_in_its_own_words(self, suite, made, monkeypatch):
        bundle = made("number", by="supplier")
        self.narrow(monkeypatch, suite, 0)
        with pytest.raises(Web3RPCError, match="more than 10000 results"):
            verify(suite, bundle)


class TestMakers:
    def relation(self, suite, bundle):
        return verify(suite, bundle).relation

    def test_the_obligor(self, suite, made):
        assert self.relation(suite, made(by="anchor")) is Relation.OBLIGOR

    def test_the_seller_also_when_it_holds_nothing_any_more(self, suite, made, root, supplier, tier2):
        suite.transfer(root, tier2, sender=supplier)
        assert self.relation(suite, made(by="supplier")) is Relation.SELLER

    def test_who_holds_it_now(self, scene, suite, made, root):
        child = scene.split(root, "tier2", 1)
        assert self.relation(suite, made(by="tier2", on=child)) is Relation.HOLDER

    def test_who_held_it_before(self, scene, suite, made, root, tier2, tier3):
        child = scene.split(root, "tier2", 1)
        suite.transfer(child, tier3, sender=tier2)
        assert self.relation(suite, made(by="tier2", on=child)) is Relation.EARLIER_HOLDER

    def test_who_held_what_it_descends_from(self, scene, suite, made, root):
        child = scene.split(root, "tier2", 100)
        grandchild = scene.split(child, "tier3", 10, by="tier2")
        assert self.relation(suite, made(by="tier2", on=grandchild)) is Relation.EARLIER_HOLDER

    def test_who_holds_what_descends_from_it_is_unrelated(self, scene, suite, made, root, tier3):
        child = scene.split(root, "tier2", 100)
        scene.split(child, "tier3", 10, by="tier2")
        with pytest.raises(MakerUnrelated, match=f"{tier3} is neither obligor nor seller"):
            verify(suite, made(by="tier3", on=child))

    def test_who_sold_another_invoice_is_unrelated(self, scene, suite, made, tier2):
        scene.issue(seller=tier2, document_root=DOCUMENT.root)
        with pytest.raises(MakerUnrelated, match=f"{tier2} is neither obligor nor seller"):
            verify(suite, made(by="tier2"))

    def test_who_holds_a_sibling_is_unrelated(self, scene, suite, made, root):
        child, _ = scene.split(root, "tier2", 100), scene.split(root, "tier3", 100)
        with pytest.raises(MakerUnrelated, match="has never held the receivable"):
            verify(suite, made(by="tier3", on=child))

    @pytest.mark.parametrize("name", ["stranger", "financier", "supervisor"])
    def test_a_stranger_that_signs_what_it_was_shown(self, suite, made, scene, name):
        """The fields and their proof hold: only who signs them is refused."""
        own = replace(made(), maker=scene.address(name))
        signed = replace(own, signature=scene.sign(name, own.message))
        assert signed.check()
        with pytest.raises(MakerUnrelated, match=f"{scene.address(name)} is neither obligor nor seller"):
            verify(suite, signed)


class TestWallets:
    def test_a_contract_account_that_says_yes(self, scene, suite, w3, made, root, tier2):
        child = scene.split(root, "tier2", 1)
        bundle = made(by="stranger", on=child, wallet=tier2)
        call(w3, "anvil_setCode", tier2, ANSWERS_YES)
        assert verify(suite, bundle).relation is Relation.HOLDER

    def test_a_contract_account_that_says_something_else(self, scene, suite, w3, made, root, tier2):
        child = scene.split(root, "tier2", 1)
        bundle = made(by="stranger", on=child, wallet=tier2)
        call(w3, "anvil_setCode", tier2, "0x5f5ffd")
        with pytest.raises(SignatureRefused, match=f"not signed by its maker {tier2}"):
            verify(suite, bundle)

    def test_an_account_without_code_says_nothing(self, suite, made, supplier):
        with pytest.raises(SignatureRefused, match=f"not signed by its maker {supplier}"):
            verify(suite, made(by="stranger", wallet=supplier))


class TestRefusals:
    def test_a_document_that_is_not_the_obligations(self, suite, made):
        other = commit([*INVOICE[1:], ("number", "2026-0816")], SECRET)
        with pytest.raises(RootMismatch, match="stands on other documents than the bundle shows"):
            verify(suite, made(document=other))

    def test_an_obligation_with_other_documents(self, scene, suite, made):
        with pytest.raises(RootMismatch, match="stands on other documents"):
            verify(suite, made(on=scene.issue()))

    def test_fields_that_are_not_proven(self, suite, made):
        first, *rest = made().shown
        with pytest.raises(ProofRefused, match="are not proven to be in the document"):
            verify(suite, replace(made(), shown=(replace(first, value="1.00"), *rest)))

    @pytest.mark.parametrize("number", [0, 10_000, 2**64 - 1, 2**64, 2**255])
    def test_an_obligation_that_is_not_there(self, scene, suite, made, number):
        with pytest.raises(ObligationUnknown, match="no obligation of the number"):
            verify(suite, changed(made(), scene, obligation=number))

    def test_a_receivable_of_another_obligation(self, scene, suite, made):
        other = scene.issue(document_root=DOCUMENT.root)
        with pytest.raises(ReceivableUnrelated, match="does not descend from the obligation"):
            verify(suite, changed(made(), scene, receivable=other))

    @pytest.mark.parametrize("receivable", [0, 1, 2**256 - 1])
    def test_a_number_that_no_receivable_has(self, scene, suite, made, receivable):
        with pytest.raises(ReceivableUnrelated, match="does not descend from the obligation"):
            verify(suite, changed(made(), scene, receivable=receivable))

    def test_a_receivable_that_never_was(self, scene, suite, made, root):
        with pytest.raises(ReceivableUnrelated, match="or does not exist any more"):
            verify(suite, changed(made(), scene, receivable=root | 1 << 64 | 1 << 32 | 9))

    def test_a_receivable_that_was_cancelled(self, scene, suite, made, root, tier2):
        child = scene.split(root, "tier2", 100)
        bundle = made(on=child)
        suite.cancel(child, 100, sender=tier2)
        with pytest.raises(ReceivableUnrelated, match="does not exist any more"):
            verify(suite, bundle)

    def test_another_ledger_or_chain(self, scene, suite, made, anchor):
        for other in ({"ledger": anchor}, {"chain_id": 1}):
            with pytest.raises(LedgerMismatch, match="about another ledger"):
                verify(suite, changed(made(), scene, **other))

    def test_a_signature_of_another(self, suite, made, stranger):
        with pytest.raises(SignatureRefused, match="not signed by its maker"):
            verify(suite, replace(made(), signature=made(by="stranger").signature))

    def test_a_bundle_counts_through_its_last_day(self, scene, suite, made):
        bundle = made(days=2)
        scene.programme.move_to(scene.today + 2)
        assert verify(suite, bundle)
        scene.programme.move_to(scene.today + 1)
        with pytest.raises(BundleExpired, match="The bundle counted through 2026-09-03"):
            verify(suite, bundle)

    @pytest.mark.parametrize(("ahead", "taken"), [(1, True), (2, False), (2**200, False)])
    def test_a_bundle_is_made_on_a_day_that_has_come(self, scene, suite, made, ahead, taken):
        """Hostile D2: the day of a bundle is at most one ahead of the chain's."""
        bundle = changed(made(), scene, made_day=scene.today + ahead, last_day=scene.today + ahead)
        if taken:
            assert verify(suite, bundle)
            return
        with pytest.raises(BundleMalformed, match=r"is made on a day that has come \(disclosure\.madeDay"):
            verify(suite, bundle)

    def test_a_bundle_for_another_reader(self, suite, made, financier, tier2):
        bundle = made(audience=financier)
        assert verify(suite, bundle).disclosed.subject.audience == financier
        assert verify(suite, bundle, reader=financier)
        with pytest.raises(AudienceRefused, match=f"The bundle was made for {financier}"):
            verify(suite, bundle, reader=tier2)

    def test_a_bundle_for_anyone_is_for_every_reader(self, suite, made, tier2):
        assert verify(suite, made(), reader=tier2).disclosed.subject.audience == ZERO_ADDRESS

    def test_no_bundle_is_about_what_no_receivable_is(self, suite):
        with pytest.raises(PedigreeMalformed):
            subject(suite, 1)


class TestLinks:
    def test_a_second_document_belongs_to_the_first(self, suite, made):
        order = made("number", by="supplier", document=ORDER)
        (linked,) = verify(suite, made("number", "links/**"), linked=[order]).linked
        assert (linked.path, linked.disclosed.fields) == ("links/order/root", (("number", "PO-4711"),))

    def test_it_reads_well(self, suite, made, supplier):
        shown = str(verify(suite, made("links/**"), linked=[made("number", by="supplier", document=ORDER)]))
        assert shown.splitlines()[-3:] == [
            f"Linked by links/order/root, shown by {supplier}",
            "Fields shown, of a document that has more:",
            "  number = PO-4711",
        ]

    def test_a_document_that_is_not_linked_is_refused(self, suite, made):
        other = commit([("number", "PO-4712")], SECRET)
        with pytest.raises(LinkUnknown, match="shows no link to the document of the second"):
            verify(suite, made("links/**"), linked=[made("number", document=other)])

    def test_a_link_that_is_not_shown_is_none(self, suite, made):
        with pytest.raises(LinkUnknown, match="shows no link to the document of the second"):
            verify(suite, made("number"), linked=[made("number", document=ORDER)])

    def test_a_root_in_another_field_is_no_link(self, scene, suite, made):
        document = commit([("notes/1", "0x" + ORDER.root.hex())], SECRET)
        on = scene.issue(document_root=document.root)
        with pytest.raises(LinkUnknown, match="shows no link"):
            verify(suite, made("**", document=document, on=on), linked=[made("number", document=ORDER, on=on)])

    def test_a_second_bundle_about_another_receivable_is_refused(self, scene, suite, made):
        order = made("number", document=ORDER, on=scene.issue())
        with pytest.raises(ReceivableUnrelated, match="about another receivable than the first"):
            verify(suite, made("links/**"), linked=[order])

    def test_a_second_bundle_of_a_strangers_is_refused(self, suite, made):
        with pytest.raises(MakerUnrelated, match="is neither obligor nor seller"):
            verify(suite, made("links/**"), linked=[made("number", by="stranger", document=ORDER)])

    def test_a_second_bundle_is_checked_like_the_first(self, scene, suite, made):
        order = made("number", document=ORDER, days=0)
        scene.programme.move_to(scene.today + 1)
        with pytest.raises(BundleExpired, match="The bundle counted through 2026-09-01"):
            verify(suite, made("links/**"), linked=[order])


class TestCondition:
    """A field is shown to the escrow's condition `DocumentDisclosed` as the commitment gives it."""

    @pytest.fixture
    def funded(self, scene, suite):
        """Terms on the document, whose only milestone asks for its quantity."""
        scene.entrust(suite.escrow, "anchor", "supplier")
        asked = suite.conditions.document_disclosed("lines/1/quantity", Comparison.AT_LEAST, "100")
        return scene.begin(scene.milestone(asked), document_root=DOCUMENT.root)

    def test_the_field_releases_the_milestone(self, suite, funded, stranger):
        evidence = DOCUMENT.evidence("lines/1/quantity")
        assert suite.release_milestone(funded, 0, evidence, sender=stranger).value == FACE

    def test_every_field_is_in_the_document_for_the_contract(self, suite):
        context = (ZERO_ADDRESS, bytes(32), 0, DOCUMENT.root, 0)
        for path, value in DOCUMENT.fields:
            asked = suite.conditions.document_disclosed(path, Comparison.EQUALS, value)
            contract = suite.w3.eth.contract(asked.address, abi=artifact("DocumentDisclosed").abi)
            assert contract.functions.isMet(asked.terms, DOCUMENT.evidence(path), context).call() == 1_000_000

    def test_another_field_is_refused(self, suite, funded, stranger):
        with pytest.raises(refusals.DocumentDisclosed_NotInDocument) as caught:
            suite.release_milestone(funded, 0, DOCUMENT.evidence("lines/2/quantity"), sender=stranger)
        assert caught.value.values == {"documentRoot": DOCUMENT.root, "path": "lines/1/quantity"}

    def test_another_document_is_refused(self, suite, funded, stranger):
        other = commit(INVOICE, SECRET).evidence("lines/1/quantity")
        with pytest.raises(refusals.DocumentDisclosed_NotInDocument):
            suite.release_milestone(funded, 0, other, sender=stranger)
