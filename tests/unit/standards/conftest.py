"""Scenes for the walk through the standards: the ledger's own, a token that is not there, and calls with ether."""

import pytest
from web3.exceptions import ContractLogicError

from tests.stage import receivable_id

PLAIN, WITH_DATA = "address,address,uint256", "address,address,uint256,bytes"
NEVER_MINTED = receivable_id(1, 1, 1, 9)


@pytest.fixture(params=["transferFrom", "safeTransferFrom", "safeTransferFrom with data"])
def hand(request, receivables):
    """Transfer a token, in each of the three ways of ERC-721."""
    if request.param.endswith("data"):
        safely = receivables.safeTransferFrom[WITH_DATA]
        return lambda source, to, token, by: safely(source, to, token, "0x", {"from": by})
    way = getattr(receivables, request.param)[PLAIN]
    return lambda source, to, token, by: way(source, to, token, {"from": by})


@pytest.fixture(params=["zero", "never minted", "burned"])
def invalid(request, receivables, child, another, tier2):
    """A number that is no token's: beside tier 2's `child` of the same slot."""
    if request.param == "burned":
        receivables.cancel(another, 50_000, {"from": tier2})
        return another
    return 0 if request.param == "zero" else NEVER_MINTED


@pytest.fixture
def ask(stage, receivables):
    """Call the ledger with bare bytes; gives what it answers, or what it refuses with."""

    def act(data, by=None, **more):
        sender = str(by or stage.cast["stranger"])
        call = {"from": sender, "to": receivables.address, "data": data, **more}
        try:
            return bytes(stage.programme.w3.eth.call(call))
        except ContractLogicError as refusal:
            return refusal.data

    return act


@pytest.fixture
def mutability(receivables):
    """What each function of the ledger says it does to the chain, by its signature."""
    functions = (entry for entry in receivables.abi if entry["type"] == "function")
    return {f"{f['name']}({','.join(i['type'] for i in f['inputs'])})": f["stateMutability"] for f in functions}
