"""Scenes of the supervisor's and the enforcer's powers over receivables."""

import brownie
import pytest

from _local import identity, member
from headwater import sign
from tests.stage import FACE, OPERATOR, SPENDER
from tests.unit.supervision.ways import LATE_WAYS, WAYS

REASON = "0x" + "4e" * 32
SUPPLIER, FINANCIER, CUSTODIAN = 2, 4, 8
ENFORCER = 4
DAY = 86_400
DELAY = 3 * DAY

FORCED = ("forcedTransfer", "forcedTransferFor", "recover")


@pytest.fixture
def freeze(receivables, operator):
    """Freeze a receivable for an account at the supervisor's call, or no longer."""

    def act(account, receivable, frozen=True):
        return receivables.setFrozenTokensFor(account, receivable, frozen, REASON, {"from": operator})

    return act


@pytest.fixture
def freeze_account(participants, operator):
    return lambda account, frozen=True: participants.setFrozen(account, frozen, REASON, {"from": operator})


@pytest.fixture
def freeze_obligation(issuance, operator):
    return lambda frozen=True: issuance.freezeObligation(1, frozen, REASON, {"from": operator})


@pytest.fixture
def hold(stage, issuance, operator, tier3):
    """Place a hold on the first obligation, that tier 3 alone may pay."""
    return lambda: issuance.placeHold(1, tier3, stage.now(), REASON, {"from": operator})


@pytest.fixture
def revoke(participants, operator):
    return lambda account: participants.revoke(account, {"from": operator})


@pytest.fixture
def held(receivables):
    """Who holds a receivable."""
    return lambda receivable: receivables.ownerOf(receivable)


@pytest.fixture
def frozen(receivables):
    """Whether a receivable is frozen for an account."""
    return lambda account, receivable: bool(receivables.getFrozenTokens(account, receivable))


@pytest.fixture
def clock(stage):
    """Set the second of Unix time at which the next block is made."""
    return lambda second: stage.programme.w3.provider.make_request("evm_setNextBlockTimestamp", [second])


@pytest.fixture
def authority(stage):
    """The programme's access manager."""
    (project,) = brownie.project.get_loaded_projects()
    return project.Authority.at(stage.programme.suite.authority.address)


@pytest.fixture
def now(stage):
    """The second of Unix time of the last block."""
    return lambda: int(stage.programme.w3.eth.get_block("latest")["timestamp"])


@pytest.fixture
def appoint(authority, operator, clock, now):
    """Give a role to an account, with a delay; the administrator's own delay passes meanwhile."""

    def act(role, account, delay=0):
        call = authority.grantRole.encode_input(role, account, delay)
        authority.schedule(authority, call, 0, {"from": operator})
        clock(now() + 5 * DAY)
        authority.execute(authority, call, {"from": operator})

    return act


@pytest.fixture
def calls(receivables):
    """The call of an order, by the function that carries it out."""
    return {
        "forcedTransfer": lambda source, to, id_: receivables.forcedTransfer.encode_input(source, to, id_),
        "forcedTransferFor": lambda source, to, id_: receivables.forcedTransferFor.encode_input(
            source, to, id_, REASON
        ),
        "recover": lambda source, to, id_: receivables.recover.encode_input(source, to, [id_], REASON),
    }


@pytest.fixture
def announce(authority, receivables, operator):
    """Announce an order; gives the second from which it can be carried out, and its number."""

    def act(call):
        tx = authority.schedule(receivables, call, 0, {"from": operator})
        return int(tx.events["OperationScheduled"]["schedule"]), str(tx.events["OperationScheduled"]["operationId"])

    return act


@pytest.fixture
def order(authority, receivables, operator, announce, clock):
    """Announce an order, let the delay pass, and carry it out through the access manager."""

    def act(call):
        clock(announce(call)[0])
        return authority.execute(receivables, call, {"from": operator})

    return act


@pytest.fixture
def force(calls, order):
    """Force a receivable from its holder to an account, with a reason."""
    return lambda source, to, receivable: order(calls["forcedTransferFor"](source, to, receivable))


@pytest.fixture
def recover(receivables, order):
    """Recover receivables of a lost account to another of its company."""
    return lambda lost, to, *ids: order(receivables.recover.encode_input(lost, to, list(ids), REASON))


@pytest.fixture
def second(stage, stranger):
    """The stranger, a second account of tier 2's company."""
    stage.register(stranger, SUPPLIER | FINANCIER, identity("tier2"))
    return stranger


@pytest.fixture
def sellable(stage, discount_market, factoring, escrow, root, child):
    """The supplier may sell, pledge and lock its root; tier 3 may move it as approved, the stranger as an operator.

    The financier has money and a line for it; the child is tier 2's, and takes value of the root.
    """
    supplier, tier3, stranger = (stage.cast[name] for name in ("supplier", "tier3", "stranger"))
    for contract in (discount_market, factoring, escrow):
        stage.entrust(contract, "supplier", "financier")
    stage.entrust(stage.credit_notes, "supplier")
    stage.give("financier", 10 * FACE)
    stage.receivables.approve[OPERATOR](tier3, root, {"from": supplier})
    stage.receivables.setApprovalForAll(stranger, True, {"from": supplier})
    stage.receivables.approve[SPENDER](root, stage.cast["financier"], FACE, {"from": supplier})
    return root


@pytest.fixture
def ways(stage, sellable, child):
    """Let the root, or value of it, leave the supplier in a way that is named."""
    return lambda name: WAYS[name](stage, sellable, child)


@pytest.fixture
def late_ways(stage, receivables, settled, supplier, tier2):
    """Let tier 2's child leave it once it is due, in a way that is named."""
    receivables.approve[OPERATOR](supplier, settled[1], {"from": tier2})
    return lambda name: LATE_WAYS[name](stage, *settled)


@pytest.fixture
def agree(stage):
    """A key's signature over the acceptance of a proposal."""
    return lambda receivable, signer="tier2": sign(member(signer), stage.programme.suite.proposal_message(receivable))
