"""Scenes that many of the ledger's tests begin with."""

import brownie
import pytest

from tests.stage import FACE, SPENDER, VALUE, VALUE_TO, ZERO, astuple

FINANCIER = 4
FAR = 2**32 - 1

# The slots of _proposals, _approvals and _claimed. A burned receivable cannot be asked for them.
SIDE_RECORDS = (4, 5, 6)


@pytest.fixture
def root(stage):
    """A root receivable of the supplier's, worth FACE, owed by the anchor."""
    return stage.issue()


@pytest.fixture
def due_day(receivables, root):
    return int(receivables.obligation(1)["dueDay"])


@pytest.fixture
def child(stage, root, tier2):
    """Tier 2's receivable, worth 300 000, split off the root."""
    return stage.split(root, (tier2, 300_000))[0]


@pytest.fixture
def proposed(stage, root, tier2):
    """The supplier's receivable, worth 300 000, set aside for tier 2 through ten more days."""
    return stage.propose(root, tier2, 300_000)


@pytest.fixture
def worth(receivables):
    """What a receivable is worth: its value."""
    return lambda receivable: int(receivables.receivable(receivable)["value"])


@pytest.fixture
def left(worth, root):
    """What the root is worth after what was done to it."""
    return lambda: worth(root)


@pytest.fixture
def owed(receivables, anchor, currency):
    """What the anchor owes in the currency by the ledger's count."""
    return lambda: int(receivables.exposure(anchor, currency)["outstanding"])


@pytest.fixture
def settled(stage, root, child):
    """Root and child, of an obligation that is due and paid in full."""
    stage.settle(root, FACE)
    return root, child


@pytest.fixture
def issue(stage, issuance, supplier):
    """Issue terms at the supplier's call, with the anchor's signature over just these."""
    return lambda terms: issuance.issue(astuple(terms), stage.accept(terms), b"", {"from": supplier})


@pytest.fixture
def limits(issuance, operator):
    return lambda *given: issuance.setLimits(*given, {"from": operator})


@pytest.fixture
def place(make, participants, invoice_registry, operator):
    """Deploy another ledger, with the number of obligations it claims to have and its limits; give its issuance."""
    authority = make("Authority", operator)

    def act(*limits):
        ledger = make("Receivables", authority, participants, invoice_registry, ZERO, limits)
        (project,) = brownie.project.get_loaded_projects()
        return project.Issuance.at(ledger.issuance())

    return act


@pytest.fixture
def beside(stage, receivables):
    """What the ledger's storage has beside a receivable: proposal, approval and what was claimed, as numbers."""
    w3 = stage.programme.w3

    def read(receivable):
        slots = (w3.keccak(receivable.to_bytes(32) + slot.to_bytes(32)) for slot in SIDE_RECORDS)
        return [int.from_bytes(w3.eth.get_storage_at(receivables.address, int.from_bytes(s))) for s in slots]

    return read


@pytest.fixture
def admit(stage, participants, make, stranger):
    """Make a contract account that is accredited and stands for receivables."""

    def act(kind):
        wallet = make(kind, stranger)
        stage.register(wallet, FINANCIER, b"\x1d" * 32)
        wallet.execute(participants, participants.setStandingAcceptance.encode_input(True), {"from": stranger})
        return wallet

    return act


@pytest.fixture
def replace_code(stage):
    """Put other code at an address, as if its contract were gone or another deployed there again."""
    w3 = stage.programme.w3

    def act(account, code):
        w3.provider.make_request("anvil_setCode", [getattr(account, "address", account), code])

    return act


@pytest.fixture
def code_of(stage):
    return lambda contract: stage.programme.w3.eth.get_code(contract.address).to_0x_hex()


@pytest.fixture
def replace_owner(make, replace_code, code_of, tier3):
    """Give a wallet the code of one for which another key signs: its owner was removed."""
    return lambda wallet: replace_code(wallet, code_of(make("SigningWallet", tier3)))


@pytest.fixture
def another(stage, root, child, tier2):
    """A second receivable of tier 2's, worth 50 000."""
    return stage.split(root, (tier2, 50_000))[0]


@pytest.fixture
def move(receivables):
    """Move value from a receivable to another, at somebody's call."""
    return lambda source, target, value, by: receivables.transferFrom[VALUE](source, target, value, {"from": by})


@pytest.fixture
def give(receivables):
    """Move value from a receivable to a new one of a recipient, at somebody's call."""
    return lambda source, to, value, by: receivables.transferFrom[VALUE_TO](source, to, value, {"from": by})


@pytest.fixture
def allow(receivables):
    """Let an account move value out of a receivable, at somebody's call."""
    return lambda receivable, spender, value, by: receivables.approve[SPENDER](receivable, spender, value, {"from": by})


@pytest.fixture
def allowance(receivables):
    return lambda receivable, spender: int(receivables.allowance(receivable, spender))


@pytest.fixture
def accredit(participants, operator):
    """Accredit an account anew, until a day and with other capacities if some are named."""

    def act(account, until=FAR, capacities=None):
        known = participants.standingOf(account)["capacities"] if capacities is None else capacities
        entry = (account, participants.legalIdentityOf(account), known, "0x4445", until)
        participants.register(entry, b"", {"from": operator})

    return act
