"""A node that is asked for too much, too often or at a bad moment is asked again, for less, and not for ever."""

import itertools

import pytest
import requests
from web3 import Web3
from web3.providers.base import JSONBaseProvider

from headwater._errors import ChainUnreachable
from headwater.audit import NodeExhausted, RangeRefused, StateMissing
from headwater.audit._node import ATTEMPTS, BATCH, FIRST_SPAN, WIDEST_SPAN, PatientNode, Reverted
from tests.package.audits import error, http_error, narrow, troubled

LEDGER = "0x" + "11" * 20
BLOCKS = 3_000


def raise_(exception):
    raise exception


class Chain(JSONBaseProvider):
    """A node with a log in every block, which notes how many blocks or questions it is asked for at once."""

    def __init__(self, logs_a_block=1):
        super().__init__()
        self.logs_a_block, self.spans, self.batches = logs_a_block, [], []

    def make_request(self, method, params):
        if method != "eth_getLogs":
            return {"result": {"hash": "0x" + params[0][2:].rjust(64, "0"), "timestamp": params[0]}}
        first, last = (int(params[0][name], 16) for name in ("fromBlock", "toBlock"))
        self.spans.append(last - first + 1)
        logs = [{"blockNumber": hex(block)} for block in range(first, last + 1)]
        return {"result": logs * self.logs_a_block}

    def make_batch_request(self, batch_requests):
        self.batches.append(len(batch_requests))
        return [self.make_request(method, params) for method, params in batch_requests]


@pytest.fixture
def pauses():
    """How long was waited, in seconds; nobody really waits."""
    return []


@pytest.fixture
def patient(pauses):
    """Give a patient node before a chain, with trouble."""

    def make(trouble=lambda method, params: None, chain=None):
        return PatientNode(troubled(Web3(chain or Chain()), trouble), pauses.append)

    return make


def blocks(node, last=BLOCKS):
    """The blocks whose logs a node gives."""
    return [int(log["blockNumber"], 16) for _, logs in node.logs([LEDGER], 1, last) for log in logs]


REFUSALS = {
    "results": lambda: error("query returned more than 10000 results", -32_005),
    "range": lambda: error("block range is too large"),
    "413": lambda: http_error(413),
    "429": lambda: http_error(429),
    "503": lambda: http_error(503),
    "timeout": lambda: raise_(requests.ReadTimeout()),
    "unreachable": lambda: raise_(ChainUnreachable("No Ethereum node answers there.")),
    "no JSON": lambda: raise_(ValueError("no JSON")),
    "no answer": lambda: {"jsonrpc": "2.0", "id": 1},
    "no list": lambda: {"result": {"a": 1}},
}


class TestRanges:
    @pytest.mark.parametrize("most", [1, 7, 50, 1_000])
    @pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
    def test_a_node_that_limits_them_gives_all_logs_once(self, patient, answer, most):
        """Hostile I3: a node limits what it gives, or fails in the middle."""
        node = patient(narrow(most, answer))
        assert blocks(node, 4 * most) == list(range(1, 4 * most + 1))

    def test_they_grow_while_the_node_answers(self, patient):
        chain = Chain()
        assert len(blocks(patient(chain=chain), 40 * WIDEST_SPAN // 10)) == 4 * WIDEST_SPAN
        assert chain.spans[:4] == [FIRST_SPAN, 2 * FIRST_SPAN, 4 * FIRST_SPAN, 8 * FIRST_SPAN]
        assert max(chain.spans) == WIDEST_SPAN

    def test_they_grow_again_after_a_refusal(self, patient):
        moments = itertools.count()
        chain = Chain()
        node = patient(lambda *_: error("busy") if next(moments) in (1, 2) else None, chain)
        assert blocks(node) == list(range(1, BLOCKS + 1))
        assert chain.spans[1] == 2 * FIRST_SPAN // 4
        assert max(chain.spans) > 2 * FIRST_SPAN

    def test_a_limit_is_met_most_of_the_time(self, patient, pauses):
        assert blocks(patient(narrow(50, REFUSALS["range"])), 10_000)[-1] == 10_000
        assert len(pauses) < 100

    def test_they_shrink_where_blocks_are_full(self, patient):
        chain = Chain(logs_a_block=300)
        assert len(blocks(patient(chain=chain), 1_000)) == 300_000
        assert max(chain.spans) == 10_000 // 300

    def test_a_node_that_never_answers_is_given_up_by_name(self, patient, pauses):
        """Hostile C2: the node is down or slow."""
        with pytest.raises(NodeExhausted, match="did not answer 16 times, however little was asked: HTTPError, 503"):
            blocks(patient(lambda *_: http_error(503)))
        assert len(pauses) == ATTEMPTS
        assert pauses == sorted(pauses)

    def test_a_node_that_answers_at_last_is_not_given_up(self, patient):
        moments = itertools.count()
        node = patient(lambda *_: error("busy") if next(moments) % ATTEMPTS else None)
        assert blocks(node, 20) == list(range(1, 21))

    def test_the_reason_that_is_shown_is_short(self, patient):
        with pytest.raises(NodeExhausted) as caught:
            blocks(patient(lambda *_: error("x" * 500)))
        assert len(str(caught.value)) < 150


class TestQuestions:
    def test_many_are_asked_at_once(self, patient):
        chain = Chain()
        headers = patient(chain=chain).headers(range(1, 1_001))
        assert [header.timestamp for header in headers] == list(range(1, 1_001))
        assert chain.batches == [BATCH] * 5

    @pytest.mark.parametrize("answer", REFUSALS.values(), ids=REFUSALS)
    def test_a_node_that_limits_them_answers_all_in_order(self, patient, answer):
        node = patient(lambda method, asked: answer() if method == "batch" and len(asked) > 30 else None)
        assert [header.number for header in node.headers(range(1, 501))] == list(range(1, 501))

    def test_a_node_that_takes_none_at_once_is_asked_one_by_one(self, patient):
        node = patient(lambda method, _: error("batch requests are not allowed") if method == "batch" else None)
        assert len(node.headers(range(1, 10))) == 9

    def test_too_few_answers_are_none(self, patient):
        answers = iter([[{"result": "0x"}], None, None])
        node = patient(lambda method, _: next(answers, None) if method == "batch" else None)
        assert len(node.headers(range(1, 10))) == 9

    def test_a_block_that_is_not_there_is_refused(self, patient):
        with pytest.raises(RangeRefused, match="no block 7"):
            patient(lambda *_: {"result": None}).header(7)

    @pytest.mark.parametrize("block", [{}, {"hash": "0x", "timestamp": "noon"}, {"hash": "0x", "timestamp": None}])
    def test_a_block_that_is_none_is_refused(self, patient, block):
        with pytest.raises(NodeExhausted, match="eth_getBlockByNumber cannot be read"):
            patient(lambda *_: {"result": {"a": 1} | block}).header(7)

    def test_a_number_that_is_none_is_refused(self, patient):
        with pytest.raises(NodeExhausted, match="eth_blockNumber cannot be read"):
            patient(lambda *_: {"result": "many"}).head()


CALL = [("eth_call", [{}, "0x1"])]


class TestCalls:
    @pytest.mark.parametrize(
        "said",
        [
            "missing trie node 5f1b",
            "header not found",
            "historical state 0x12 is not available",
            "state not available",
            "required historical state unavailable (reexec=128)",
            "pruned",
        ],
    )
    def test_a_node_without_the_state_is_named(self, patient, said):
        with pytest.raises(StateMissing, match="does not keep the state"):
            list(patient(lambda *_: error(said)).answers(CALL))

    @pytest.mark.parametrize(
        ("refusal", "data"),
        [
            ({"code": 3, "message": "no", "data": "0xdeadbeef01"}, "0xdeadbeef01"),
            ({"code": -32_015, "message": "VM execution error: revert", "data": "Reverted 0xdeadbeef"}, "0xdeadbeef"),
            ({"code": 3, "message": "execution reverted"}, "0x"),
        ],
    )
    def test_what_a_contract_refuses_is_an_answer(self, patient, refusal, data):
        (answer,) = patient(lambda *_: {"error": refusal}).answers(CALL)
        assert answer == Reverted(data)

    def test_what_only_the_node_refuses_is_asked_again(self, patient, pauses):
        answers = iter([error("limit exceeded", -32_005), {"result": "0x01"}])
        assert list(patient(lambda *_: next(answers)).answers(CALL)) == ["0x01"]
        assert len(pauses) == 1
