"""The store: any place by its URL, no path out of it, and nothing lost when a program stops in the middle."""

import os
import shutil
from unittest.mock import Mock

import fsspec
import pytest
from filelock import FileLock

from headwater.vault import CiphertextLeft, CiphertextRefused, DocumentUnknown, NotAReader, StoreRefused, Vault
from headwater.vault._store import Store
from tests.package.vault_cast import Host, key_of, reader_of

supplier, financier = reader_of("supplier"), reader_of("financier")
KEY = key_of("supplier")
INVOICE = b"<Invoice>one</Invoice>"
STEPS = ["add_ciphertext", "put_envelope", "remove_ciphertext"]


@pytest.fixture
def vault(tmp_path):
    return Vault(str(tmp_path / "store"))


@pytest.fixture
def host(tmp_path):
    return Host(tmp_path / "store")


@pytest.fixture
def document(vault):
    return vault.put(INVOICE, [supplier, financier])


class Stopped(BaseException):
    """The program is stopped here."""


def stop(monkeypatch, step, *, after):
    """Stop the program before or after a step of the store."""
    real = getattr(Store, step)

    def stopping(self, *given):
        if after:
            real(self, *given)
        raise Stopped

    monkeypatch.setattr(Store, step, stopping)


class TestPlaces:
    @pytest.mark.parametrize(
        "url", ["memory://vault-places/a", "file://{folder}/b", "{folder}/c", "{folder}/d/", "memory://"]
    )
    def test_the_same_works_everywhere(self, tmp_path, url):
        vault = Vault(url.format(folder=tmp_path))
        document = vault.put(INVOICE, [supplier, financier])
        vault.share(document, KEY, reader_of("anchor"))
        vault.revoke(document, KEY, financier.address)
        assert vault.get(document, KEY) == INVOICE

    def test_a_local_folder_is_the_default(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        document = Vault().put(INVOICE, [supplier])
        assert (tmp_path / "vault" / "envelopes" / f"{document}.json").is_file()

    def test_two_files_a_document_and_no_drafts_are_left(self, host, document):
        assert host.files() == sorted(
            [f"ciphertexts/{host.ciphertext_file(document).name}", f"envelopes/{document}.json"]
        )

    def test_the_old_ciphertext_is_removed_from_a_store_that_is_not_local(self):
        vault = Vault("memory://vault-removed")
        vault.revoke(vault.put(INVOICE, [supplier, financier]), KEY, financier.address)
        assert len(fsspec.filesystem("memory").ls("/vault-removed/ciphertexts")) == 1

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            (
                "s3://key:secret@bucket/a",
                r"A store at s3:// needs what is not installed: pip install 'headwater\[s3\]'\.",
            ),
            ("ipfs://Qm/a", r"A store at ipfs:// needs what is not installed: pip install 'headwater\[ipfs\]'\."),
            ("nowhere://secret", r"No package that is installed reaches a store at nowhere://\."),
        ],
    )
    def test_what_no_package_reaches_is_named_without_its_secrets(self, monkeypatch, url, sentence):
        absent = Mock(side_effect=ImportError("Install it") if url.startswith("s3") else ValueError("not known"))
        monkeypatch.setattr("headwater.vault._store.url_to_fs", absent)
        with pytest.raises(StoreRefused, match=f"^{sentence}$"):
            Vault(url)

    @pytest.mark.parametrize("url", ["nowhere://a", "memory2://a"])
    def test_fsspec_itself_refuses_such_a_scheme(self, url):
        with pytest.raises(StoreRefused, match="No package that is installed reaches a store at"):
            Vault(url)

    @pytest.mark.parametrize("url", ["reference://a", "sftp://a", "async_wrapper://a", "dask://a"])
    def test_a_scheme_that_takes_more_than_a_place_is_refused_by_name(self, url):
        with pytest.raises(StoreRefused, match="No package that is installed reaches a store at"):
            Vault(url)

    @pytest.mark.parametrize("error", [TypeError, AttributeError])
    def test_a_store_that_breaks_while_it_gives_is_refused_by_name(self, monkeypatch, error):
        vault = Vault("memory://vault-odd")
        monkeypatch.setattr(vault._store._files, "open", Mock(side_effect=error))
        with pytest.raises(StoreRefused, match=f"The store did not give an envelope: {error.__name__}"):
            vault.get("1" * 64, KEY)

    @pytest.mark.parametrize("step", ["open", "read"])
    def test_a_store_that_breaks_while_it_gives_a_ciphertext_is_refused_by_name(
        self, vault, document, monkeypatch, step
    ):
        opened, broken = vault._store._files.open, Mock(side_effect=AttributeError)

        def opening(path, *how):
            if "ciphertexts" not in str(path):
                return opened(path, *how)
            return broken() if step == "open" else Mock(read=broken)

        monkeypatch.setattr(vault._store._files, "open", opening)
        with pytest.raises(StoreRefused, match=r"The store did not give a ciphertext: AttributeError\."):
            vault.get(document, KEY)

    @pytest.mark.parametrize("url", ["", " "])
    def test_an_empty_place_is_none(self, url):
        with pytest.raises(StoreRefused, match=r"^A store has a place: a folder, or a URL\.$"):
            Vault(url)

    def test_a_store_that_cannot_be_written_to_is_refused(self, tmp_path):
        (tmp_path / "file").write_bytes(b"")
        with pytest.raises(StoreRefused, match="The store did not take a file: "):
            Vault(str(tmp_path / "file" / "store")).put(INVOICE, [supplier])

    def test_a_store_that_only_gives_is_refused_by_name(self, monkeypatch):
        vault = Vault("memory://vault-given")
        monkeypatch.setattr(vault._store._files, "open", Mock(side_effect=NotImplementedError))
        with pytest.raises(StoreRefused, match=r"The store did not take a file: NotImplementedError\."):
            vault.put(INVOICE, [supplier])

    @pytest.mark.parametrize("cache", ["filecache", "simplecache", "blockcache", "cached"])
    def test_a_cache_in_front_of_a_store_is_refused(self, tmp_path, cache):
        """Hostile D4: what was revoked would come back out of it."""
        with pytest.raises(StoreRefused, match="what was revoked since"):
            Vault(f"{cache}::file://{tmp_path}")

    def test_a_vault_in_an_archive_is_read_and_not_written(self, host, document, tmp_path):
        shutil.make_archive(str(tmp_path / "archive"), "zip", host.folder)
        archive = Vault(f"zip://::{tmp_path}/archive.zip")
        assert archive.get(document, KEY) == INVOICE
        with pytest.raises(StoreRefused, match="The store did not take a file: OSError"):
            archive.share(document, KEY, reader_of("anchor"))

    def test_what_a_store_says_is_not_repeated(self, monkeypatch):
        vault = Vault("memory://vault-told")
        told = Mock(side_effect=OSError(13, "key AKIA123 may not"))
        monkeypatch.setattr(vault._store._files, "open", told)
        with pytest.raises(StoreRefused, match=r"^The store did not give an envelope: Permission denied\.$"):
            vault.get("1" * 64, KEY)

    def test_in_a_vault_that_is_not_there_nothing_is_made(self, tmp_path):
        with pytest.raises(DocumentUnknown, match="The store has no document"):
            Vault(str(tmp_path / "none")).share("1" * 64, KEY, financier)
        assert list(tmp_path.iterdir()) == []


class TestLinks:
    """Hostile C4: in a local store nothing behind a symbolic link is read or written."""

    @pytest.mark.parametrize("folder", ["envelopes", "ciphertexts"])
    def test_a_folder_that_is_a_link_is_refused(self, vault, host, tmp_path, folder):
        (tmp_path / "elsewhere").mkdir()
        host.folder.mkdir()
        (host.folder / folder).symlink_to(tmp_path / "elsewhere")
        with pytest.raises(StoreRefused, match="is neither a file nor a folder of the store"):
            vault.put(INVOICE, [supplier])
        assert list((tmp_path / "elsewhere").iterdir()) == []

    def test_an_envelope_that_is_a_link_is_refused_and_not_quoted(self, vault, host, document, tmp_path):
        (tmp_path / "secret").write_text("a password")
        host.envelope_file(document).unlink()
        host.envelope_file(document).symlink_to(tmp_path / "secret")
        with pytest.raises(StoreRefused, match="is neither a file nor a folder of the store") as caught:
            vault.get(document, KEY)
        assert "password" not in str(caught.value)

    def test_a_ciphertext_that_is_a_link_is_refused(self, vault, host, document, tmp_path):
        file = host.ciphertext_file(document)
        file.rename(tmp_path / "moved")
        file.symlink_to(tmp_path / "moved")
        with pytest.raises(StoreRefused, match="is neither a file nor a folder of the store"):
            vault.get(document, KEY)

    def test_a_lock_that_is_a_link_is_refused_and_its_target_stays(self, vault, host, document, tmp_path):
        (tmp_path / "mine").write_text("mine")
        (host.folder / ".lock").symlink_to(tmp_path / "mine")
        with pytest.raises(StoreRefused, match="is neither a file nor a folder of the store"):
            vault.share(document, KEY, reader_of("anchor"))
        assert (tmp_path / "mine").read_text() == "mine"

    def test_a_pipe_is_refused_at_once(self, vault, host, document):
        host.ciphertext_file(document).unlink()
        os.mkfifo(host.ciphertext_file(document))
        with pytest.raises(StoreRefused, match="is neither a file nor a folder of the store"):
            vault.get(document, KEY)


class TestStopped:
    """Hostile D4: wherever a removal stops, the document stays readable for who reads it, and for nobody else."""

    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("step", STEPS)
    def test_the_document_stays_readable(self, vault, document, monkeypatch, step, after):
        stop(monkeypatch, step, after=after)
        with pytest.raises(Stopped):
            vault.revoke(document, KEY, financier.address)
        assert vault.get(document, KEY) == INVOICE

    @pytest.mark.parametrize("after", [False, True])
    @pytest.mark.parametrize("step", STEPS)
    def test_the_removal_can_be_made_again(self, vault, document, monkeypatch, step, after):
        with monkeypatch.context() as stopping:
            stop(stopping, step, after=after)
            with pytest.raises(Stopped):
                vault.revoke(document, KEY, financier.address)
        if financier in [access.reader for access in vault.readers(document)]:
            vault.revoke(document, KEY, financier.address)
        with pytest.raises(NotAReader, match="is of no reader"):
            vault.get(document, key_of("financier"))

    def test_an_old_ciphertext_that_cannot_be_removed_is_named(self, vault, host, document, monkeypatch):
        old = host.ciphertext_file(document).name
        monkeypatch.setattr(vault._store._files, "rm_file", Mock(side_effect=PermissionError(13, "no")))
        done = (
            "^The document is encrypted anew for its readers of now, but its old ciphertext is to be removed by hand: "
        )
        with pytest.raises(CiphertextLeft, match=f"{done}.*did not remove the old ciphertext {old}: Permission denied"):
            vault.revoke(document, KEY, financier.address)
        assert [access.reader for access in vault.readers(document)] == [supplier]

    def test_an_old_ciphertext_that_is_gone_already_is_no_matter(self, vault, host, document, monkeypatch):
        monkeypatch.setattr(vault._store._files, "rm_file", Mock(side_effect=FileNotFoundError))
        vault.revoke(document, KEY, financier.address)
        assert vault.get(document, KEY) == INVOICE

    def test_a_put_that_stops_leaves_no_envelope(self, vault, host, monkeypatch):
        stop(monkeypatch, "add_ciphertext", after=True)
        with pytest.raises(Stopped):
            vault.put(INVOICE, [supplier])
        assert not (host.folder / "envelopes").exists()

    @pytest.mark.parametrize("call", ["fsync", "replace"])
    def test_a_full_disk_leaves_the_envelope_as_it_was_and_no_draft(self, vault, host, document, monkeypatch, call):
        before = host.envelope_file(document).read_bytes(), host.files()
        where = "os.fsync" if call == "fsync" else "pathlib.Path.replace"
        with monkeypatch.context() as full:
            full.setattr(where, Mock(side_effect=OSError(28, "full")))
            with pytest.raises(StoreRefused, match="The store did not take a file: No space left on device"):
                vault.share(document, KEY, reader_of("anchor"))
        assert (host.envelope_file(document).read_bytes(), [f for f in host.files() if f != ".lock"]) == before


class TestTwoAtOnce:
    @pytest.mark.parametrize("change", [
        lambda vault, document: vault.share(document, KEY, reader_of("anchor")),
        lambda vault, document: vault.revoke(document, KEY, financier.address),
    ])  # fmt: skip
    def test_a_change_waits_for_another_program_s_and_gives_up(self, vault, host, document, monkeypatch, change):
        """Hostile C5: two programs change one store at once."""
        monkeypatch.setattr("headwater.vault._store.LOCK_SECONDS", 0)
        with FileLock(host.folder / ".lock", timeout=0), pytest.raises(StoreRefused, match="become free for a change"):
            change(vault, document)

    def test_reading_does_not_wait(self, vault, host, document):
        with FileLock(host.folder / ".lock", timeout=0):
            assert vault.get(document, KEY) == INVOICE

    def test_a_document_that_is_fetched_while_its_ciphertext_goes_is_refused(self, vault, host, document):
        host.ciphertext_file(document).unlink()
        with pytest.raises(CiphertextRefused, match="is not in the store"):
            vault.get(document, KEY)
