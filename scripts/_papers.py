"""The invoice's papers in the story: stored encrypted, shown as far as a financier needs, and financed once."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from eth_utils.crypto import keccak

from _local import LocalProgramme
from _sale import Note
from headwater import Acceptance, Pedigree, sign
from headwater.disclosures import FINANCIER, Verified, commit, disclose, subject, verify
from headwater.documents import Invoice, fingerprint, programme_secret, read_invoice
from headwater.refusals import ContractRefused, InvoiceRegistry_AlreadyFinanced
from headwater.vault import DocumentId, EncryptionKey, Vault, reader_of, standing_readers

SUPERVISOR = "supervisor"
READERS = ("supplier", "anchor")


@dataclass(frozen=True)
class Papers:
    """An invoice, its document's exact bytes, and the same invoice as another system writes it, in words like these."""

    invoice: Invoice
    document: bytes
    again: Invoice
    dress: str

    @classmethod
    def read(cls, file: str | os.PathLike[str], again: str | os.PathLike[str] | None = None) -> Papers:
        """Read the invoice, and the same written as CII from another file; without one it is tried again as it is."""
        document = Path(file).read_bytes()
        invoice = read_invoice(document)
        if again is None:
            return cls(invoice, document, invoice, "once more")
        return cls(invoice, document, read_invoice(again), "written as CII")


@dataclass(frozen=True)
class Stored:
    """Where the document lies, and what its readers hold."""

    vault: Vault
    document: DocumentId
    keys: dict[str, EncryptionKey]


class PaperWork:
    """What is done with the papers of one invoice on a local programme."""

    def __init__(self, programme: LocalProgramme, papers: Papers, note: Note) -> None:
        self.programme, self.papers, self.note = programme, papers, note
        self.commitment = commit(papers.invoice.fields, _document_secret(papers.invoice))
        self.stored: Stored | None = None
        self.verified: Verified | None = None
        self.refusal: ContractRefused | None = None

    def fingerprint(self, invoice: Invoice) -> bytes:
        """Give what stands on chain for an invoice."""
        return fingerprint(invoice.identity, programme_secret(None, self.programme.w3.eth.chain_id))

    def store(self, url: str) -> None:
        """Publish the readers' keys and store the document for them; the supervisor reads by the programme's rule."""
        suite, keys = self.programme.suite, {name: _encryption_key(name) for name in (*READERS, SUPERVISOR)}
        for name, key in keys.items():
            suite.publish_encryption_key(key.public_key, sender=self.programme.address(name))
        supervisor = self.programme.address(SUPERVISOR)
        suite.set_standing_reader(supervisor, True, sender=self.programme.address("operator"))
        vault = Vault(url, always=standing_readers(suite))
        readers = [reader_of(suite, self.programme.address(name)) for name in READERS]
        self.stored = Stored(vault, vault.put(self.papers.document, readers, name="invoice"), keys)
        size = f"{len(self.papers.document):,}".replace(",", "\u202f")
        what = f"stores the invoice, {size} bytes, encrypted for itself, the anchor and the supervisor"
        self.note("store", "supplier", what, None)

    def show(self, receivable: int, financier: str) -> None:
        """Have the supplier show a financier what it needs of the invoice, and the financier verify it on chain."""
        suite, reader = self.programme.suite, self.programme.address(financier)
        about = subject(suite, receivable, audience=reader)
        bundle = disclose(self.commitment, FINANCIER, about, self.programme.cast["supplier"])
        shown, fields = len(bundle.shown), len(self.commitment.fields)
        self.note(
            "disclose", "supplier", f"shows {financier} {shown} of the invoice's {fields} fields, and no other", None
        )
        self.verified = verify(suite, bundle, reader=reader)
        about_it = f"{Pedigree.of(receivable).label} stands on them, accepted by the anchor"
        self.note("verify", financier, f"verifies them against the chain: {about_it}", None)

    def finance_again(self, terms: Acceptance) -> None:
        """Try to issue the invoice once more in its other dress, for other documents: the registry refuses."""
        again = replace(
            terms,
            fingerprint=self.fingerprint(self.papers.again),
            document_root=keccak(self.papers.again.document_hash),
        )
        signature = sign(self.programme.cast["anchor"], self.programme.suite.acceptance_message(again))
        try:
            self.programme.suite.issue(again, signature, sender=self.programme.address("supplier"))
        except InvoiceRegistry_AlreadyFinanced as refusal:
            self.refusal = refusal
            what = f"refuses the same invoice {self.papers.dress}: it is financed already"
            self.note("refuse_second", "registry", what, None)
            return
        raise AssertionError("One invoice was financed twice.")


def _document_secret(invoice: Invoice) -> bytes:
    """Give the secret of a document of the story: the same in every run, and for everybody who has the document."""
    return keccak(b"headwater local document" + invoice.document_hash)


def _encryption_key(name: str) -> EncryptionKey:
    """Give the encryption key of a member of the cast, derived from the name: everybody knows it."""
    return EncryptionKey(X25519PrivateKey.from_private_bytes(keccak(text=f"headwater local encryption {name}")))
