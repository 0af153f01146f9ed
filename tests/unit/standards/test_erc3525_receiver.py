"""ERC-3525, sentence by sentence: what a contract is asked when value arrives at it.

What does not hold, or not by a test here:

- "MUST check whether this function is implemented": asked by ERC-165, the one way there is to ask. A contract that has
  the function and does not say so is not asked, and gets the value.
- A contract that is the obligor gets no value, its debt is cancelled: it is not asked.
- Splits, accepted proposals and transfers of whole tokens bring value too and do not ask by `onERC3525Received`: the
  text speaks of value transfers. `safeTransferFrom` asks by the hook of ERC-721.
- "Any smart contract can implement `onERC3525Received`", "can decide whether to accept or reject": said of others.

`value_receivers.tree` has more of what a contract may do when it calls back, and what happens with too little gas.
"""

import pytest

from tests.stage import FACE, VALUE, VALUE_TO, logged, receivable_id, refused

ACCEPTS, ANSWERS_WRONGLY, REFUSES, CALLS_BACK, DENIES_IT = range(5)
REFUSES_SILENTLY, EATS_GAS, ANSWERS_AT_LENGTH, SAYS_YES_TO_ALL, EATS_GAS_WHEN_ASKED = range(5, 10)
NEW = receivable_id(1, 2, 2, 4)
"""The next token that comes of `child`, when the wallet has `its` already."""


@pytest.fixture
def wallet(admit):
    return admit("ValueWallet")


@pytest.fixture
def its(stage, root, child, wallet):
    """The wallet's receivable, worth 1 000."""
    return stage.split(root, (wallet, 1_000))[0]


@pytest.fixture
def behave(wallet, stranger):
    """Tell the wallet how to behave."""
    return lambda manner, callback="0x": wallet.setManner(manner, callback, {"from": stranger})


@pytest.fixture(params=["to a token", "to an address"])
def send(request, receivables, child, its, wallet, tier2):
    """Send value of tier 2's to the wallet, in both ways: gives the call to make."""
    if request.param.endswith("token"):
        return receivables.transferFrom[VALUE].encode_input(child, its, 100)
    return receivables.transferFrom[VALUE_TO].encode_input(child, wallet, 100)


@pytest.fixture
def at(send, its):
    """The token at which the value arrives, and what it is worth then."""
    return (its, 1_100) if int(send[2 + 8 + 64 : 2 + 8 + 128], 16) == its else (NEW, 100)


@pytest.fixture
def arrive(receivables, send, tier2):
    """Make the call in a transaction."""
    return lambda: tier2.transfer(receivables, 0, data=send)


class TestErc3525Receiver:
    class TestWhenValueArrivesAtAContract:
        def test_it_should_ask_it_about_a_token_that_it_has(self, allow, move, child, its, tier2, stranger):
            allow(child, stranger, 100, tier2)
            told = {"operator": stranger, "fromTokenId": child, "toTokenId": its, "value": 100, "dataLength": 0}
            assert logged(move(child, its, 100, stranger), "ValueReceived") == [told]

        def test_it_should_ask_it_about_a_token_that_is_made_for_it(self, give, child, its, wallet, tier2):
            told = {"operator": tier2, "fromTokenId": child, "toTokenId": NEW, "value": 100, "dataLength": 0}
            assert logged(give(child, wallet, 100, tier2), "ValueReceived") == [told]

        def test_it_should_ask_it_about_value_of_its_own(self, receivables, its, wallet, stranger):
            move = receivables.transferFrom[VALUE_TO].encode_input(its, wallet, 1)
            made = wallet.execute(receivables, move, {"from": stranger})
            back = receivables.transferFrom[VALUE].encode_input(receivable_id(1, 2, 3, 4), its, 1)
            merged = wallet.execute(receivables, back, {"from": stranger})
            assert [log["value"] for tx in (made, merged) for log in logged(tx, "ValueReceived")] == [1, 1]

        def test_it_should_ask_it_when_the_value_is_there(self, receivables, arrive, at, behave, worth, child):
            token, value = at
            behave(CALLS_BACK, receivables.transferFrom[VALUE].encode_input(token, child, value))
            arrive()
            assert (worth(token), worth(child)) == (0, 299_900 + value)

        def test_it_should_call_from_the_ledger(self, receivables, arrive, behave, wallet, stranger):
            behave(CALLS_BACK, receivables.setApprovalForAll.encode_input(stranger, True))
            arrive()
            assert receivables.isApprovedForAll(wallet, stranger)

    class TestWhenValueArrivesAtAnAccountWithoutCode:
        def test_it_should_ask_nobody(self, stage, give, move, worth, root, child, tier2, tier3):
            (theirs,) = stage.split(root, (tier3, 1))
            move(child, theirs, 100, tier2)
            give(child, tier3, 100, tier2)
            assert (worth(theirs), worth(NEW)) == (101, 100)

    class TestWhenTheContractAnswers:
        def test_it_should_take_009ce20b(self, arrive, at, worth):
            arrive()
            assert worth(at[0]) == at[1]

        def test_it_should_take_009ce20b_before_a_long_answer(self, arrive, at, behave, worth):
            """Hostile T6: half a megabyte behind the answer is not looked at."""
            behave(ANSWERS_AT_LENGTH)
            assert arrive().gas_used < 1_000_000
            assert worth(at[0]) == at[1]

        def test_it_should_refuse_anything_else(self, arrive, behave, wallet):
            """Hostile T6: a contract that answers something else gets nothing."""
            behave(ANSWERS_WRONGLY)
            with refused("Receivables_ValueRejected", wallet):
                arrive()

        def test_it_should_refuse_one_that_reverts(self, arrive, at, behave):
            """Hostile T6: a contract that refuses is heard, with its reason."""
            behave(REFUSES)
            with refused("ValueWallet_Refused", at[0]):
                arrive()

        def test_it_should_refuse_one_that_says_it_has_the_function_and_has_none(self, arrive, behave, wallet):
            """Hostile T6: a contract that lies about its hook gets nothing."""
            behave(REFUSES_SILENTLY)
            with refused("Receivables_ValueRejected", wallet):
                arrive()

        def test_it_should_refuse_one_that_uses_up_the_gas(self, arrive, behave, wallet):
            """Hostile T6: a contract that eats the gas gets nothing for it."""
            behave(EATS_GAS)
            with refused("Receivables_ValueRejected", wallet):
                arrive()

    class TestWhenTheContractDoesNotHaveTheFunction:
        @pytest.mark.parametrize("kind", ["SigningWallet", "ReceivingWallet"])
        def test_it_should_not_ask_one_without_erc165(self, receivables, give, admit, worth, child, its, tier2, kind):
            """Hostile T6: a contract that has no hook gets the value, as the standard says."""
            plain = admit(kind)
            tx = give(child, plain, 100, tier2)
            assert (receivables.ownerOf(NEW), worth(NEW)) == (plain, 100)
            assert logged(tx, "TokenReceived") == []

        def test_it_should_not_ask_one_that_denies_it(self, arrive, at, behave, worth):
            behave(DENIES_IT)
            assert (logged(arrive(), "ValueReceived"), worth(at[0])) == ([], at[1])

        def test_it_should_not_ask_one_that_says_yes_to_everything(self, arrive, at, behave, worth):
            """Hostile T6: who says yes to ffffffff does not speak ERC-165, and gets the value unasked."""
            behave(SAYS_YES_TO_ALL)
            assert (logged(arrive(), "ValueReceived"), worth(at[0])) == ([], at[1])

        def test_it_should_not_ask_one_that_uses_up_the_gas_of_the_question(self, arrive, at, behave, worth):
            """Hostile T6: the question has 30 000 gas, and no more is lost by it."""
            behave(EATS_GAS_WHEN_ASKED)
            tx = arrive()
            assert (logged(tx, "ValueReceived"), worth(at[0])) == ([], at[1])
            assert tx.gas_used < 220_000

    class TestWhenTheContractCallsBack:
        def test_it_should_let_it_give_the_value_back(self, receivables, arrive, at, behave, worth, child, its):
            """Hostile T7: value that goes back in the hook is there once."""
            behave(CALLS_BACK, receivables.transferFrom[VALUE].encode_input(at[0], child, 100))
            arrive()
            assert (worth(child), worth(its), worth(at[0])) == (300_000, 1_000, at[1] - 100)

        def test_it_should_let_it_claim_what_is_due_elsewhere(
            self, stage, receivables, currency, give, admit, today, tier2, stranger
        ):
            """Hostile T7: a claim in the hook pays once what is due, and leaves the value that arrives."""
            wallet, early, late = admit("ValueWallet"), stage.issue(due_day=today + 10), stage.issue()
            (due,), (open_,) = stage.split(early, (wallet, 400)), stage.split(late, (tier2, 1_000))
            stage.settle(early, FACE)
            wallet.setManner(CALLS_BACK, receivables.claim.encode_input(due), {"from": stranger})
            give(open_, wallet, 100, tier2)
            assert (currency.balanceOf(wallet), receivables.balanceOf["address"](wallet)) == (400, 1)

    class TestWhenTheValueIsRefused:
        def test_it_should_leave_everything_as_it_was(self, receivables, arrive, behave, worth, child, its, wallet):
            """Hostile T6: what is refused stays where it was, and no token is made for it."""
            behave(ANSWERS_WRONGLY)
            with refused("Receivables_ValueRejected", wallet):
                arrive()
            assert (worth(child), worth(its)) == (300_000, 1_000)
            with refused("Receivables_NoSuchReceivable", NEW):
                receivables.ownerOf(NEW)
