"""A node that is not there, is silent or talks nonsense is named at once, within the time-out."""

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from web3 import HTTPProvider
from web3.exceptions import TimeExhausted
from web3.middleware import Web3Middleware

from _anvil import anvil
from _local import MinedCountMiddleware
from headwater import ChainUnreachable, TransactionFailed, TransactionPending, connect, deploy
from headwater import _connection as connection
from headwater._connection import call
from tests.package.scene import GENESIS, refused

JUNK = {
    "nothing": b"",
    "a web page": b"<html>Welcome</html>",
    "bytes": b"\xff\xfe\x00",
    "an empty object": b"{}",
    "a list": b"[]",
    "null": b"null",
    "depth": b"[" * 100_000,
    "no result": b'{"jsonrpc": "2.0", "id": 0}',
    "a chain that is none": b'{"jsonrpc": "2.0", "id": 0, "result": "main"}',
    "a chain that is null": b'{"jsonrpc": "2.0", "id": 0, "result": null}',
    "an error of its own": b'{"jsonrpc": "2.0", "id": 0, "error": "sorry"}',
    "a refusal": b'{"jsonrpc": "2.0", "id": 0, "error": {"code": -32601, "message": "no such method"}}',
}


ODD = ["zz", "0xzz", {}, [5], 5, [{}], True, {"hash": "0x00"}, "0x0g"]


class Answer(BaseHTTPRequestHandler):
    """Give every caller the server's one answer."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_):
        pass


@pytest.fixture
def answering():
    """Start a server that always gives the same answer; gives its URL."""
    servers = []

    def start(body, status=200):
        servers.append(server := ThreadingHTTPServer(("127.0.0.1", 0), Answer))
        server.body, server.status = body, status
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def silent():
    """The URL of a server that takes a call and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def root(scene):
    return scene.issue()


@pytest.fixture
def not_mining(w3, root):
    """Stop mining; gives what mines one block. What still waits then must not be mined in another test."""
    call(w3, "evm_setAutomine", False)
    yield lambda: call(connect(w3.provider.endpoint_uri), "evm_mine")
    call(w3, "anvil_dropAllTransactions")
    call(w3, "evm_setAutomine", True)


class TestConnecting:
    """Hostile C2: a node that is down, silent or talks nonsense is refused by one name."""

    def test_a_node_is_reached(self, node):
        assert connect(node).eth.chain_id == 31_337

    @pytest.mark.parametrize("what", JUNK)
    def test_a_server_that_answers_junk_is_no_node(self, answering, what):
        with pytest.raises(ChainUnreachable) as caught:
            connect(answering(JUNK[what]))
        assert len(str(caught.value)) < 160

    @pytest.mark.parametrize(
        "method", ["eth_call", "eth_getCode", "eth_blockNumber", "eth_getBlockByNumber", "eth_getLogs"]
    )
    def test_an_answer_of_another_form_is_no_node_s(self, node, monkeypatch, method):
        provider = connect(node).provider
        for odd in ODD:
            answer = {"jsonrpc": "2.0", "id": 0, "result": odd}
            monkeypatch.setattr(HTTPProvider, "make_request", lambda *_, answer=answer: answer)
            with pytest.raises(ChainUnreachable, match=f"it does not understand {method}"):
                provider.make_request(method, [])

    @pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
    def test_a_server_that_fails_is_no_node(self, answering, status):
        with pytest.raises(ChainUnreachable, match="HTTPError"):
            connect(answering(b"{}", status))

    @pytest.mark.parametrize("url", ["", "node", "http://", "http://[", "http://127.0.0.1:99999", "ws://127.0.0.1:1"])
    def test_what_is_no_url_is_no_node(self, url):
        with pytest.raises(ChainUnreachable, match="No Ethereum node answers there"):
            connect(url)

    def test_a_closed_port_is_no_node(self, silent):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        with pytest.raises(ChainUnreachable, match="ConnectionError"):
            connect(f"http://127.0.0.1:{port}")

    def test_a_silent_node_is_given_up_after_the_time_out(self, silent):
        began = time.monotonic()
        with pytest.raises(ChainUnreachable, match="ReadTimeout"):
            connect(silent, timeout=0.2)
        assert 0.2 <= time.monotonic() - began < 2


class TestLater:
    def test_a_node_that_has_gone_has_the_same_name(self, suite, answering, monkeypatch):
        monkeypatch.setattr(suite.w3.provider, "endpoint_uri", answering(b"gone"))
        for ask in (suite.limits, lambda: suite.obligation(1), lambda: suite.w3.eth.block_number):
            with pytest.raises(ChainUnreachable):
                ask()

    def test_a_deployment_on_a_node_that_has_gone_says_so(self):
        with anvil(GENESIS) as url:
            w3 = connect(url, timeout=1)
            (deployer, *_) = w3.eth.accounts
        with pytest.raises(ChainUnreachable, match="ConnectionError"):
            deploy(w3, deployer)

    def test_a_method_that_the_node_does_not_know_is_refused(self, w3):
        with pytest.raises(ChainUnreachable, match="The node refuses evm_nothing"):
            call(w3, "evm_nothing")


class TestSending:
    def test_an_account_that_nobody_can_sign_for_is_refused(self, suite):
        with pytest.raises(TransactionFailed, match="The node does not take the transaction"):
            suite.set_standing_acceptance(True, sender="0x" + "11" * 20)

    def test_an_account_without_ether_is_refused(self, suite, w3, stranger):
        call(w3, "anvil_setBalance", stranger, "0x0")
        with pytest.raises(TransactionFailed, match="Insufficient funds"):
            suite.set_standing_acceptance(True, sender=stranger)

    def test_a_transaction_that_is_not_mined_is_pending(self, suite, stranger, not_mining, monkeypatch):
        """Hostile C2: what is not mined in time is said to be pending, and by which hash."""
        monkeypatch.setattr(connection, "RECEIPT_SECONDS", 0.1)
        with pytest.raises(TransactionPending, match=r"Transaction 0x[0-9a-f]{64} is not mined yet"):
            suite.set_standing_acceptance(True, sender=stranger)

    @pytest.fixture
    def sent_with(self, suite):
        """Change what is sent from here on, before it is signed."""
        changes, onion = {}, suite.w3.middleware_onion

        class Changed(Web3Middleware):
            def request_processor(self, method, params):
                return method, [params[0] | changes] if method == "eth_sendTransaction" else params

        onion.add(Changed)
        yield changes.update
        onion.remove(Changed)
        call(suite.w3, "anvil_dropAllTransactions")  # what waits for its number would be mined in another test

    def test_one_that_another_has_replaced_will_not_be_mined(self, suite, w3, stranger, not_mining, monkeypatch):
        """Hostile C2: one whose place another took is not waited for again, and is said to be gone."""

        def wait(*_):
            call(w3, "anvil_dropAllTransactions")
            raise TimeExhausted

        monkeypatch.setattr(suite.w3.eth, "wait_for_transaction_receipt", wait)
        with pytest.raises(TransactionFailed, match=r"Transaction 0x[0-9a-f]{64} will not be mined: another took its"):
            suite.set_standing_acceptance(True, sender=stranger)

    def test_one_with_a_gap_before_its_number_is_pending(self, suite, w3, stranger, sent_with, monkeypatch):
        """Hostile C2: a number too high is waited for no longer than any other."""
        monkeypatch.setattr(connection, "RECEIPT_SECONDS", 0.1)
        sent_with(nonce=w3.eth.get_transaction_count(stranger) + 5)
        with pytest.raises(TransactionPending, match="is not mined yet"):
            suite.set_standing_acceptance(True, sender=stranger)
        assert not suite.standing(stranger).standing_acceptance

    def test_one_that_runs_out_of_gas_has_failed(self, suite, stranger, sent_with):
        """Hostile C2: gas that ends half way leaves nothing half done."""
        sent_with(gas=25_000)
        with pytest.raises(TransactionFailed, match="was mined but failed"):
            suite.set_standing_acceptance(True, sender=stranger)
        assert not suite.standing(stranger).standing_acceptance

    @pytest.fixture
    def counting_all(self, scene):
        """Number transactions as users' connections do, the pending ones included."""
        onion = scene.programme.w3.middleware_onion
        onion.remove(MinedCountMiddleware)
        yield
        onion.add(MinedCountMiddleware)

    def test_one_mined_after_another_spoiled_it_has_failed(
        self, scene, root, supplier, tier2, not_mining, counting_all
    ):
        """Hostile C2: a transaction that another one spoiled has failed, and nothing is told to have come of it."""
        scene.suite.receivables.functions.transferFrom(supplier, tier2, root).transact({"from": supplier})
        threading.Timer(0.2, not_mining).start()
        with pytest.raises(TransactionFailed, match="was mined but failed"):
            scene.suite.transfer(root, tier2, sender=supplier)

    def test_a_sender_need_not_be_written_with_its_checksum(self, suite, stranger):
        assert suite.set_standing_acceptance(True, sender=stranger.lower()).gas > 0

    def test_a_refusal_comes_before_anything_is_sent(self, suite, w3, stranger):
        block = w3.eth.block_number
        with refused("AccessManagedUnauthorized", caller=stranger):
            suite.revoke(stranger, sender=stranger)
        assert w3.eth.block_number == block
