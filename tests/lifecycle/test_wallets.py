"""Contract accounts as obligor, seller and holder, through a whole life: a key signs, the contract owns."""

from __future__ import annotations

import pytest

from _local import member
from headwater import sign
from tests.lifecycle.tale import Tale
from tests.stage import CAP, DOCUMENT, REMITTANCE, TOKEN, obligation_of, refused

FACE = 1_000_000
OBLIGOR, SUPPLIER = 1, 2
YES, NO = "0x1626ba7e", "0xffffffff"
SAFE = "address,address,uint256"


@pytest.fixture
def admit(stage, make, participants, stranger):
    """Make a contract account of a kind, for which the stranger's key signs, accredited and standing."""

    def act(kind, capacities, identity):
        wallet = make(kind, stranger)
        stage.register(wallet, capacities, identity)
        execute(wallet, stranger, participants, "setStandingAcceptance", True)
        return wallet

    return act


@pytest.fixture
def do(receivables, stranger):
    """Have a wallet take a step of the ledger's, named with its overload where it has some."""

    def act(wallet, step, *given, overload=None):
        return execute(wallet, stranger, receivables, step, *given, overload=overload)

    return act


def execute(wallet, caller, contract, step, *given, overload=None):
    method = getattr(contract, step)
    call = (method[overload] if overload else method).encode_input(*given)
    return wallet.execute(contract, call, {"from": caller})


def test_a_wallet_accepts_by_its_keys_signature_owes_and_pays(stage, receivables, currency, admit, do):
    supplier, tier2, stranger, operator = (stage.cast[name] for name in ("supplier", "tier2", "stranger", "operator"))
    wallet = admit("SigningWallet", OBLIGOR, b"\x1d" * 32)
    stage.programme.suite.set_cap(wallet.address, currency.address, CAP, sender=operator.address)
    currency.mint(wallet, FACE, {"from": stranger})
    tale = Tale(stage, 0, wallet=wallet)

    # Its key signs the terms; another key's signature is not the wallet's, and a key that is taken out signs no more.
    terms = stage.terms(obligor=wallet.address)
    with refused("Issuance_InvalidObligorSignature", wallet):
        stage.issue_terms(terms, stage.accept(terms, "anchor"))
    wallet.setYes(NO, {"from": stranger})
    with refused("Issuance_InvalidObligorSignature", wallet):
        stage.issue_terms(terms, stage.accept(terms, "stranger"))
    wallet.setYes(YES, {"from": stranger})
    root = tale.follow(stage.issue_terms(terms, stage.accept(terms, "stranger")))
    tale.holds(supplier=1_000_000)
    tale.owes(FACE, "OPEN")

    # Tier 2 has a share, of which it gives a part back to the wallet, which owes so much less and holds nothing.
    (child,) = stage.split(root, (tier2, 400_000))
    stage.split(child, (wallet, 150_000), by="tier2")
    tale.holds(supplier=600_000, tier2=250_000)
    tale.owes(850_000, "OPEN")

    # On the due day the wallet lets the ledger take what it owes, and pays in two parts.
    stage.mature(root)
    execute(wallet, stranger, currency, "approve", receivables.address, FACE)
    do(wallet, "pay", obligation_of(root), 350_000, REMITTANCE)
    tale.money(wallet=-350_000, ledger=350_000)
    tale.owes(500_000, "MATURED")
    do(wallet, "payMany", [(obligation_of(root), FACE, REMITTANCE)])
    tale.money(wallet=-850_000, ledger=850_000)
    tale.owes(0, "SETTLED")

    receivables.claimMany([root, child], {"from": supplier})
    tale.money(wallet=-850_000, supplier=600_000, tier2=250_000)
    tale.gone()


def test_a_wallet_consents_by_its_keys_signature_gives_on_and_is_paid(stage, receivables, admit, do):
    tier2, tier3, stranger = (stage.cast[name] for name in ("tier2", "tier3", "stranger"))
    wallet = admit("SigningWallet", SUPPLIER, b"\x1d" * 32)
    execute(wallet, stranger, stage.participants, "setStandingAcceptance", False)
    tale = Tale(stage, FACE, wallet=wallet)

    # The supplier brings the terms to the ledger; the wallet's key has consented, which the supplier's cannot.
    terms = stage.terms(seller=wallet.address)
    with refused("Issuance_NoSellerConsent", wallet):
        stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "supplier"))
    root = tale.follow(stage.issue_terms(terms, stage.accept(terms), stage.consent(terms, "stranger")))
    tale.holds(wallet=1_000_000)
    tale.owes(FACE, "OPEN")

    # Only the wallet disposes of it, not the key that signs for it.
    with refused("Receivables_NotAuthorised", root, stranger):
        receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": stranger})

    # It pays tier 2 outright and proposes to tier 3, twice: once it takes it back, once it is accepted.
    do(wallet, "split", root, [(tier2.address, 300_000, DOCUMENT)])
    tale.holds(wallet=700_000, tier2=300_000)
    for _ in range(2):
        do(wallet, "propose", root, (tier3.address, 200_000, DOCUMENT), stage.now() + 3)
    *_, withdrawn, accepted = tale.ids()
    do(wallet, "withdrawProposal", withdrawn)
    receivables.acceptProposal(accepted, {"from": tier3})
    tale.holds(wallet=500_000, tier2=300_000, tier3=200_000)

    # What it took back it merges into the root; of the root it gives a credit note.
    do(wallet, "transferFrom", withdrawn, root, 200_000, overload="uint256,uint256,uint256")
    do(wallet, "cancel", root, 100_000)
    tale.holds(wallet=400_000, tier2=300_000, tier3=200_000)
    tale.owes(900_000, "OPEN")
    tale.money()

    stage.mature(root)
    tale.pay(root, FACE)
    do(wallet, "claimMany", tale.ids())
    tale.money(anchor=-900_000, wallet=400_000, tier2=300_000, tier3=200_000)
    tale.owes(0, "SETTLED")
    tale.gone()


def test_wallets_with_and_without_a_hook_hold_give_on_and_are_paid(stage, receivables, admit, do):
    supplier, tier2, tier3 = (stage.cast[name] for name in ("supplier", "tier2", "tier3"))
    plain, hooked = admit("SigningWallet", SUPPLIER, b"\x1d" * 32), admit("ReceivingWallet", SUPPLIER, b"\x1e" * 32)
    tale = Tale(stage, FACE, plain=plain, hooked=hooked)
    root = tale.begin(FACE)
    children = stage.split(root, (tier2, 200_000), (plain, 100_000))
    tale.holds(supplier=700_000, tier2=200_000, plain=100_000)

    # Sent safely, a receivable reaches the wallet that answers for it, and not the one that has no hook.
    with refused("ERC721InvalidReceiver", plain):
        receivables.safeTransferFrom[SAFE](tier2, plain, children[0], {"from": tier2})
    tale.holds(supplier=700_000, tier2=200_000, plain=100_000)
    receivables.safeTransferFrom[SAFE](tier2, hooked, children[0], {"from": tier2})
    tale.holds(supplier=700_000, hooked=200_000, plain=100_000)

    # A proposal is accepted for the wallet with the signature of its key, by whoever has it.
    proposed = stage.propose(root, plain, 50_001)
    signature = sign(member("stranger"), stage.programme.suite.proposal_message(proposed))
    receivables.acceptProposalFor(proposed, signature, {"from": tier3})
    tale.holds(supplier=649_999, hooked=200_000, plain=150_001)

    # The one wallet gives a share to tier 3; the other hands a whole receivable to the first.
    do(hooked, "split", children[0], [(tier3.address, 66_667, DOCUMENT)])
    do(plain, "transferFrom", plain.address, hooked.address, children[1], overload=TOKEN)
    tale.holds(supplier=649_999, hooked=233_333, plain=50_001, tier3=66_667)
    tale.owes(FACE, "OPEN")

    # A part is paid, and each wallet claims, by its own call or at another's.
    stage.mature(root)
    tale.pay(root, 500_000)
    do(plain, "claim", proposed)
    receivables.claimMany([children[0], children[1]], {"from": supplier})
    tale.money(anchor=-500_000, plain=25_000, hooked=116_666, ledger=358_334)

    # Part paid, a receivable still goes from wallet to wallet, with what is left of its claim.
    do(plain, "transferFrom", plain.address, hooked.address, proposed, overload=TOKEN)
    tale.pay(root, 500_000)
    do(hooked, "claimMany", tale.ids())
    tale.money(anchor=-FACE, supplier=649_999, plain=25_000, hooked=258_334, tier3=66_667)
    tale.owes(0, "SETTLED")
    tale.gone()
