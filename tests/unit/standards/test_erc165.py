"""ERC-165, sentence by sentence.

What does not hold, or not by a test here:

- "Interfaces do not permit optional functions": a definition, nothing to test.
- "`true` for any other `interfaceID` this contract implements": held for the interfaces of standards. The ledger's own
  interface has no identifier that anybody asks for, and is not told.
- "If the call fails …, the destination contract does not implement ERC-165": what one who asks has to conclude; the
  ledger asks so of contracts that receive value, which `erc3525_receiver.tree` shows.
"""

import pytest

from tests.unit.standards.interfaces import SPOKEN, identifier, keeps

YES, NO = (1).to_bytes(32), bytes(32)
INVALID = "0xffffffff"
ENUMERABLE, TOKEN_RECEIVER = "0x780e9d63", "0x150b7a02"
SLOT_ENUMERABLE, SLOT_APPROVABLE, VALUE_RECEIVER = "0x3b741b9e", "0xb688be58", "0x009ce20b"
OTHERS = [ENUMERABLE, TOKEN_RECEIVER, SLOT_ENUMERABLE, SLOT_APPROVABLE, VALUE_RECEIVER, "0x00000000", "0x01ffc9a6"]
INTRINSIC, MOST = 21_000, 30_000
"""Gas that a call costs before it begins, at the least; gas that the answer may cost."""


def question(interface):
    return "0x01ffc9a7" + interface.removeprefix("0x").ljust(64, "0")


class TestErc165:
    class TestWhenAnInterfaceIsNamed:
        @pytest.mark.parametrize("spoken", SPOKEN)
        def test_it_should_be_the_xor_of_its_selectors(self, spoken):
            """Hostile T14: the identifiers are those of the standards."""
            assert identifier(SPOKEN[spoken]) == spoken

        def test_it_should_have_every_function_that_it_names(self, mutability):
            assert all(functions.keys() <= mutability.keys() for functions in SPOKEN.values())

    class TestWhenTheLedgerIsAsked:
        def test_it_should_say_yes_to_erc165(self, receivables):
            assert receivables.supportsInterface("0x01ffc9a7") is True

        def test_it_should_say_no_to_ffffffff(self, receivables):
            """Hostile T14: the identifier that nobody has is denied."""
            assert receivables.supportsInterface(INVALID) is False

        def test_it_should_say_yes_to_what_it_implements(self, receivables):
            """Hostile T14: each standard is found by its identifier."""
            assert {spoken: receivables.supportsInterface(spoken) for spoken in SPOKEN} == dict.fromkeys(SPOKEN, True)

        def test_it_should_say_no_to_anything_else(self, receivables):
            assert {other: receivables.supportsInterface(other) for other in OTHERS} == dict.fromkeys(OTHERS, False)

        def test_it_should_answer_with_a_bool(self, ask):
            assert (ask(question("0xd5358140")), ask(question(SLOT_APPROVABLE))) == (YES, NO)

        def test_it_should_use_at_most_30000_gas(self, ask):
            """Hostile T14: an answer costs less than the standard lets it."""
            for interface in (*SPOKEN, *OTHERS, INVALID):
                assert ask(question(interface), gas=INTRINSIC + MOST) in (YES, NO)

        def test_it_should_only_look(self, mutability):
            assert keeps(mutability["supportsInterface(bytes4)"], "view")

    class TestWhenItIsDetected:
        def test_it_should_say_yes_to_the_first_call(self, ask):
            first = "0x01ffc9a701ffc9a700000000000000000000000000000000000000000000000000000000"
            assert ask(first, gas=INTRINSIC + MOST) == YES

        def test_it_should_say_no_to_the_second(self, ask):
            second = "0x01ffc9a7ffffffff00000000000000000000000000000000000000000000000000000000"
            assert ask(second, gas=INTRINSIC + MOST) == NO
