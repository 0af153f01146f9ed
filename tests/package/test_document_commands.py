"""The commands for documents: check, commit, disclose, verify, and the vault."""

import binascii
import json
import stat
from dataclasses import replace
from unittest.mock import Mock

import pytest
import typer
from eth_abi.exceptions import InsufficientDataBytes
from typer.testing import CliRunner
from web3.exceptions import BadFunctionCallOutput, BlockNotFound, Web3RPCError

from headwater._cli import app
from headwater.disclosures import Bundle, Opening, disclose, subject
from headwater.documents import fingerprint, programme_secret, read_invoice
from headwater.vault import Reader
from tests.package.invoices import small_credit_note, small_invoice

PASSWORD = "correct horse"
LOCAL = ["--chain-id", 31337]
KEY = "HEADWATER_TEST_KEY"


def headwater(*arguments, typed=""):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=typed)


@pytest.fixture
def at(scene, node, tmp_path):
    """The options that name the scene's suite."""
    scene.suite.deployment.save(tmp_path / "31337.json")
    return ["--rpc", node, "--deployments", tmp_path]


@pytest.fixture
def folder(tmp_path):
    """A folder with an invoice, a credit note and something else."""
    made = tmp_path / "inbox"
    made.mkdir()
    (made / "a.xml").write_bytes(small_invoice("12.50"))
    (made / "b.xml").write_bytes(small_credit_note("1.00"))
    (made / "c.xml").write_bytes(b"<a/>")
    return made


@pytest.fixture
def opening(sample_path, tmp_path):
    """What `invoice commit` keeps of the sample."""
    assert headwater("invoice", "commit", sample_path, *LOCAL, "--to", tmp_path / "opening.json").exit_code == 0
    return tmp_path / "opening.json"


@pytest.fixture
def acting(scene, monkeypatch):
    """Have a member of the cast sign what a command signs."""

    def act(name):
        monkeypatch.setenv(KEY, scene.programme.cast[name].key.hex())
        return ["--key-env", KEY]

    return act


class TestCheck:
    def test_each_document_of_a_folder_is_told(self, folder):
        done = headwater("invoice", "check", folder, "--json")
        checked = json.loads(done.stdout)
        assert done.exit_code == 3
        assert [one.get("kind") for one in checked] == ["invoice", "credit note", None]
        assert (checked[0]["amount"], checked[2]["rule"]) == ("12.50\u202f".replace("\u202f", " ") + "EUR", "HW-ROOT")

    def test_what_is_read_ends_with_nought(self, folder):
        done = headwater("invoice", "check", folder / "a.xml", folder / "b.xml")
        assert (done.exit_code, done.stderr) == (0, "")
        assert "2 can be read" in done.stdout

    def test_a_refusal_names_rule_field_and_value(self, tmp_path):
        (tmp_path / "late.xml").write_bytes(small_invoice("1.00").replace(b"2026-11-30", b"2026-08-31"))
        (one,) = json.loads(headwater("invoice", "check", tmp_path, "--json").stdout)
        assert (one["refused"], one["rule"]) == ("DueDateNotAfterIssue", "HW-DUE")
        assert (one["field"], one["value"]) == ("dueDate", "2026-08-31")

    def test_a_table_that_no_terminal_shows_is_whole(self, folder):
        long = folder / ("long-" * 40 + "name.xml")
        long.write_bytes(b"<a/>")
        lines = headwater("invoice", "check", folder).stdout.splitlines()
        (line,) = [line for line in lines if str(long) in line]
        assert line.rstrip().endswith(".")

    def test_a_name_is_shown_as_it_is(self, folder):
        (folder / "back\\[red].xml").write_bytes(b"<a/>")
        assert str(folder / "back\\[red].xml") in headwater("invoice", "check", folder).stdout

    def test_json_is_ascii_that_no_terminal_obeys(self, folder):
        """Hostile I4: a file's name is no command to a terminal in JSON either."""
        (folder / "a\u202e\x7f\u009b.xml").write_bytes(b"<a/>")
        said = headwater("invoice", "check", folder, "--json").stdout
        assert (said.isascii(), "\x7f" in said) == (True, False)
        assert any("\u202e\x7f\u009b" in one["file"] for one in json.loads(said))

    @pytest.mark.parametrize("as_json", [[], ["--json"]])
    def test_an_interruption_is_one(self, folder, monkeypatch, as_json):
        monkeypatch.setattr("headwater._invoice_commands.read_document", Mock(side_effect=KeyboardInterrupt))
        done = headwater("invoice", "check", folder, *as_json)
        assert (done.exit_code, done.stderr) == (130, "Refused: Interrupted: run again.\n")
        assert [json.loads(line)["refused"] for line in done.stdout.splitlines()] == ["Interrupted"] * len(as_json)


class TestShow:
    def test_every_field_of_any_kind_is_shown(self, folder):
        shown = json.loads(headwater("invoice", "show", folder / "b.xml", "--fields", "--json").stdout)
        assert (shown["type"], shown["totals/payable"]) == ("381", "1.00")

    def test_a_terminal_is_given_text_and_no_commands(self, tmp_path):
        """Hostile I4: what an invoice is called cannot move a cursor or turn a line around."""
        odd = small_invoice("1.00").decode().replace("Talbrück Großwälzlager GmbH", "\u009b2J\u202eS\u00a01")
        (tmp_path / "odd.xml").write_text(odd, encoding="utf-8")
        for words in (["show"], ["show", "--fields"]):
            said = headwater("invoice", *words, tmp_path / "odd.xml").stdout
            assert not {"\u009b", "\u202e"} & set(said)
            assert "\\u{9b}2J\\u{202e}S\u00a01" in said


class TestCommit:
    def test_root_and_fingerprint_are_what_the_package_gives(self, sample_path, tmp_path):
        to = tmp_path / "opening.json"
        told = json.loads(headwater("invoice", "commit", sample_path, *LOCAL, "--to", to, "--json").stdout)
        invoice = read_invoice(sample_path)
        printed = fingerprint(invoice.identity, programme_secret(None, 31337))
        assert told["documentRoot"] == "0x" + Opening.load(to).commitment().root.hex()
        assert told["fingerprint"] == "0x" + printed.hex()
        assert stat.S_IMODE(to.stat().st_mode) == 0o600

    def test_what_is_kept_is_never_written_over(self, sample_path, opening):
        done = headwater("invoice", "commit", sample_path, *LOCAL, "--to", opening)
        assert (done.exit_code, "File exists" in done.stderr) == (1, True)

    def test_two_commitments_of_one_document_have_two_roots(self, sample_path, tmp_path):
        """Hostile D3: whoever has the document cannot tell its root from another's."""
        kept = [
            headwater("invoice", "commit", sample_path, *LOCAL, "--to", tmp_path / n, "--json").stdout for n in "ab"
        ]
        assert len({json.loads(one)["documentRoot"] for one in kept}) == 2

    def test_another_chain_asks_for_the_programmes_secret(self, sample_path, tmp_path):
        words = ["invoice", "commit", sample_path, "--to", tmp_path / "o.json", "--chain-id", 1]
        done = headwater(*words)
        assert (done.exit_code, (tmp_path / "o.json").exists()) == (1, False)
        assert "fingerprints there need the programme's secret" in done.stderr

    def test_the_programmes_secret_keys_the_fingerprint(self, sample_path, tmp_path, monkeypatch):
        monkeypatch.setenv("PROGRAMME", "07" * 32)
        words = ["--to", tmp_path / "o.json", "--chain-id", 1, "--secret-env", "PROGRAMME", "--json"]
        told = json.loads(headwater("invoice", "commit", sample_path, *words).stdout)
        assert told["fingerprint"] == "0x" + fingerprint(read_invoice(sample_path).identity, b"\x07" * 32).hex()

    @pytest.mark.parametrize("secret", ["", "07", "zz" * 32, "07" * 31])
    def test_a_secret_that_is_none_is_refused_and_not_quoted(self, sample_path, tmp_path, monkeypatch, secret):
        monkeypatch.setenv("PROGRAMME", secret)
        done = headwater(
            "invoice", "commit", sample_path, *LOCAL, "--to", tmp_path / "o.json", "--secret-env", "PROGRAMME"
        )
        assert (done.exit_code, "07" in done.stderr, "zz" in done.stderr) == (1, False, False)

    def test_other_documents_are_linked_by_their_roots(self, sample_path, tmp_path):
        to, root = tmp_path / "o.json", "0x" + "ab" * 32
        assert headwater("invoice", "commit", sample_path, *LOCAL, "--to", to, "--link", f"order={root}").exit_code == 0
        assert Opening.load(to).commitment().value("links/order/root") == root

    @pytest.mark.parametrize("link", ["order", "order=0x1", "order=zz", "friend=0x" + "ab" * 32])
    def test_a_link_that_leads_nowhere_is_refused(self, sample_path, tmp_path, link):
        done = headwater("invoice", "commit", sample_path, *LOCAL, "--to", tmp_path / "o.json", "--link", link)
        assert (done.exit_code in (1, 2), (tmp_path / "o.json").exists()) == (True, False)


class TestDiscloseAndVerify:
    @pytest.fixture
    def receivable(self, scene, opening):
        return scene.issue(document_root=Opening.load(opening).commitment().root)

    def test_what_is_shown_is_verified(self, at, acting, opening, receivable, tmp_path):
        words = ["--receivable", receivable, "--profile", "financier", "--to", tmp_path / "bundle.json"]
        shown = headwater("invoice", "disclose", opening, *words, *at, *acting("supplier"), "--json")
        assert json.loads(shown.stdout)["totals/payable"] == "443191.74"
        done = headwater("invoice", "verify", tmp_path / "bundle.json", *at, "--json")
        told = json.loads(done.stdout)
        assert (done.exit_code, told["relation"], told["fields"]["dueDate"]) == (
            0,
            "the seller of the invoice",
            "2026-11-30",
        )
        assert "payment/1/account" not in (tmp_path / "bundle.json").read_text()
        assert stat.S_IMODE((tmp_path / "bundle.json").stat().st_mode) == 0o600

    @pytest.mark.parametrize("named", [True, False])
    def test_a_program_is_told_for_whom_it_is(self, at, acting, opening, receivable, scene, tmp_path, named):
        bundle, reader = tmp_path / "bundle.json", scene.address("financier")
        words = ["--receivable", receivable, "--field", "number", "--to", bundle, "--audience", reader]
        headwater("invoice", "disclose", opening, *words, *at, *acting("supplier"))
        told = json.loads(
            headwater("invoice", "verify", bundle, *at, "--json", *(["--reader", reader] if named else [])).stdout
        )
        assert (told["audience"], told["audienceChecked"]) == (reader, named)
        assert (told["receivable"], told["holder"]) == (str(receivable), scene.address("supplier"))
        assert (told["lastDay"] - told["madeDay"], told["isWhole"], told["links"]) == (30, False, [])

    def test_a_person_is_told_that_it_was_not_checked(self, at, acting, opening, receivable, scene, tmp_path):
        bundle = tmp_path / "bundle.json"
        words = ["--receivable", receivable, "--field", "number", "--to", bundle, "--audience", scene.address("tier2")]
        headwater("invoice", "disclose", opening, *words, *at, *acting("supplier"))
        said = headwater("invoice", "verify", bundle, *at).stdout
        assert f"NOT CHECKED: that {scene.address('tier2')}" in said

    @pytest.mark.parametrize("error", [
        Web3RPCError("{'code': -32005}", rpc_response={"error": {"code": -32005, "message": "block range too large"}}),
        BadFunctionCallOutput("Could not decode"), BlockNotFound("none"),
        binascii.Error("odd"), InsufficientDataBytes(),
    ])  # fmt: skip
    @pytest.mark.parametrize("as_json", [[], ["--json"]])
    def test_what_a_node_answers_oddly_is_one_sentence(
        self, at, acting, opening, receivable, tmp_path, monkeypatch, error, as_json
    ):
        words = ["--receivable", receivable, "--field", "number", "--to", tmp_path / "b.json"]
        headwater("invoice", "disclose", opening, *words, *at, *acting("supplier"))
        monkeypatch.setattr("headwater._invoice_commands.verify", Mock(side_effect=error))
        done = headwater("invoice", "verify", tmp_path / "b.json", *at, *as_json)
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
        assert ("block range too large." in done.stderr) == (type(error) is Web3RPCError)
        assert [json.loads(one)["refused"] for one in done.stdout.splitlines()] == ["ChainUnreachable"] * len(as_json)

    @pytest.mark.parametrize("change", [{"chain_id": 1}, {"genesis": "0x" + "00" * 32}])
    def test_a_deployment_of_another_chain_is_refused(self, at, acting, opening, scene, tmp_path, change):
        replace(scene.suite.deployment, **change).save(tmp_path / "31337.json")
        words = ["--receivable", "1/1", "--field", "number", "--to", tmp_path / "bundle.json"]
        done = headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"))
        assert (done.exit_code, "31337.json is of another chain than the node's" in done.stderr) == (1, True)

    def test_it_reads_for_a_person(self, at, acting, opening, receivable, tmp_path):
        words = ["--receivable", receivable, "--field", "number", "--to", tmp_path / "bundle.json"]
        headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"))
        done = headwater("invoice", "verify", tmp_path / "bundle.json", *at)
        assert (done.exit_code, "number = TB-2026-004711" in done.stdout) == (0, True)

    def test_a_changed_bundle_is_refused(self, at, acting, opening, receivable, tmp_path):
        bundle = tmp_path / "bundle.json"
        words = ["--receivable", receivable, "--field", "number", "--to", bundle]
        headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"))
        bundle.write_text(bundle.read_text().replace("TB-2026-004711", "TB-2026-004712"))
        done = headwater("invoice", "verify", bundle, *at)
        assert (done.exit_code, "not proven" in done.stderr) == (1, True)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[]", b"{" * 100_000, b" " * 5_000_000])
    def test_what_is_no_bundle_is_refused(self, at, tmp_path, content):
        (tmp_path / "bundle.json").write_bytes(content)
        done = headwater("invoice", "verify", tmp_path / "bundle.json", *at)
        assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)

    @pytest.mark.parametrize("account", ["anchor", "0x1", "0x" + "ab" * 20])
    def test_an_account_that_is_none_is_refused(self, at, acting, opening, tmp_path, account):
        words = ["--receivable", "1/1", "--field", "number", "--to", tmp_path / "bundle.json", "--audience", account]
        done = headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"))
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)

    def test_a_receivable_of_endless_digits_is_refused(self, at, acting, opening, tmp_path):
        words = ["--receivable", "9" * 5000, "--field", "number", "--to", tmp_path / "bundle.json"]
        done = headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"), "--json")
        assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, "PedigreeMalformed")

    def test_a_suite_that_is_nowhere_is_refused(self, opening, acting, node, tmp_path):
        nowhere = ["--rpc", node, "--deployments", tmp_path / "none"]
        words = ["--receivable", "1/1", "--field", "number", "--to", tmp_path / "bundle.json"]
        done = headwater("invoice", "disclose", opening, *words, *nowhere, *acting("anchor"))
        assert (done.exit_code, "No such file" in done.stderr) == (1, True)

    def test_a_strangers_bundle_is_not_written_and_refused(self, at, acting, opening, receivable, scene, tmp_path):
        words = ["--receivable", receivable, "--field", "number", "--to", tmp_path / "bundle.json"]
        done = headwater("invoice", "disclose", opening, *words, *at, *acting("stranger"))
        assert (done.exit_code, "neither obligor nor seller" in done.stderr) == (1, True)
        assert not (tmp_path / "bundle.json").exists()
        about = subject(scene.suite, receivable)
        made = disclose(Opening.load(opening).commitment(), ["number"], about, scene.programme.cast["stranger"])
        (tmp_path / "bundle.json").write_text(made.as_json())
        done = headwater("invoice", "verify", tmp_path / "bundle.json", *at)
        assert (done.exit_code, "neither obligor nor seller" in done.stderr) == (1, True)

    @pytest.mark.parametrize("words", [[], ["--profile", "thief"], ["--profile", "customs", "--field", "number"]])
    def test_what_is_shown_is_chosen_in_one_way(self, at, acting, opening, tmp_path, words):
        given = ["--receivable", 1, "--to", tmp_path / "b.json", *at, *acting("anchor"), *words]
        assert headwater("invoice", "disclose", opening, *given).exit_code == 2

    def test_without_a_key_nothing_is_signed(self, at, opening, tmp_path):
        given = ["--receivable", 1, "--to", tmp_path / "b.json", *at, "--field", "number"]
        assert headwater("invoice", "disclose", opening, *given).exit_code == 2

    def test_an_opening_that_others_read_is_refused(self, at, acting, opening, tmp_path):
        """Hostile C1: what opens a root is kept like a key."""
        opening.chmod(0o644)
        given = ["--receivable", "1/1", "--to", tmp_path / "b.json", *at, "--field", "number", *acting("anchor")]
        done = headwater("invoice", "disclose", opening, *given)
        assert (done.exit_code, "chmod 600" in done.stderr) == (1, True)


class TestVault:
    @pytest.fixture
    def keyed(self, at, acting, scene, tmp_path):
        """Give a member of the cast an encryption key, published on chain; gives its keystore."""

        def key(name):
            file = tmp_path / f"{name}.key"
            public = headwater("keys", "new-encryption", file, typed=f"{PASSWORD}\n{PASSWORD}\n").stdout.split()[-1]
            assert headwater("keys", "publish", public, *at, *acting(name)).exit_code == 0
            return file

        return key

    @pytest.fixture
    def stored(self, keyed, at, scene, sample_path, tmp_path):
        """The sample in a vault, for the supplier and by rule for the supervisor; gives its id and where it is."""
        self.keys = {name: keyed(name) for name in ("supplier", "financier", "tier2")}
        standing = scene.address("tier2")
        scene.suite.set_standing_reader(standing, True, sender=scene.address("operator"))
        store = ["--store", tmp_path / "vault"]
        done = headwater("vault", "put", sample_path, "--reader", scene.address("supplier"), *at, *store, "--json")
        told = json.loads(done.stdout)
        assert (told["readers"], told["standing"]) == ([scene.address("supplier")], [standing])
        return told["document"], store

    def get(self, document, name, to, store):
        words = ["--key", self.keys[name], "--to", to, *store]
        return headwater("vault", "get", document, *words, typed=f"{PASSWORD}\n")

    def test_a_reader_gets_the_exact_bytes(self, stored, sample_path, tmp_path):
        document, store = stored
        for name in ("supplier", "tier2"):
            done = self.get(document, name, tmp_path / f"{name}.xml", store)
            assert (done.exit_code, (tmp_path / f"{name}.xml").read_bytes()) == (0, sample_path.read_bytes())

    def test_nobody_else_gets_anything(self, stored, tmp_path):
        """Hostile D4: a key that is no reader's opens nothing."""
        document, store = stored
        done = self.get(document, "financier", tmp_path / "f.xml", store)
        assert (done.exit_code, (tmp_path / "f.xml").exists()) == (1, False)

    def test_a_reader_is_added_and_removed(self, stored, at, scene, tmp_path):
        document, store = stored
        own = ["--reader", scene.address("financier"), "--key", self.keys["supplier"], *store]
        assert headwater("vault", "share", document, *own, *at, typed=f"{PASSWORD}\n").exit_code == 0
        assert self.get(document, "financier", tmp_path / "f.xml", store).exit_code == 0
        assert headwater("vault", "revoke", document, *own, *at, typed=f"{PASSWORD}\n").exit_code == 0
        assert self.get(document, "financier", tmp_path / "g.xml", store).exit_code == 1

    def test_who_stands_is_removed_when_it_stands_no_more(self, stored, at, scene):
        document, store = stored
        words = ["--reader", scene.address("tier2"), "--key", self.keys["supplier"], *store, *at]
        done = headwater("vault", "revoke", document, *words, "--json", typed=f"{PASSWORD}\n")
        assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, "StandingReader")
        scene.suite.set_standing_reader(scene.address("tier2"), False, sender=scene.address("operator"))
        assert headwater("vault", "revoke", document, *words, typed=f"{PASSWORD}\n").exit_code == 0

    def test_an_account_without_checksum_is_refused_as_that(self, stored, at, scene):
        document, store = stored
        words = ["--reader", scene.address("supplier").lower(), "--key", self.keys["supplier"], *store, *at]
        done = headwater("vault", "revoke", document, *words, "--json")
        assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, "AddressRefused")

    @pytest.mark.parametrize("key", [None, b"\x01" + bytes(31)])
    def test_a_standing_reader_without_a_key_stops_what_is_stored_and_nothing_else(
        self, stored, at, scene, sample_path, key
    ):
        """Hostile D4: a standing reader withdraws its key, or publishes one under which everybody could read."""
        document, store = stored
        scene.suite.publish_encryption_key(key, sender=scene.address("tier2"))
        done = headwater("vault", "put", sample_path, "--reader", scene.address("supplier"), *at, *store)
        assert (done.exit_code, f"The standing reader {scene.address('tier2')} has no" in done.stderr) == (1, True)
        own = ["--reader", scene.address("financier"), "--key", self.keys["supplier"], *store, *at]
        shared = headwater("vault", "share", document, *own, "--json", typed=f"{PASSWORD}\n")
        assert scene.address("tier2") in json.loads(shared.stdout.splitlines()[-1])["standing"]

    def test_a_key_that_is_pinned_has_to_be_the_chain_s(self, stored, at, scene, sample_path, tmp_path):
        """Hostile D4: whoever controls the node names a key of its own for a reader."""
        _, store = stored
        key = scene.suite.encryption_key(scene.address("supplier"))
        words = [sample_path, *at, *store, "--json", "--reader"]
        put = json.loads(headwater("vault", "put", *words, f"{scene.address('supplier')}=0x{key.hex()}").stdout)
        assert put["keys"][scene.address("supplier")] == Reader(scene.address("supplier"), key).fingerprint
        done = headwater("vault", "put", *words, f"{scene.address('supplier')}={'ab' * 32}")
        assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, "ReaderRefused")
        assert f"another encryption key of {scene.address('supplier')}" in done.stderr

    @pytest.mark.parametrize("pin", ["=", "=ab", "=" + "zz" * 32])
    def test_a_pin_that_is_no_key_is_wrong_usage(self, at, scene, sample_path, pin):
        assert headwater("vault", "put", sample_path, "--reader", scene.address("supplier") + pin, *at).exit_code == 2

    def test_each_reader_s_fingerprint_is_printed(self, stored, at, scene):
        document, store = stored
        own = ["--reader", scene.address("financier"), "--key", self.keys["supplier"], *store, *at]
        said = headwater("vault", "share", document, *own, typed=f"{PASSWORD}\n").stdout
        for name in ("supplier", "financier", "tier2"):
            one = scene.address(name)
            assert f"{one}  {Reader(one, scene.suite.encryption_key(one)).fingerprint}\n" in said

    @pytest.mark.parametrize("store", ["", "memory:", "memory://x", "dir::memory://x"])
    def test_a_store_that_keeps_nothing_is_refused(self, stored, at, scene, sample_path, store):
        words = ["--reader", scene.address("supplier"), *at, "--store", store, "--json"]
        done = headwater("vault", "put", sample_path, *words)
        assert (done.exit_code, json.loads(done.stdout)["refused"]) == (1, "StoreRefused")

    def test_who_has_published_no_key_is_refused(self, stored, at, scene, sample_path):
        _, store = stored
        done = headwater("vault", "put", sample_path, "--reader", scene.address("tier3"), *at, *store)
        assert (done.exit_code, "has published no encryption key" in done.stderr) == (1, True)

    def test_a_file_is_never_written_over(self, stored, sample_path, tmp_path):
        """Hostile C4: what stands where a document is to be written stays."""
        document, store = stored
        (tmp_path / "own.xml").write_text("mine")
        done = self.get(document, "supplier", tmp_path / "own.xml", store)
        assert (done.exit_code, (tmp_path / "own.xml").read_text()) == (1, "mine")

    @pytest.mark.parametrize("key", ["0x00", "zz", "0x" + "00" * 32])
    def test_a_key_that_is_none_is_not_published(self, at, acting, key):
        assert headwater("keys", "publish", key, *at, *acting("supplier")).exit_code in (1, 2)


class TestKeys:
    @pytest.mark.parametrize(("words", "named"), [("new", "address"), ("new-encryption", "publicKey")])
    def test_a_program_is_given_json(self, tmp_path, words, named):
        done = headwater("keys", words, tmp_path / "a.key", "--json", typed=f"{PASSWORD}\n{PASSWORD}\n")
        assert json.loads(done.stdout)[named].startswith("0x")

    def test_what_is_published_is_given_with_its_fingerprint(self, at, acting, scene):
        key = scene.suite.encryption_key(scene.address("supplier")) or b"\x09" + bytes(31)
        told = json.loads(headwater("keys", "publish", key.hex(), *at, *acting("supplier"), "--json").stdout)
        assert told["fingerprint"] == Reader(told["account"], key).fingerprint

    def test_an_interrupted_password_is_an_interruption(self, tmp_path, monkeypatch):
        abort = typer.Abort()
        abort.__context__ = KeyboardInterrupt()  # as a prompt leaves it
        monkeypatch.setattr("headwater._terminal.typer.prompt", Mock(side_effect=abort))
        done = headwater("keys", "new", tmp_path / "a.key")
        assert (done.exit_code, "Interrupted: run again." in done.stderr) == (130, True)

    def test_a_password_that_ends_early_is_none(self, tmp_path):
        assert headwater("keys", "new", tmp_path / "a.key").exit_code == 1


def test_the_bundle_of_a_command_is_one_of_the_package(at, acting, opening, scene, tmp_path):
    receivable = scene.issue(document_root=Opening.load(opening).commitment().root)
    words = ["--receivable", receivable, "--field", "number", "--to", tmp_path / "bundle.json"]
    headwater("invoice", "disclose", opening, *words, *at, *acting("anchor"))
    assert Bundle.from_json((tmp_path / "bundle.json").read_text()).check().fields == (("number", "TB-2026-004711"),)
