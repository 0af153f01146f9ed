import pytest

from tests.stage import ZERO

ERC165, ERC721, ERC3525, ERC7943, NEVER = "0x01ffc9a7", "0x80ac58cd", "0xd5358140", "0xbf1ef5fe", "0xffffffff"


@pytest.fixture
def can(receivables):
    """Whether an account can send, and whether it can receive."""
    return lambda account: (bool(receivables.canSend(account)), bool(receivables.canReceive(account)))


@pytest.fixture
def moves(receivables):
    """Whether a receivable can move from one account to another."""
    return lambda source, to, receivable: bool(receivables.canTransfer(source, to, receivable))


@pytest.fixture
def both(moves, child, tier3):
    """Whether a receivable can move from an account to tier 3, and from tier 3 to it."""
    return lambda account: (moves(account, tier3, child), moves(tier3, account, child))


class TestCanTransfer:
    """Rule X2."""

    class TestGivenNothingIsFrozen:
        def test_it_should_let_the_accredited_send_and_receive(self, can, supplier, tier2, anchor):
            assert [can(account) for account in (supplier, tier2, anchor)] == [(True, True)] * 3

        def test_it_should_let_a_receivable_move_between_them(self, moves, child, tier2, tier3):
            assert moves(tier2, tier3, child)

        def test_it_should_not_ask_whether_the_recipient_stands_for_it(self, moves, child, tier2, supplier):
            """What a recipient wishes is no rule of the programme's."""
            assert moves(tier2, supplier, child)

    class TestGivenAnAccountIsNotAccredited:
        def test_it_should_let_it_neither_send_nor_receive(self, can, revoke, tier2, stranger):
            revoke(tier2)
            assert (can(tier2), can(stranger)) == ((False, False), (False, False))

        def test_it_should_let_nothing_move_from_it_or_to_it(self, both, revoke, tier2):
            revoke(tier2)
            assert both(tier2) == (False, False)

    class TestGivenAnAccountIsFrozen:
        def test_it_should_let_it_neither_send_nor_receive(self, can, freeze_account, tier2):
            freeze_account(tier2)
            assert can(tier2) == (False, False)
            freeze_account(tier2, False)
            assert can(tier2) == (True, True)

        def test_it_should_let_nothing_move_from_it_or_to_it(self, both, freeze_account, tier2):
            freeze_account(tier2)
            assert both(tier2) == (False, False)

    class TestGivenTheReceivableIsFrozenForItsHolder:
        def test_it_should_not_let_it_move(self, moves, freeze, child, tier2, tier3):
            freeze(tier2, child)
            assert not moves(tier2, tier3, child)

        def test_it_should_let_the_account_send_and_receive_others(
            self, can, moves, freeze, child, another, tier2, tier3
        ):
            freeze(tier2, child)
            assert (can(tier2), moves(tier2, tier3, another), moves(tier3, tier2, child)) == ((True, True), True, True)

    class TestGivenTheObligationIsFrozen:
        def test_it_should_not_let_it_move(self, moves, freeze_obligation, child, tier2, tier3):
            freeze_obligation()
            assert not moves(tier2, tier3, child)
            freeze_obligation(False)
            assert moves(tier2, tier3, child)

    class TestGivenTheObligationIsOnHold:
        def test_it_should_not_let_it_move(self, moves, hold, child, tier2, tier3):
            hold()
            assert not moves(tier2, tier3, child)

    class TestGivenTheObligationIsDue:
        def test_it_should_let_it_move(self, stage, moves, child, tier2, tier3):
            stage.mature(child)
            assert moves(tier2, tier3, child)

    class TestWhenWhatIsAskedAboutDoesNotExist:
        """It never refuses."""

        def test_it_should_answer_for_the_zero_address(self, can, moves, child, tier2):
            """Hostile R6: nothing is sent to nobody, and the question is no refusal."""
            assert can(ZERO) == (False, False)
            assert (moves(ZERO, tier2, child), moves(tier2, ZERO, child)) == (False, False)

        def test_it_should_answer_for_a_receivable_that_was_never_minted(self, moves, tier2, tier3, stranger):
            assert (moves(tier2, tier3, 77), moves(tier2, stranger, 77)) == (True, False)

        def test_it_should_answer_for_numbers_that_no_receivable_has(self, receivables, moves, tier2, tier3):
            assert moves(tier2, tier3, 2**256 - 1)
            assert not moves(tier2, ZERO, 2**256 - 1)
            assert not receivables.getFrozenTokens(tier2, 2**256 - 1)

    class TestWhenAContractAsksWhatItSupports:
        def test_it_should_support_the_standard(self, receivables):
            assert receivables.supportsInterface(ERC7943)

        def test_it_should_support_the_interfaces_of_the_tokens_all_the_same(self, receivables):
            assert [bool(receivables.supportsInterface(id_)) for id_ in (ERC165, ERC721, ERC3525, NEVER)] == [
                True,
                True,
                True,
                False,
            ]
