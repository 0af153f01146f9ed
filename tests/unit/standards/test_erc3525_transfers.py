"""ERC-3525, sentence by sentence: value that goes from a token to another, or to an address.

What does not hold, or not by a test here:

- "MUST emit … including zero value transfers (_value == 0)": the ledger refuses to move nothing, which the text neither
  asks for nor forbids.
- "MUST … find an existing token with the same slot owned by `_to`": one of two ways; the ledger makes a new token.
- "MUST emit `Transfer` and `TransferValue` events", and the number of the receiving token: value that goes to its own
  obligor is cancelled. There is no receiving token, its number is 0, and `TransferValue` to 0 is logged alone.
- A token from which all value went stays, with value 0, until all is paid and it is claimed: the text does not say.
- "ERC-3525 allows value transfer from an address to itself": between two tokens, or to a new one; from a token to
  itself the ledger refuses, which the text does not mention.
- Narrower than the text: value moves before the due day only, between accredited accounts, to who takes it standing,
  and not while a proposal pends.
"""

import pytest

from tests.stage import FACE, OPERATOR, VALUE_TO, ZERO, receivable_id, refused

LARGEST = 2**88 - 1
NEW = receivable_id(1, 2, 2, 4)
"""The next token that comes of `child`, when there is `another` already."""


@pytest.fixture
def huge(stage, supplier):
    """A root receivable of the largest value there can be, and half of it, both of the supplier's."""
    suite, operator = stage.programme.suite, stage.programme.address("operator")
    suite.set_cap(stage.programme.address("anchor"), stage.currency.address, LARGEST, sender=operator)
    root = stage.issue(face=LARGEST)
    return root, stage.split(root, (supplier, LARGEST // 2))[0]


@pytest.fixture(params=["another holder's", "the same holder's"])
def elsewhere(request, stage, child, tier2, tier3):
    """A receivable of another obligation on the same terms."""
    return stage.split(stage.issue(), (tier2 if request.param.startswith("the") else tier3, 10_000))[0]


class TestErc3525Transfers:
    class TestWhenValueGoesToAToken:
        def test_it_should_be_subtracted_from_one_and_added_to_the_other(
            self, stage, move, worth, root, child, tier2, tier3
        ):
            (theirs,) = stage.split(root, (tier3, 20_000))
            move(child, theirs, 123, tier2)
            assert [worth(token) for token in (root, child, theirs)] == [680_000, 299_877, 20_123]

        def test_it_should_let_the_owner(self, move, worth, child, another, tier2):
            move(child, another, 300_000, tier2)
            assert (worth(child), worth(another)) == (0, 350_000)

        def test_it_should_let_an_operator(self, receivables, move, worth, child, another, tier2, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            move(child, another, 300_000, stranger)
            assert worth(another) == 350_000

        def test_it_should_let_the_approved_address(self, receivables, move, worth, child, another, tier2, stranger):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            move(child, another, 300_000, stranger)
            assert worth(another) == 350_000

        def test_it_should_let_who_was_approved_for_as_much(self, allow, move, worth, child, another, tier2, stranger):
            allow(child, stranger, 300_000, tier2)
            move(child, another, 300_000, stranger)
            assert worth(another) == 350_000

        def test_it_should_refuse_anybody_else(
            self, receivables, move, child, another, anchor, supplier, tier2, tier3, stranger
        ):
            receivables.approve[OPERATOR](stranger, another, {"from": tier2})
            for who in (anchor, supplier, tier3, stranger):
                with refused("Receivables_InsufficientAllowance", child, who, 0, 1):
                    move(child, another, 1, who)

        def test_it_should_refuse_an_invalid_source(self, move, invalid, child, tier2):
            """Hostile T13: there is no value in number zero, nor has it the slot of any token."""
            name = "Receivables_NoSuchReceivable" if invalid else "Receivables_OtherObligation"
            with refused(name, *([invalid] if invalid else [invalid, child])):
                move(invalid, child, 1, tier2)

        def test_it_should_refuse_an_invalid_target(self, move, invalid, child, tier2):
            """Hostile T13: no value is lost in number zero."""
            name = "Receivables_NoSuchReceivable" if invalid else "Receivables_OtherObligation"
            with refused(name, *([invalid] if invalid else [child, invalid])):
                move(child, invalid, 1, tier2)

        def test_it_should_refuse_another_slot(self, move, child, elsewhere, tier2):
            """Hostile T1: value stays in its slot, between whomever and however alike the terms."""
            with refused("Receivables_OtherObligation", child, elsewhere):
                move(child, elsewhere, 1, tier2)
            with refused("Receivables_OtherObligation", elsewhere, child):
                move(elsewhere, child, 1, tier2)

        def test_it_should_refuse_more_than_its_value(self, allow, move, child, another, tier2, stranger):
            allow(child, stranger, 2**256 - 1, tier2)
            for who in (tier2, stranger):
                with refused("Receivables_InsufficientValue", child, 300_000, 300_001):
                    move(child, another, 300_001, who)

        def test_it_should_refuse_more_than_the_allowance(self, allow, move, child, another, tier2, stranger):
            allow(child, stranger, 100, tier2)
            with refused("Receivables_InsufficientAllowance", child, stranger, 100, 101):
                move(child, another, 101, stranger)

    class TestWhenValueGoesToAnAddress:
        def test_it_should_make_a_token_of_the_same_slot(self, receivables, give, worth, child, another, tier2, tier3):
            give(child, tier3, 100, tier2)
            assert (receivables.ownerOf(NEW), receivables.slotOf(NEW)) == (tier3, receivables.slotOf(child))
            assert (worth(NEW), worth(child)) == (100, 299_900)

        def test_it_should_give_the_number_of_the_token(self, receivables, child, another, tier2, tier3):
            assert receivables.transferFrom[VALUE_TO].call(child, tier3, 100, {"from": tier2}) == NEW

        def test_it_should_let_the_owner(self, give, worth, child, another, tier2, tier3):
            give(child, tier3, 300_000, tier2)
            assert worth(NEW) == 300_000

        def test_it_should_let_an_operator(self, receivables, give, worth, child, another, tier2, tier3, stranger):
            receivables.setApprovalForAll(stranger, True, {"from": tier2})
            give(child, tier3, 300_000, stranger)
            assert worth(NEW) == 300_000

        def test_it_should_let_the_approved_address(
            self, receivables, give, worth, child, another, tier2, tier3, stranger
        ):
            receivables.approve[OPERATOR](stranger, child, {"from": tier2})
            give(child, tier3, 300_000, stranger)
            assert worth(NEW) == 300_000

        def test_it_should_let_who_was_approved_for_as_much(
            self, allow, give, worth, child, another, tier2, tier3, stranger
        ):
            allow(child, stranger, 300_000, tier2)
            give(child, tier3, 300_000, stranger)
            assert worth(NEW) == 300_000

        def test_it_should_refuse_anybody_else(self, give, child, anchor, supplier, tier3, stranger):
            for who in (anchor, supplier, tier3, stranger):
                with refused("Receivables_InsufficientAllowance", child, who, 0, 1):
                    give(child, tier3, 1, who)

        def test_it_should_refuse_an_invalid_source(self, give, invalid, tier2, tier3):
            """Hostile T13: there is no value in number zero."""
            with refused("Receivables_NoSuchReceivable", invalid):
                give(invalid, tier3, 1, tier2)

        def test_it_should_refuse_the_zero_address(self, give, child, tier2):
            """Hostile T8: value is not given to nobody."""
            with refused("Receivables_ZeroAddress"):
                give(child, ZERO, 1, tier2)

        def test_it_should_refuse_more_than_its_value(self, allow, give, child, tier2, tier3, stranger):
            allow(child, stranger, 2**256 - 1, tier2)
            for who in (tier2, stranger):
                with refused("Receivables_InsufficientValue", child, 300_000, 300_001):
                    give(child, tier3, 300_001, who)

        def test_it_should_refuse_more_than_the_allowance(self, allow, give, child, tier2, tier3, stranger):
            allow(child, stranger, 100, tier2)
            with refused("Receivables_InsufficientAllowance", child, stranger, 100, 101):
                give(child, tier3, 101, stranger)

        def test_it_should_make_no_token_for_the_obligor(self, receivables, give, owed, child, tier2, anchor):
            assert receivables.transferFrom[VALUE_TO].call(child, anchor, 100, {"from": tier2}) == 0
            give(child, anchor, 100, tier2)
            assert (receivables.balanceOf["address"](anchor), owed()) == (0, FACE - 100)

    class TestWhenItGoesNowhere:
        @pytest.mark.parametrize("value", [0, 1, 300_000])
        def test_it_should_refuse_the_token_it_comes_from(self, move, child, tier2, value):
            """Hostile T8: a token gives nothing to itself, so that nothing is written twice."""
            with refused("Receivables_SameReceivable", child):
                move(child, child, value, tier2)

        def test_it_should_refuse_the_ledger(self, receivables, give, child, tier2):
            """Hostile T8: no value is lost in the token's own contract."""
            with refused("Participants_NotAccredited", receivables):
                give(child, receivables, 1, tier2)

        @pytest.mark.parametrize("who", ["tier2", "stranger"])
        def test_it_should_refuse_no_value_to_a_token(self, stage, move, child, another, who):
            """Hostile T8: to move nothing is refused by name, whoever asks."""
            with refused("Receivables_ZeroValue"):
                move(child, another, 0, stage.cast[who])

        @pytest.mark.parametrize("who", ["tier2", "stranger"])
        def test_it_should_refuse_no_value_to_an_address(self, stage, give, child, tier3, who):
            """Hostile T8: nobody can be made to hold tokens of no value."""
            with refused("Receivables_ZeroValue"):
                give(child, tier3, 0, stage.cast[who])

        def test_it_should_make_a_second_token_for_its_own_holder(
            self, receivables, give, worth, child, another, tier2
        ):
            """Hostile T8: value that stays with its holder is counted once."""
            give(child, tier2, 100, tier2)
            assert (receivables.ownerOf(NEW), worth(child) + worth(NEW)) == (tier2, 300_000)

    class TestWhenTheValueIsTheLargest:
        def test_it_should_come_together_again(self, huge, move, worth, supplier):
            """Hostile T9: the largest sum fits when all of it meets in one token."""
            root, half = huge
            move(half, root, LARGEST // 2, supplier)
            assert (worth(root), worth(half)) == (LARGEST, 0)

        def test_it_should_refuse_one_unit_more(self, huge, move, supplier):
            """Hostile T9: at the largest sum too, no unit more moves than there is."""
            root, half = huge
            with refused("Receivables_InsufficientValue", half, LARGEST // 2, LARGEST // 2 + 1):
                move(half, root, LARGEST // 2 + 1, supplier)

        @pytest.mark.parametrize("value", [2**88 + 1, 2**128 + 1, 2**255 + 1, 2**256 - 1])
        def test_it_should_refuse_what_would_be_small_when_cut(self, move, give, child, another, tier2, tier3, value):
            """Hostile T9: a value is compared whole, before it is written into its 88 bits."""
            with refused("Receivables_InsufficientValue", child, 300_000, value):
                move(child, another, value, tier2)
            with refused("Receivables_InsufficientValue", child, 300_000, value):
                give(child, tier3, value, tier2)
