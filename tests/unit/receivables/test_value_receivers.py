import pytest

from tests.stage import DOCUMENT, TOKEN, VALUE, VALUE_TO, logged, receivable_id, refused

ACCEPTS, ANSWERS_WRONGLY, REFUSES, CALLS_BACK, DENIES_IT = range(5)
NEW = receivable_id(1, 2, 2, 3)


@pytest.fixture
def wallet(admit):
    return admit("ValueWallet")


@pytest.fixture
def behave(wallet, stranger):
    """Tell the wallet how to behave in its hook."""
    return lambda manner, callback="0x": wallet.setManner(manner, callback, {"from": stranger})


@pytest.fixture
def its(stage, root, child, wallet):
    """The wallet's receivable, worth 1 000."""
    return stage.split(root, (wallet, 1_000))[0]


class TestValueReceivers:
    class TestWhenItAnswersRight:
        def test_it_should_ask_it_about_a_new_receivable(self, give, child, wallet, tier2, worth):
            tx = give(child, wallet, 100, tier2)
            (log,) = logged(tx, "ValueReceived")
            assert (log["operator"], log["fromTokenId"], log["toTokenId"]) == (tier2, child, NEW)
            assert (log["value"], log["dataLength"], worth(NEW)) == (100, 0, 100)

        def test_it_should_ask_it_about_value_for_its_own(self, allow, move, child, its, tier2, stranger, worth):
            allow(child, stranger, 100, tier2)
            (log,) = logged(move(child, its, 100, stranger), "ValueReceived")
            assert (log["operator"], log["fromTokenId"], log["toTokenId"]) == (stranger, child, its)
            assert worth(its) == 1_100

        def test_it_should_not_ask_it_in_a_split(self, stage, receivables, child, wallet, tier2, worth):
            tx = receivables.split(child, [(wallet, 5, DOCUMENT)], {"from": tier2})
            assert (logged(tx, "ValueReceived"), worth(NEW)) == ([], 5)

        def test_it_should_refuse_to_ask_it_with_too_little_gas(self, receivables, child, its, tier2):
            with refused("Receivables_GasTooLow", 120_000):
                receivables.transferFrom[VALUE](child, its, 100, {"from": tier2, "gas_limit": 150_000})

    class TestWhenItAnswersWrongly:
        def test_it_should_refuse_a_new_receivable(self, give, behave, child, wallet, tier2):
            behave(ANSWERS_WRONGLY)
            with refused("Receivables_ValueRejected", wallet):
                give(child, wallet, 100, tier2)

        def test_it_should_refuse_value_for_its_own(self, move, behave, child, its, wallet, tier2):
            behave(ANSWERS_WRONGLY)
            with refused("Receivables_ValueRejected", wallet):
                move(child, its, 100, tier2)

    class TestWhenItReverts:
        def test_it_should_refuse_for_the_reason_the_contract_gives(self, give, behave, child, wallet, tier2):
            behave(REFUSES)
            with refused("ValueWallet_Refused", NEW):
                give(child, wallet, 100, tier2)

    class TestWhenItDoesNotSayThatItAnswers:
        def test_it_should_not_ask_one_that_denies_it(self, give, behave, child, wallet, tier2, worth):
            behave(DENIES_IT)
            tx = give(child, wallet, 100, tier2)
            assert (logged(tx, "ValueReceived"), worth(NEW)) == ([], 100)

        @pytest.mark.parametrize("kind", ["SigningWallet", "ReceivingWallet"])
        def test_it_should_not_ask_one_without_erc165(self, receivables, give, admit, child, tier2, kind):
            wallet = admit(kind)
            give(child, wallet, 100, tier2)
            assert receivables.ownerOf(NEW) == wallet

    class TestWhenItCallsBack:
        def test_it_should_let_it_pass_its_value_on(self, receivables, give, behave, child, wallet, tier2, worth):
            """Hostile T7: value that is passed on in the hook is there once."""
            behave(CALLS_BACK, receivables.transferFrom[VALUE].encode_input(NEW, child, 100))
            give(child, wallet, 100, tier2)
            assert (worth(child), worth(NEW)) == (300_000, 0)

        def test_it_should_let_it_hand_its_receivable_on(self, receivables, give, behave, child, wallet, tier2, tier3):
            """Hostile T7: a receivable that is handed on in the hook is there once."""
            behave(CALLS_BACK, receivables.transferFrom[TOKEN].encode_input(wallet, tier3, NEW))
            give(child, wallet, 100, tier2)
            assert receivables.ownerOf(NEW) == tier3

        def test_it_should_let_it_split_what_it_has(
            self, receivables, give, behave, child, wallet, tier2, tier3, worth
        ):
            """Hostile T7: a split in the hook makes no value."""
            behave(CALLS_BACK, receivables.split.encode_input(NEW, [(tier3, 60, DOCUMENT)]))
            give(child, wallet, 100, tier2)
            assert (worth(NEW), worth(receivable_id(1, 3, 3, 4)), worth(child)) == (40, 60, 299_900)

        def test_it_should_let_it_cancel_what_it_has(self, receivables, give, behave, child, wallet, tier2, owed):
            """Hostile T7: what is cancelled in the hook is gone, and no longer owed."""
            behave(CALLS_BACK, receivables.cancel.encode_input(NEW, 100))
            give(child, wallet, 100, tier2)
            assert owed() == 999_900
            with refused("Receivables_NoSuchReceivable", NEW):
                receivables.ownerOf(NEW)

        def test_it_should_not_let_it_spend_an_allowance_twice(
            self, receivables, allow, behave, child, wallet, tier2, stranger
        ):
            """Hostile T7: an allowance is used up before the hook is called."""
            allow(child, wallet, 100, tier2)
            again = receivables.transferFrom[VALUE_TO].encode_input(child, wallet, 100)
            behave(CALLS_BACK, again)
            with refused("Receivables_InsufficientAllowance", child, wallet, 0, 100):
                wallet.execute(receivables, again, {"from": stranger})

        def test_it_should_not_let_it_spend_its_value_twice(self, receivables, behave, its, child, wallet, stranger):
            """Hostile T7: value is gone before the hook is called."""
            again = receivables.transferFrom[VALUE_TO].encode_input(its, wallet, 1_000)
            behave(CALLS_BACK, again)
            with refused("Receivables_InsufficientValue", its, 0, 1_000):
                wallet.execute(receivables, again, {"from": stranger})
