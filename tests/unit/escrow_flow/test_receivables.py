import pytest

from headwater._agreements import Side
from tests.stage import FACE, astuple, logged, minted, refused

BOTH = 2 | 4
RELEASED, RETURNED = Side.RELEASED, Side.RETURNED
EATS_GAS, ANSWERS_AT_LENGTH = 6, 7


@pytest.fixture
def whole(in_kind, root):
    """An agreement of supplier and tier 2 on all of the root."""
    return in_kind(root)


@pytest.fixture
def part(in_kind, root):
    """An agreement of supplier and tier 2 on 400 000 of the root."""
    return in_kind(root, 400_000)


@pytest.fixture
def owner(receivables):
    return lambda receivable: receivables.ownerOf(receivable)


@pytest.fixture
def obligors(chain_of, due, root):
    """An agreement of the supplier and the anchor, who owes the receivable that it is about."""
    return lambda amount: chain_of("supplier", "anchor", due(receivable=root, amount=amount))


@pytest.fixture
def returned_to(stage, start, chain_of, due, root, release, withdraw, receivables, tier2):
    """The root, kept for a first agreement, left it for tier 2, who put it into a second one for the financier."""
    first = chain_of("supplier", "tier2", due(receivable=root))
    release(first)
    withdraw(first, RELEASED, tier2)
    return first, chain_of("tier2", "financier", due(receivable=root, deadline_day=stage.now() + 200))


@pytest.fixture
def wallet(stage, make, participants, stranger):
    """A contract account with a hook for receivables, for which the stranger signs."""
    wallet = make("ReceivingWallet", stranger)
    stage.register(wallet, BOTH, b"\x1d" * 32)
    wallet.execute(participants, participants.setStandingAcceptance.encode_input(True), {"from": stranger})
    return wallet


@pytest.fixture
def for_wallet(stage, escrow, ready, due, root, wallet, stranger):
    """An agreement of the supplier and the wallet on all of the root."""
    terms = stage.agreement(due(receivable=root), payer=stage.cast["supplier"].address, payee=wallet.address)
    escrow.begin(astuple(terms), stage.sign_agreement(terms, "supplier", "stranger"), {"from": stranger})
    return terms


class TestReceivables:
    class TestGivenOneIsHeldWhole:
        """Rule E10."""

        def test_it_should_hand_the_receivable_itself_over(self, whole, release, withdraw, owner, worth, root, tier2):
            release(whole)
            withdraw(whole, RELEASED, tier2)
            assert (owner(root), worth(root)) == (tier2, FACE)

        def test_it_should_split_a_part_off(self, whole, release, withdraw, owner, worth, root, tier2, escrow):
            release(whole, 250_000)
            (child,) = minted(withdraw(whole, RELEASED, tier2))
            assert (owner(child), worth(child)) == (tier2, 250_000)
            assert (owner(root), worth(root)) == (escrow, 750_000)

        def test_it_should_tell_what_left(self, whole, release, withdraw, tier2):
            release(whole, 250_000)
            tx = withdraw(whole, RELEASED, tier2)
            (log,) = logged(tx, "MilestoneWithdrawn")
            assert (log["side"], log["to"], log["amount"], tx.return_value) == (RELEASED, tier2, 250_000, 250_000)

        def test_it_should_hand_over_the_receivable_with_the_last_part(
            self, whole, release, withdraw, owner, worth, root, tier2
        ):
            for ppm in (250_000, 1_000_000):
                release(whole, ppm)
                withdraw(whole, RELEASED, tier2)
            assert (owner(root), worth(root)) == (tier2, 750_000)

        @pytest.mark.parametrize("first", Side)
        def test_it_should_give_each_side_its_own_in_any_order(
            self, whole, release, lapse, over, withdraw, owner, worth, root, stand, supplier, tier2, first
        ):
            release(whole, 250_000)
            over()
            lapse(whole)
            stand(supplier)
            (child,) = minted(withdraw(whole, first, supplier if first else tier2))
            withdraw(whole, 1 - first, tier2 if first else supplier)
            assert {owner(child): worth(child), owner(root): worth(root)} == {tier2: 250_000, supplier: 750_000}

        def test_it_should_hand_it_over_once(self, whole, release, withdraw, named, tier2):
            """Hostile E1: called twice, it gives once. Rule E9."""
            release(whole)
            withdraw(whole, RELEASED, tier2)
            with refused("ConditionalEscrow_NothingThere", named(whole), 0):
                withdraw(whole, RELEASED, tier2)

        def test_it_should_not_give_back_what_is_held(self, whole, withdraw, named, supplier):
            with refused("ConditionalEscrow_NothingThere", named(whole), 0):
                withdraw(whole, RETURNED, supplier)

    class TestGivenAPartOfOneIsHeld:
        """Rule E10."""

        def test_it_should_leave_the_rest_where_it_was(self, part, kept, owner, worth, root, supplier, escrow):
            child = kept(part).receivable
            assert (owner(child), worth(child)) == (escrow, 400_000)
            assert (owner(root), worth(root)) == (supplier, 600_000)

        def test_it_should_hand_over_what_it_took(self, part, kept, release, withdraw, owner, tier2):
            release(part)
            assert minted(withdraw(part, RELEASED, tier2)) == []
            assert owner(kept(part).receivable) == tier2

        def test_it_should_split_that_again(self, part, kept, release, withdraw, worth, tier2):
            release(part, 333_333)
            (child,) = minted(withdraw(part, RELEASED, tier2))
            assert (worth(child), worth(kept(part).receivable)) == (133_333, 266_667)

    class TestGivenWhoEarnedItStandsForNothing:
        def test_it_should_refuse(self, in_kind, root, release, lapse, over, withdraw, supplier):
            terms = in_kind(root)
            over()
            lapse(terms)
            with refused("Participants_NoStandingAcceptance", supplier):
                withdraw(terms, RETURNED, supplier)

        def test_it_should_hand_it_over_once_it_does(self, whole, lapse, over, withdraw, owner, root, stand, supplier):
            over()
            lapse(whole)
            stand(supplier)
            withdraw(whole, RETURNED, supplier)
            assert owner(root) == supplier

        def test_it_should_hand_it_to_its_other_account_that_does(
            self, whole, lapse, over, withdraw, owner, root, sister, participants, supplier
        ):
            sister.execute(participants, participants.setStandingAcceptance.encode_input(True), {"from": supplier})
            over()
            lapse(whole)
            withdraw(whole, RETURNED, sister, by=supplier)
            assert owner(root) == sister

        def test_it_should_stop_the_other_side_in_nothing(
            self, whole, release, lapse, over, withdraw, worth, root, tier2
        ):
            release(whole, 250_000)
            over()
            lapse(whole)
            (child,) = minted(withdraw(whole, RELEASED, tier2))
            assert (worth(child), worth(root)) == (250_000, 750_000)

        def test_it_should_pay_money_once_it_has_fallen_due(
            self, stage, whole, lapse, over, withdraw, balance, root, supplier
        ):
            over()
            lapse(whole)
            stage.settle(root, FACE)
            withdraw(whole, RETURNED, supplier)
            assert balance(supplier) == FACE

    class TestGivenWhoEarnedItOwesIt:
        """What reaches its own obligor is owed no longer."""

        def test_it_should_cancel_all_of_it(self, obligors, release, withdraw, receivables, root, anchor, owed):
            terms = obligors(FACE)
            release(terms)
            withdraw(terms, RELEASED, anchor)
            assert (receivables.obligation(1)["cancelled"], owed()) == (FACE, 0)
            with refused("Receivables_NoSuchReceivable", root):
                receivables.ownerOf(root)

        def test_it_should_cancel_a_part(self, obligors, release, withdraw, owed, worth, root, anchor):
            terms = obligors(FACE)
            release(terms, 250_000)
            assert minted(withdraw(terms, RELEASED, anchor)) == []
            assert (owed(), worth(root)) == (750_000, 750_000)

        def test_it_should_keep_the_rest_for_the_other_side(
            self, stage, obligors, release, lapse, over, withdraw, balance, root, anchor, supplier
        ):
            terms = obligors(FACE)
            release(terms, 250_000)
            withdraw(terms, RELEASED, anchor)
            over()
            lapse(terms)
            stage.settle(root, 750_000)
            withdraw(terms, RETURNED, supplier)
            assert balance(supplier) == 750_000

        def test_it_should_pay_it_once_it_has_fallen_due(
            self, stage, obligors, release, withdraw, balance, root, anchor
        ):
            release(terms := obligors(FACE))
            stage.settle(root, FACE)
            before = balance(anchor)
            withdraw(terms, RELEASED, anchor)
            assert balance(anchor) == before + FACE

    class TestGivenItLeftAndCameBackForAnother:
        """Rule E10: what it brings is that of the milestone for which it is kept now."""

        def test_it_should_be_kept_for_the_second(self, returned_to, kept, owner, root, escrow):
            assert (kept(returned_to[1]).receivable, owner(root)) == (root, escrow)

        def test_it_should_bring_the_first_nothing(self, stage, returned_to, collect, named, root):
            stage.settle(root, FACE)
            with refused("ConditionalEscrow_NothingThere", named(returned_to[0]), 0):
                collect(returned_to[0])

        def test_it_should_pay_the_first_nothing_more(self, stage, returned_to, withdraw, named, root, tier2):
            stage.settle(root, FACE)
            with refused("ConditionalEscrow_NothingThere", named(returned_to[0]), 0):
                withdraw(returned_to[0], RELEASED, tier2)

        def test_it_should_bring_the_second_all(self, stage, returned_to, release, withdraw, balance, root, financier):
            stage.settle(root, FACE)
            release(returned_to[1])
            withdraw(returned_to[1], RELEASED, financier)
            assert balance(financier) == 11 * FACE

    class TestGivenWhoEarnedItIsAContract:
        """Hostile W3: it is not asked, and can stop nobody."""

        @pytest.mark.parametrize("manner", [EATS_GAS, ANSWERS_AT_LENGTH])
        def test_it_should_get_it_unasked(
            self, for_wallet, wallet, release, withdraw, owner, root, manner, stranger, tier3
        ):
            wallet.setManner(manner, tier3, {"from": stranger})
            release(for_wallet)
            tx = withdraw(for_wallet, RELEASED, wallet)
            assert (owner(root), logged(tx, "TokenReceived")) == (wallet, [])

        @pytest.mark.parametrize("manner", [EATS_GAS, ANSWERS_AT_LENGTH])
        def test_it_should_get_a_part_and_the_other_side_the_rest(
            self, for_wallet, wallet, release, lapse, over, withdraw, owner, root, stand, supplier, manner
        ):
            wallet.setManner(manner, supplier, {"from": supplier})
            release(for_wallet, 250_000)
            over()
            lapse(for_wallet)
            (child,) = minted(withdraw(for_wallet, RELEASED, wallet))
            stand(supplier)
            withdraw(for_wallet, RETURNED, supplier)
            assert (owner(child), owner(root)) == (wallet, supplier)

    class TestGivenTheEscrowIsNotAccredited:
        def test_it_should_refuse_until_it_is_again(
            self, whole, release, withdraw, revoke, accredit, owner, root, escrow, tier2
        ):
            release(whole)
            revoke(escrow)
            with refused("Participants_NotAccredited", escrow):
                withdraw(whole, RELEASED, tier2)
            accredit(escrow)
            withdraw(whole, RELEASED, tier2)
            assert owner(root) == tier2
