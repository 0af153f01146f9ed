"""The widest split, with every recipient new to the ledger, fits in a transaction; so do the most claims."""

import pytest

from headwater import Capacity, Registration, Share
from headwater._days import LAST_DAY
from tests.package.scene import FACE, refused

MOST = 250
MOST_CLAIMS = 200
TOO_MANY = 500
TRANSACTION_GAS = 16_777_216
"""The most gas that a transaction may have (EIP-7825)."""

ACCOUNTS = [f"0x{0x1000 + i:040d}" for i in range(MOST)]  # of digits alone: their own checksums
IDENTITY = b"\x1d" * 32
FIFTY = 50


@pytest.fixture
def crowd(scene, suite, operator, w3):
    """As many accredited accounts as one split serves, none of which has ever held anything."""
    ask = w3.provider.make_request  # a thousand requests: past everything that is done for a user's
    ask("anvil_autoImpersonateAccount", [True])
    ask("evm_setAutomine", [False])
    for name, given in (("bind", IDENTITY), ("setStandingAcceptance", True)):
        step = {"to": suite.participants.address, "data": suite.participants.encode_abi(name, [given])}
        for account in ACCOUNTS:
            assert "result" in ask(
                "eth_sendTransaction", [step | {"from": account, "gas": "0x186a0", "gasPrice": "0x0"}]
            )
    ask("evm_mine", [])
    ask("evm_setAutomine", [True])
    ask("anvil_autoImpersonateAccount", [False])
    entries = [Registration(account, IDENTITY, Capacity.SUPPLIER, "DE", LAST_DAY) for account in ACCOUNTS]
    for first in range(0, MOST, FIFTY):
        suite.register_many(entries[first : first + FIFTY], [b""] * FIFTY, sender=operator)
    return ACCOUNTS


class TestWideSplit:
    """Hostile S2: how many shares fit is known, and more are refused by their number."""

    def test_the_most_shares_fit_in_a_transaction(self, scene, suite, crowd, supplier):
        shares = [Share(account, 1 + i, bytes([255]) * 32) for i, account in enumerate(crowd)]
        done = suite.split(scene.issue(), shares, sender=supplier)
        assert len(done.value) == MOST
        assert done.gas < TRANSACTION_GAS

    def test_so_do_the_most_claims(self, scene, suite, crowd, supplier, stranger):
        root = scene.issue()
        children = suite.split(root, [Share(account, 1_000) for account in crowd], sender=supplier).value
        scene.fall_due()
        scene.pay(root)
        done = suite.claim_many(children[:MOST_CLAIMS], sender=stranger)
        assert done.value == dict.fromkeys(children[:MOST_CLAIMS], 1_000)
        assert done.gas < TRANSACTION_GAS

    @pytest.mark.parametrize("shares", [MOST + 1, TOO_MANY])
    def test_more_shares_are_refused_by_their_number(self, scene, suite, supplier, tier2, shares):
        root = scene.issue()
        with refused("Receivables_BatchTooLarge", given=shares, most=MOST):
            suite.split(root, [Share(tier2, 1)] * shares, sender=supplier)
        assert suite.receivable(root).value == FACE

    def test_more_claims_are_refused_by_their_number(self, scene, suite, stranger):
        root = scene.issue()
        with refused("Receivables_BatchTooLarge", given=TOO_MANY, most=MOST_CLAIMS):
            suite.claim_many([root] * TOO_MANY, sender=stranger)
