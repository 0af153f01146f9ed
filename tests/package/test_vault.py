"""The vault keeps documents for their readers: putting, getting, sharing and revoking."""

import doctest
import os
import re
import stat
import tracemalloc
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from eth_hash.auto import keccak

import headwater.vault
from headwater import AddressRefused
from headwater.vault import (
    CiphertextRefused,
    DocumentUnknown,
    EnvelopeRefused,
    LastReader,
    NotAReader,
    OutputRefused,
    ReaderRefused,
    SourceRefused,
    StandingReader,
    Vault,
)
from tests.package.vault_cast import CAST, Host, key_of, reader_of

INVOICE = b"<Invoice>one</Invoice>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LOCKED_PDF = b"%PDF-1.7\n1 0 obj <</Filter/Standard/V 5/R 6/Length 256>> endobj\ntrailer <</Encrypt 1 0 R>>\n%%EOF\n"
MEGABYTE = 2**20
PAPER = Path(__file__).parents[2] / "docs" / "vault.md"

anchor, supplier, financier, supervisor, stranger = (reader_of(name) for name in CAST)
KEYS = {name: key_of(name) for name in CAST}


@pytest.fixture
def vault(tmp_path):
    return Vault(str(tmp_path / "store"))


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path / "store")


@pytest.fixture
def document(vault):
    return vault.put(INVOICE, [supplier, financier], name="invoice.xml", media_type="application/xml")


def who(vault, document):
    return [access.reader for access in vault.readers(document)]


class TestThePackage:
    def test_all_is_sorted_and_is_there(self):
        names = headwater.vault.__all__
        assert names == sorted(set(names))
        assert all(hasattr(headwater.vault, name) for name in names)

    def test_its_example_runs_as_printed(self):
        assert doctest.testmod(headwater.vault).failed == 0

    def test_the_session_of_its_paper_runs_as_printed(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        (tmp_path / "invoice.pdf").write_bytes(LOCKED_PDF)
        (session,) = re.findall(r"```python\n(.*?)```", PAPER.read_text("utf-8"), re.S)
        example = doctest.DocTestParser().get_doctest(session, {}, "vault.md", None, None)
        assert doctest.DocTestRunner().run(example).failed == 0


class TestPut:
    def test_every_reader_gets_the_bytes(self, vault, document):
        assert [vault.get(document, KEYS[name]) for name in ("supplier", "financier")] == [INVOICE, INVOICE]

    @pytest.mark.parametrize("content", [b"", EICAR, LOCKED_PDF, bytes(65_536)], ids=["empty", "eicar", "pdf", "zeros"])
    def test_a_document_of_any_kind_is_stored_without_opening_it(self, vault, content):
        """Hostile D5: an empty document, an encrypted PDF and the EICAR test file."""
        assert vault.get(vault.put(content, [supplier]), KEYS["supplier"]) == content

    def test_a_file_and_a_stream_are_taken_as_bytes_are(self, vault, tmp_path):
        (tmp_path / "a.xml").write_bytes(INVOICE)
        sources = (tmp_path / "a.xml", BytesIO(INVOICE), INVOICE)
        assert {vault.get(vault.put(one, [supplier]), KEYS["supplier"]) for one in sources} == {INVOICE}

    def test_one_document_put_twice_is_two_that_look_nothing_alike(self, vault, host):
        """Hostile D4: no key is used for two documents, nor for two ciphertexts of one."""
        one, two = vault.put(INVOICE, [supplier]), vault.put(INVOICE, [supplier])
        assert one != two
        assert host.ciphertext_file(one).read_bytes()[48:] != host.ciphertext_file(two).read_bytes()[48:]

    def test_the_host_sees_neither_word_nor_name_nor_hash(self, vault, host, document):
        seen = b"".join((host.folder / file).read_bytes() for file in host.files())
        hidden = [INVOICE, b"one", b"invoice.xml", b"application", keccak(INVOICE).hex().encode()]
        assert [word for word in hidden if word in seen] == []

    def test_the_description_is_given_to_readers(self, vault, document):
        found = vault.describe(document, KEYS["financier"])
        assert (found.hash, found.size, found.name, found.media_type) == (
            keccak(INVOICE), len(INVOICE), "invoice.xml", "application/xml",
        )  # fmt: skip

    def test_a_file_s_name_is_kept_with_what_cannot_be_seen_left_out(self, vault, tmp_path):
        (tmp_path / "a\n\u202eb.pdf").write_bytes(b"x")
        document = vault.put(tmp_path / "a\n\u202eb.pdf", [supplier])
        assert vault.describe(document, KEYS["supplier"]).name == "a__b.pdf"

    @pytest.mark.parametrize(
        "name", ["../a", "/etc/passwd", "a\\b", "..", ".", "a\0b", "a\nb", "\u202efdp.exe", "x" * 201]
    )
    def test_a_name_that_leads_out_of_a_folder_or_deceives_is_refused(self, vault, name):
        """Hostile C4: the name of a document is that of a file, without a folder."""
        with pytest.raises(SourceRefused, match=r"^The name of a document is one of a file, without its folder\.$"):
            vault.put(INVOICE, [supplier], name=name)

    @pytest.mark.parametrize("kind", ["pdf", "a/b/c", "text/plain\n", "a b/c", "/"])
    def test_a_media_type_that_is_none_is_refused(self, vault, kind):
        with pytest.raises(SourceRefused, match="media type"):
            vault.put(INVOICE, [supplier], media_type=kind)

    def test_a_file_that_is_not_there_is_refused_and_nothing_is_stored(self, vault, host, tmp_path):
        with pytest.raises(SourceRefused, match="cannot be read: No such file or directory"):
            vault.put(tmp_path / "none.xml", [supplier])
        assert host.files() == []

    @pytest.mark.parametrize("source", [Path("a\0b"), StringIO("text"), Path()])
    def test_what_gives_no_bytes_is_refused(self, vault, source):
        with pytest.raises(SourceRefused, match="cannot be read: "):
            vault.put(source, [supplier])

    def test_without_a_reader_it_is_refused(self, vault):
        with pytest.raises(LastReader, match=r"^A document has at least one reader\.$"):
            vault.put(INVOICE, [])

    def test_a_reader_who_is_given_twice_is_one(self, vault):
        assert who(vault, vault.put(INVOICE, [supplier, supplier])) == [supplier]

    def test_one_account_with_two_keys_is_refused(self, vault):
        with pytest.raises(ReaderRefused, match=f"{supplier.address} is given with two encryption keys"):
            vault.put(INVOICE, [supplier, replace(supplier, public_key=stranger.public_key)])

    def test_two_accounts_with_one_key_are_refused_by_name(self, vault):
        both = f"Two readers have the same encryption key: {supplier.address} and {stranger.address}"
        with pytest.raises(ReaderRefused, match=both):
            vault.put(INVOICE, [supplier, replace(stranger, public_key=supplier.public_key)])

    def test_more_readers_than_fit_are_refused(self, vault, monkeypatch):
        monkeypatch.setattr("headwater.vault._vault.MAX_READERS", 2)
        with pytest.raises(ReaderRefused, match="A document has at most 2 readers"):
            vault.put(INVOICE, [supplier, financier, anchor])


class TestGet:
    def test_who_is_no_reader_is_refused(self, vault, document):
        """Hostile D4: a wrong key."""
        with pytest.raises(NotAReader, match=r"^The key is of no reader of the document\.$"):
            vault.get(document, KEYS["stranger"])

    def test_a_file_is_written_that_only_its_owner_can_read(self, vault, document, tmp_path):
        assert vault.get(document, KEYS["supplier"], tmp_path / "out.xml") == tmp_path / "out.xml"
        assert (tmp_path / "out.xml").read_bytes() == INVOICE
        assert stat.S_IMODE((tmp_path / "out.xml").stat().st_mode) == 0o600

    @pytest.mark.parametrize(
        "make", [lambda to: to.write_bytes(b"mine"), lambda to: to.symlink_to("elsewhere"), Path.mkdir]
    )
    def test_what_stands_there_is_not_written_over(self, vault, document, tmp_path, make):
        """Hostile C4: an output file, or a link, that is there already."""
        make(tmp_path / "out.xml")
        with pytest.raises(OutputRefused, match="is there already; a document is never written over a file"):
            vault.get(document, KEYS["supplier"], tmp_path / "out.xml")
        assert not (tmp_path / "elsewhere").exists()

    def test_what_appears_meanwhile_is_not_written_over(self, vault, document, tmp_path):
        """Hostile C4: an output file that appears while the document is fetched."""
        to = tmp_path / "out.xml"
        with pytest.raises(OutputRefused, match="cannot be written: File exists"):
            vault.get(document, KEYS["supplier"], to, progress=lambda _: to.write_bytes(b"mine"))
        assert to.read_bytes() == b"mine"

    def test_without_hard_links_it_is_written_all_the_same(self, vault, document, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "link", Mock(side_effect=PermissionError(1, "no links here")))
        vault.get(document, KEYS["supplier"], tmp_path / "out.xml")
        assert (tmp_path / "out.xml").read_bytes() == INVOICE
        assert stat.S_IMODE((tmp_path / "out.xml").stat().st_mode) == 0o600
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out.xml", "store"]

    def test_without_hard_links_what_appears_meanwhile_is_not_written_over(
        self, vault, document, tmp_path, monkeypatch
    ):
        """Hostile C4: an output file that appears while the document is fetched, where there are no hard links."""
        monkeypatch.setattr(os, "link", Mock(side_effect=PermissionError(1, "no links here")))
        to = tmp_path / "out.xml"
        with pytest.raises(OutputRefused, match="cannot be written: File exists"):
            vault.get(document, KEYS["supplier"], to, progress=lambda _: to.write_bytes(b"mine"))
        assert to.read_bytes() == b"mine"

    def test_without_hard_links_a_full_disk_leaves_nothing(self, vault, document, tmp_path, monkeypatch):
        monkeypatch.setattr(os, "link", Mock(side_effect=PermissionError(1, "no links here")))
        monkeypatch.setattr("shutil.copyfileobj", Mock(side_effect=OSError(28, "full")))
        with pytest.raises(OutputRefused, match="cannot be written: full"):
            vault.get(document, KEYS["supplier"], tmp_path / "out.xml")
        assert not (tmp_path / "out.xml").exists()

    @pytest.mark.parametrize("to", ["none/out.xml", "a\0b"])
    def test_a_place_that_is_none_is_refused(self, vault, document, tmp_path, to):
        with pytest.raises(OutputRefused, match="cannot be written: "):
            vault.get(document, KEYS["supplier"], tmp_path / to)

    def test_no_part_of_a_document_that_is_cut_is_left(self, vault, host, tmp_path):
        """Hostile D4: a truncation leaves no partial plaintext, not even for a while under the file's name."""
        document = vault.put(bytes(200_000), [supplier])
        file, seen = host.ciphertext_file(document), []
        os.truncate(file, file.stat().st_size - 1)
        (tmp_path / "out").mkdir()
        look = lambda _: seen.append((tmp_path / "out" / "a.bin").exists())  # noqa: E731
        with pytest.raises(CiphertextRefused, match="is altered, cut or lengthened"):
            vault.get(document, KEYS["supplier"], tmp_path / "out" / "a.bin", progress=look)
        assert (list((tmp_path / "out").iterdir()), set(seen)) == ([], {False})

    @pytest.mark.parametrize(
        "document", ["", "x", "../a", "/etc/passwd", "A" * 64, "1" * 63, "1" * 65, "1" * 64 + "\n"]
    )
    def test_what_is_no_id_is_refused(self, vault, document):
        """Hostile C4: an id with .. or an absolute path."""
        with pytest.raises(DocumentUnknown, match=r"^A document's id is 64 small hex digits\.$"):
            vault.get(document, KEYS["supplier"])

    def test_a_document_that_is_not_there_is_named(self, vault):
        with pytest.raises(DocumentUnknown, match=f"The store has no document {'1' * 64}"):
            vault.get("1" * 64, KEYS["supplier"])


class TestBig:
    def test_a_document_of_fifty_megabytes_streams(self, vault, tmp_path):
        """Hostile D5: 50 MB are put, encrypted anew and fetched in a small part of their size."""
        with (tmp_path / "big.bin").open("wb") as file:
            file.writelines(bytes([number]) * MEGABYTE for number in range(50))
        tracemalloc.start()
        document = vault.put(tmp_path / "big.bin", [supplier, financier])
        vault.revoke(document, KEYS["supplier"], financier.address)
        vault.get(document, KEYS["supplier"], tmp_path / "out.bin")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (tmp_path / "out.bin").stat().st_size == 50 * MEGABYTE
        assert peak < 8 * MEGABYTE

    def test_progress_is_told_in_bytes_of_the_document(self, vault):
        put, got = [], []
        document = vault.put(bytes(150_000), [supplier], progress=put.append)
        vault.get(document, KEYS["supplier"], progress=got.append)
        assert put == got == [65_536, 131_072, 150_000]


class TestShare:
    def test_the_new_reader_reads_and_the_others_still_do(self, vault, document):
        vault.share(document, KEYS["supplier"], anchor)
        assert [vault.get(document, KEYS[name]) for name in ("anchor", "financier")] == [INVOICE, INVOICE]

    def test_the_ciphertext_stays_as_it_was(self, vault, host, document):
        before = host.ciphertext_file(document)
        vault.share(document, KEYS["supplier"], anchor)
        assert host.ciphertext_file(document) == before

    def test_with_who_reads_already_nothing_changes(self, vault, host, document):
        before = host.envelope_file(document).read_bytes()
        vault.share(document, KEYS["supplier"], financier)
        assert host.envelope_file(document).read_bytes() == before

    def test_who_is_no_reader_cannot_share(self, vault, document):
        with pytest.raises(NotAReader, match="is of no reader"):
            vault.share(document, KEYS["stranger"], stranger)

    def test_the_key_of_another_reader_is_refused(self, vault, document):
        with pytest.raises(ReaderRefused, match="Two readers have the same encryption key"):
            vault.share(document, KEYS["supplier"], replace(stranger, public_key=financier.public_key))

    def test_a_reader_with_a_new_key_gets_it_under_a_new_document_key(self, vault, host, document):
        before = host.ciphertext_file(document)
        vault.share(document, KEYS["supplier"], replace(financier, public_key=stranger.public_key))
        assert vault.get(document, KEYS["stranger"]) == INVOICE
        assert not before.exists()
        with pytest.raises(NotAReader, match="is of no reader"):
            vault.get(document, KEYS["financier"])

    def test_more_readers_than_fit_are_refused(self, vault, document, monkeypatch):
        monkeypatch.setattr("headwater.vault._vault.MAX_READERS", 2)
        with pytest.raises(ReaderRefused, match="A document has at most 2 readers"):
            vault.share(document, KEYS["supplier"], anchor)


class TestRevoke:
    def test_the_removed_reader_reads_no_more_and_the_rest_do(self, vault, document):
        """Hostile D4: a revoked reader."""
        vault.revoke(document, KEYS["supplier"], financier.address)
        assert vault.get(document, KEYS["supplier"]) == INVOICE
        with pytest.raises(NotAReader, match="is of no reader"):
            vault.get(document, KEYS["financier"])

    def test_the_ciphertext_is_another_and_the_old_one_is_gone(self, vault, host, document):
        before, sealed = host.ciphertext_file(document), host.ciphertext_file(document).read_bytes()
        vault.revoke(document, KEYS["supplier"], financier.address)
        assert [path.name for path in (host.folder / "ciphertexts").iterdir()] == [host.ciphertext_file(document).name]
        assert not before.exists()
        assert host.ciphertext_file(document).read_bytes()[16:48] != sealed[16:48]

    def test_id_and_description_stay(self, vault, document):
        before = vault.describe(document, KEYS["supplier"])
        vault.revoke(document, KEYS["supplier"], financier.address)
        assert vault.describe(document, KEYS["supplier"]) == before

    def test_the_old_envelope_opens_nothing(self, vault, host, document):
        """Hostile D4: an old envelope of a document that was encrypted anew."""
        before = host.envelope(document)
        vault.revoke(document, KEYS["supplier"], financier.address)
        host.write_envelope(document, before)
        with pytest.raises(CiphertextRefused, match="that the envelope names is not in the store"):
            vault.get(document, KEYS["financier"])

    def test_the_old_key_opens_no_new_ciphertext(self, vault, host, document):
        """Hostile D4: the old envelope with the new ciphertext in the place of the old one."""
        before, place = host.envelope(document), host.ciphertext_file(document)
        vault.revoke(document, KEYS["supplier"], financier.address)
        place.write_bytes(host.ciphertext_file(document).read_bytes())
        host.write_envelope(document, before)
        with pytest.raises(CiphertextRefused, match="is sealed with another key"):
            vault.get(document, KEYS["financier"])

    def test_what_is_left_of_the_old_envelope_does_not_open_the_new_one(self, vault, host, document):
        """Hostile D4: a removed reader puts its old wrapped key into the new envelope."""
        before = host.envelope(document)
        vault.revoke(document, KEYS["supplier"], financier.address)
        now = host.envelope(document)
        host.write_envelope(document, {**now, "readers": [*now["readers"], before["readers"][1]]})
        with pytest.raises(EnvelopeRefused, match="was not written by a reader"):
            vault.get(document, KEYS["financier"])

    def test_a_reader_may_remove_itself(self, vault, document):
        vault.revoke(document, KEYS["financier"], financier.address)
        assert who(vault, document) == [supplier]

    def test_the_last_reader_is_not_removed(self, vault):
        document = vault.put(INVOICE, [supplier])
        with pytest.raises(LastReader, match=f"Without {supplier.address} nobody could read the document"):
            vault.revoke(document, KEYS["supplier"], supplier.address)
        assert vault.get(document, KEYS["supplier"]) == INVOICE

    @pytest.mark.parametrize("address", [stranger.address, "", "x" * 100])
    def test_who_does_not_read_is_named(self, vault, document, address):
        with pytest.raises(NotAReader, match="is no reader of the document"):
            vault.revoke(document, KEYS["supplier"], address)

    def test_a_document_that_is_damaged_is_not_encrypted_anew(self, vault, host, document):
        files = host.files()
        host.ciphertext_file(document).write_bytes(b"damaged")
        with pytest.raises(CiphertextRefused, match="is no ciphertext"):
            vault.revoke(document, KEYS["supplier"], financier.address)
        assert [file for file in host.files() if file != ".lock"] == files


class TestStanding:
    @pytest.fixture
    def programme(self, tmp_path):
        return Vault(str(tmp_path / "store"), always=[supervisor])

    def test_a_standing_reader_reads_everything_and_is_seen_to(self, programme):
        document = programme.put(INVOICE, [supplier])
        assert programme.get(document, KEYS["supervisor"]) == INVOICE
        assert [(a.reader, a.standing) for a in programme.readers(document)] == [(supervisor, True), (supplier, False)]

    def test_it_suffices_as_the_only_reader(self, programme):
        assert programme.get(programme.put(INVOICE, []), KEYS["supervisor"]) == INVOICE

    @pytest.mark.parametrize("always", [[supervisor], [supervisor.address]])
    def test_it_is_not_removed_as_long_as_it_stands(self, programme, tmp_path, always):
        document = programme.put(INVOICE, [supplier])
        with pytest.raises(StandingReader, match=f"{supervisor.address} reads everything by the programme's rule"):
            Vault(str(tmp_path / "store"), always=always).revoke(document, KEYS["supplier"], supervisor.address)

    def test_who_stands_no_more_is_removed(self, programme, vault):
        document = programme.put(INVOICE, [supplier])
        vault.revoke(document, KEYS["supplier"], supervisor.address)
        assert who(vault, document) == [supplier]

    def test_a_writer_s_label_makes_nobody_irrevocable(self, vault, tmp_path):
        """Hostile D4: who stores a document says of a reader of its own that the rule made it one."""
        document = Vault(str(tmp_path / "store"), always=[stranger]).put(INVOICE, [supplier])
        vault.revoke(document, KEYS["supplier"], stranger.address)
        assert who(vault, document) == [supplier]

    def test_a_false_label_goes_when_the_document_is_encrypted_anew(self, vault, tmp_path):
        document = Vault(str(tmp_path / "store"), always=[stranger]).put(INVOICE, [supplier, financier])
        vault.revoke(document, KEYS["supplier"], financier.address)
        assert [access.standing for access in vault.readers(document)] == [False, False]

    def test_known_by_its_address_alone_it_keeps_what_it_reads_and_others_are_shared_with(self, programme, tmp_path):
        document = programme.put(INVOICE, [supplier, financier])
        vault = Vault(str(tmp_path / "store"), always=[supervisor.address])
        vault.share(document, KEYS["supplier"], anchor)
        vault.revoke(document, KEYS["supplier"], financier.address)
        assert [(a.reader, a.standing) for a in vault.readers(document)] == [
            (supervisor, True), (supplier, False), (anchor, False),
        ]  # fmt: skip
        assert vault.get(document, KEYS["supervisor"]) == INVOICE

    def test_without_its_key_nothing_is_put(self, tmp_path):
        vault = Vault(str(tmp_path / "store"), always=[supervisor.address])
        with pytest.raises(ReaderRefused, match=f"The standing reader {supervisor.address} is given without its"):
            vault.put(INVOICE, [supplier])
        assert list(tmp_path.iterdir()) == []

    def test_an_address_alone_is_one_with_its_checksum(self):
        with pytest.raises(AddressRefused, match="An address is 0x and 40 hex digits"):
            Vault(always=[supervisor.address.lower()])

    def test_it_stands_when_another_is_removed(self, programme):
        document = programme.put(INVOICE, [supplier, financier])
        programme.revoke(document, KEYS["supplier"], financier.address)
        assert [(a.reader, a.standing) for a in programme.readers(document)] == [(supervisor, True), (supplier, False)]
        assert programme.get(document, KEYS["supervisor"]) == INVOICE

    def test_shared_with_later_it_is_seen_as_standing(self, vault, programme, document):
        programme.share(document, KEYS["supplier"], supervisor)
        assert programme.readers(document, KEYS["supplier"])[-1].standing

    def test_with_a_new_key_it_still_stands(self, programme):
        document = programme.put(INVOICE, [supplier])
        programme.share(document, KEYS["supplier"], replace(supervisor, public_key=stranger.public_key))
        assert [access.standing for access in programme.readers(document)] == [True, False]

    def test_who_was_a_reader_before_the_rule_is_not_removed_after_it(self, vault, programme):
        document = vault.put(INVOICE, [supplier, supervisor])
        with pytest.raises(StandingReader, match="reads everything by the programme's rule"):
            programme.revoke(document, KEYS["supplier"], supervisor.address)

    def test_an_address_is_one_with_its_checksum(self):
        with pytest.raises(AddressRefused, match="An address is 0x and 40 hex digits"):
            replace(supervisor, address=supervisor.address.lower())
