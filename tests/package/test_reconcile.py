"""The story's accounts are the chain's own balances: one unit in the wrong place, and they no longer add up."""

from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from _anvil import anvil
from _order import signed
from _papers import Papers
from _story import tell
from headwater import Agreement, Milestone, Party, Registration, Side, connect, day_of, start_of_day
from headwater._connection import call, send
from headwater._lineage import claims, lineage, parents, payments
from headwater._reconcile import reconcile, reconcile_milestone, share_down
from tests.package.scene import FACE


@pytest.fixture(scope="module")
def once(sample_path):
    """The sample's story, told once."""
    papers = Papers.read(sample_path)
    with anvil(start_of_day(day_of(papers.invoice.issue_date))) as url:
        yield tell(connect(url), papers)


@pytest.fixture
def told(once):
    """The told story, on a snapshot."""
    chain = once.programme.w3
    before = call(chain, "evm_snapshot")
    yield once
    assert call(chain, "evm_revert", before)


def move(told, giver, taker, amount):
    """Let a member of the cast give another some of the currency."""
    addresses = [told.programme.cast[name].address if name in told.programme.cast else name for name in (giver, taker)]
    send(told.programme.w3, told.programme.token.functions.transfer(addresses[1], amount), addresses[0])


def write_balance(told, account, amount):
    """Write an account's balance straight into the currency's storage."""
    slot = keccak(bytes(12) + bytes.fromhex(account.removeprefix("0x")) + bytes(32))
    token = told.programme.token.address
    call(told.programme.w3, "anvil_setStorageAt", token, "0x" + slot.hex(), "0x" + amount.to_bytes(32).hex())
    assert told.programme.balance(account) == amount


class TestTheStory:
    def test_it_reconciles(self, told):
        result = told.reconcile()
        assert result.holds
        assert (result.face, result.circulating, result.cancelled) == (told.invoice.payable, told.invoice.payable, 0)
        assert result.paid == told.invoice.payable

    def test_every_account_has_what_its_receivable_was_worth(self, told):
        found = {told.names[line.account]: line.found for line in told.reconcile().lines}
        worth = {told.names[node.receivable.holder]: node.receivable.value for node in told.nodes}
        assert found == {**worth, "anchor": -told.invoice.payable, "the ledger": 0}

    def test_the_order_moved_its_money_and_left_none_in_escrow(self, told):
        found = {told.names[line.account]: line.found for line in told.reconcile().escrowed}
        assert found == {"anchor": -4_431_917, "supplier": 4_431_917, "the escrow": 0}

    def test_the_receivables_are_those_of_the_due_day(self, told):
        assert [str(node.pedigree) for node in told.nodes] == ["1/1<0@0", "1/2<1@1", "1/3<1@1", "1/4<2@2"]
        assert sum(node.receivable.value for node in told.nodes) == told.invoice.payable
        assert not lineage(told.programme.suite, told.obligation, told.programme.w3.eth.block_number)

    def test_every_child_knows_its_parent(self, told):
        serials = {child & 0xFFFFFFFF: parent & 0xFFFFFFFF for child, parent in told.parents.items()}
        assert serials == {2: 1, 3: 1, 4: 2}

    def test_payments_and_claims_are_told_in_order(self, told):
        assert sum(payment.amount for payment in told.payments) == told.invoice.payable
        assert sum(claim.amount for claim in told.claims) == told.invoice.payable
        places = [(step.block, step.index) for step in (*told.payments, *told.claims)]
        assert sorted(set(places)) == sorted(places)
        assert [told.names[payment.payer] for payment in told.payments] == ["anchor", "anchor"]

    def test_another_obligation_has_no_part_in_it(self, told):
        suite = told.programme.suite
        assert (payments(suite, 2), claims(suite, 2), parents(suite, 2)) == ((), (), {})


class TestFalsified:
    """One balance is made wrong on the chain."""

    @pytest.mark.parametrize("amount", [1, 100_000])
    @pytest.mark.parametrize(("giver", "taker"), [("supplier", "tier2"), ("bank", "anchor"), ("tier2b", "operator")])
    def test_a_stray_transfer_is_seen(self, told, giver, taker, amount):
        move(told, giver, taker, amount)
        result = told.reconcile()
        assert not result.holds
        wrong = {told.names[line.account]: line.difference for line in result.lines if line.difference}
        assert wrong == {name: n for name, n in {giver: -amount, taker: amount}.items() if name != "operator"}

    def test_money_that_strays_into_the_ledger_is_seen(self, told):
        move(told, "supplier", told.programme.suite.receivables.address, 1)
        assert told.reconcile().lines[-1].difference == 1

    @pytest.mark.parametrize("name", ["supplier", "tier2", "tier2b", "bank", "anchor"])
    @pytest.mark.parametrize("difference", [1, 10**9])
    def test_a_balance_written_into_storage_is_seen(self, told, name, difference):
        account = told.programme.address(name)
        write_balance(told, account, told.programme.balance(account) + difference)
        assert [line.difference for line in told.reconcile().lines if line.account == account] == [difference]
        assert not told.reconcile().holds

    def test_the_ledgers_balance_written_into_storage_is_seen(self, told):
        write_balance(told, told.programme.suite.receivables.address, 1)
        assert not told.reconcile().holds

    def test_money_that_strays_into_the_escrow_is_seen(self, told):
        move(told, "supplier", told.programme.suite.escrow.address, 1)
        assert told.reconcile().escrowed[-1].difference == 1

    def test_the_escrows_balance_written_into_storage_is_seen(self, told):
        write_balance(told, told.programme.suite.escrow.address, 1)
        assert [line.difference for line in told.reconcile().escrowed] == [0, 0, 1]
        assert not told.reconcile().holds

    def test_money_that_a_party_has_besides_the_order_is_seen(self, told):
        before_it_was_minted = replace(told.order, before=told.order.before - 1)
        other = replace(told, order=before_it_was_minted)
        assert [line.difference for line in other.reconcile().escrowed] == [4_431_917, 0, 0]
        assert not other.reconcile().holds

    def test_what_was_not_withdrawn_by_then_is_not_expected_with_its_party(self, told):
        before_it_was_withdrawn = replace(told.order, after=told.order.after - 1)
        assert [line.found for line in replace(told, order=before_it_was_withdrawn).reconcile().escrowed][1] == 0
        assert replace(told, order=before_it_was_withdrawn).reconcile().holds

    @pytest.mark.parametrize("difference", [-1, 1])
    def test_another_face_value_than_the_invoices_is_seen(self, told, difference):
        other = replace(told, invoice=replace(told.invoice, payable=told.invoice.payable + difference))
        assert not other.reconcile().holds

    def test_what_is_put_right_again_reconciles(self, told):
        move(told, "supplier", "tier2", 5)
        move(told, "tier2", "supplier", 5)
        assert told.reconcile().holds


@pytest.fixture
def matured(scene):
    """A root of the supplier's and a third of it tier2's, on the due day; how to reconcile them."""
    root = scene.issue()
    child = scene.split(root, "tier2", FACE // 3)
    scene.fall_due()
    block = scene.suite.w3.eth.block_number
    return root, child, lambda: reconcile(scene.suite, root >> 72, FACE, scene.programme.token, block)


@pytest.fixture
def deposit(scene, suite, anchor, supplier):
    """An agreement of 1 000 base units for the supplier, from today on, and how to reconcile it since before."""
    condition = suite.conditions.after_date(scene.programme.today())
    route = {"source": Party.PAYER, "to": Party.PAYEE, "lapses_to": Party.PAYER}
    days = {"deadline_day": scene.programme.today() + 10, "evidence_days": 5}
    due = Milestone(currency=scene.currency, amount=1_000, condition=condition, **route, **days)
    terms = Agreement(anchor, supplier, (due,), scene.programme.today() + 10, 0)
    scene.programme.mint("anchor", 1_000), scene.programme.approve("anchor", 1_000, suite.escrow.address)
    before = suite.w3.eth.block_number
    suite.begin(terms, signed(scene.programme, terms), sender=anchor)

    def reconciled():
        block = suite.w3.eth.block_number
        return reconcile_milestone(suite, terms, 0, scene.programme.token, before, block)

    return terms, reconciled


class TestInEscrow:
    def test_what_is_held_is_accounted_for(self, deposit, anchor, supplier, suite):
        _, reconciled = deposit
        lines = {line.account: (line.expected, line.found) for line in reconciled()}
        assert lines == {anchor: (-1_000, -1_000), supplier: (0, 0), suite.escrow.address: (1_000, 1_000)}

    def test_what_waits_is_held_until_it_is_withdrawn(self, deposit, suite, supplier):
        terms, reconciled = deposit
        suite.release_milestone(terms, 0, sender=supplier)
        assert [line.found for line in reconciled()] == [-1_000, 0, 1_000]
        suite.withdraw(terms, 0, Side.RELEASED, supplier, sender=supplier)
        assert [(line.found, line.difference) for line in reconciled()] == [(-1_000, 0), (1_000, 0), (0, 0)]

    def test_what_lapses_is_back_where_it_came_from(self, deposit, scene, suite, anchor):
        terms, reconciled = deposit
        scene.programme.move_to(scene.programme.today() + 16)
        suite.lapse(terms, 0, sender=anchor)
        suite.withdraw(terms, 0, Side.RETURNED, anchor, sender=anchor)
        assert [(line.found, line.difference) for line in reconciled()] == [(0, 0), (0, 0), (0, 0)]


class TestInBetween:
    def test_a_part_payment_leaves_dust_with_the_ledger(self, scene, suite, matured, stranger):
        root, child, reconciled = matured
        scene.pay(root, 1_000)
        suite.claim_many([root, child], sender=stranger)
        assert reconciled().holds
        assert reconciled().lines[-1].found == 1_000 - 666 - 333 == 1

    def test_who_has_not_claimed_is_accounted_for_too(self, scene, matured, supplier):
        root, child, reconciled = matured
        scene.pay(root)
        scene.suite.claim(child, sender=supplier)
        assert reconciled().holds
        send(scene.suite.w3, scene.programme.token.functions.mint(supplier, 1), supplier)
        assert not reconciled().holds

    def test_parked_money_counts_as_its_holders(self, scene, suite, matured, operator, tier2):
        root, child, reconciled = matured
        scene.pay(root)
        suite.revoke(tier2, sender=operator)
        suite.claim_many([root, child], sender=operator)
        assert (suite.credit(tier2, scene.currency), scene.balance("tier2")) == (FACE // 3, 0)
        assert reconciled().holds

    def test_money_parked_before_is_not_counted_again(self, scene, suite, operator, tier2, supplier):
        first, second = (scene.split(scene.issue(), "tier2", FACE) for _ in range(2))
        scene.fall_due()
        scene.pay(first)
        park(suite, first, tier2, operator)
        scene.programme.mint("anchor", FACE), scene.programme.approve("anchor", FACE)
        block = suite.w3.eth.block_number
        scene.pay(second)
        suite.claim(second, sender=supplier)
        assert reconcile(suite, second >> 72, FACE, scene.programme.token, block).holds

    def test_a_claim_is_its_holders_at_the_time(self, scene, suite, matured, tier2, financier):
        root, child, reconciled = matured
        for _ in range(2):
            scene.pay(root, FACE // 2)
            suite.claim_many([root, child], sender=tier2)
            if suite.obligation(root >> 72).owed:
                suite.transfer(child, financier, sender=tier2)
        assert reconciled().holds
        assert scene.balance("tier2") + scene.balance("financier") == FACE // 3

    @pytest.mark.parametrize(("price", "claimed"), [(3, 5), (1, 20)], ids=["claim first", "payment first"])
    def test_steps_of_one_block_are_taken_in_order(self, scene, suite, w3, anchor, tier2, price, claimed):
        child = scene.split(scene.issue(), "tier2", FACE // 2)
        scene.fall_due()
        block, ledger = w3.eth.block_number, suite.receivables.functions
        scene.pay(child, 10)
        in_one_block(suite.w3, (ledger.claim(child), tier2, price), (ledger.pay(child >> 72, 30, bytes(32)), anchor, 2))
        assert [claim.amount for claim in claims(suite, child >> 72)] == [claimed]
        assert reconcile(suite, child >> 72, FACE, scene.programme.token, block).holds

    def test_cancelled_value_is_accounted_for(self, scene, suite, supplier, stranger):
        root = scene.issue()
        suite.cancel(root, 400, sender=supplier)
        scene.fall_due()
        block = suite.w3.eth.block_number
        scene.pay(root)
        suite.claim(root, sender=stranger)
        result = reconcile(suite, root >> 72, FACE, scene.programme.token, block)
        assert (result.holds, result.circulating, result.cancelled, result.paid) == (True, FACE - 400, 400, FACE - 400)


def in_one_block(w3, *steps):
    """Mine steps together, those with the higher gas price first."""
    call(w3, "evm_setAutomine", False)
    for step, sender, price in steps:
        step.transact({"from": sender, "gas": 300_000, "gasPrice": price})
    call(w3, "evm_mine")
    call(w3, "evm_setAutomine", True)


def park(suite, receivable, holder, operator):
    """Have a receivable claimed while its holder is not accredited; then it is again."""
    standing = suite.standing(holder)
    suite.revoke(holder, sender=operator)
    suite.claim(receivable, sender=operator)
    terms = (standing.capacities, standing.country, standing.valid_until)
    suite.register(Registration(holder, suite.legal_identity(holder), *terms), sender=operator)


@pytest.mark.parametrize(
    ("value", "paid", "live_face", "share"),
    [(1, 1, 2, 0), (2, 1, 2, 1), (333_333, 1_000, FACE, 333), (333_333, FACE, FACE, 333_333), (5, 0, 7, 0)],
)
def test_a_share_is_rounded_down_until_all_is_paid(value, paid, live_face, share):
    assert share_down(value, paid, live_face) == share
