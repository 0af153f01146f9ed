import pytest

from tests.stage import DOCUMENT, FACE, logged, plain, refused

REFUSES = 2


@pytest.fixture
def among(receivables, root, supplier):
    """Split 100 to each of several at the supplier's call."""
    return lambda *several: receivables.split(root, [(one, 100, DOCUMENT) for one in several], {"from": supplier})


@pytest.fixture
def unwilling(participants, tier3):
    """Tier 3, who wants to be asked from now on."""
    participants.setStandingAcceptance(False, {"from": tier3})
    return tier3


@pytest.fixture
def held(receivables, tier2, tier3, financier):
    return lambda: [int(receivables.balanceOf["address"](one)) for one in (tier2, tier3, financier)]


class TestSiblings:
    """Hostile S6: a split is all or nothing, says who stops it, and stops nobody else. Rule C4."""

    class TestGivenASplitAmongSeveral:
        class TestWhenOneOfThemMayNotTakeIt:
            def test_it_should_refuse_all_and_name_the_one_that_does_not_stand(
                self, among, tier2, unwilling, financier
            ):
                with refused("Participants_NoStandingAcceptance", unwilling):
                    among(tier2, unwilling, financier)

            def test_it_should_refuse_all_and_name_the_one_that_is_not_accredited(
                self, among, participants, operator, tier2, tier3, financier
            ):
                participants.revoke(tier3, {"from": operator})
                with refused("Participants_NotAccredited", tier3):
                    among(tier2, tier3, financier)

            def test_it_should_name_the_first_of_two(self, among, tier2, unwilling, stranger):
                with refused("Participants_NotAccredited", stranger):
                    among(tier2, stranger, unwilling)

            def test_it_should_change_nothing(self, receivables, among, tier2, unwilling, financier, left, held):
                with refused("Participants_NoStandingAcceptance", unwilling):
                    among(tier2, financier, unwilling)
                assert (left(), held()) == (FACE, [0, 0, 0])
                assert receivables.obligation(1)["serials"] == 1

        class TestWhenThatOneIsLeftOut:
            def test_it_should_give_to_all_others(self, among, tier2, unwilling, financier, left, held):
                with refused("Participants_NoStandingAcceptance", unwilling):
                    among(tier2, unwilling, financier)
                among(tier2, financier)
                assert (left(), held()) == (FACE - 200, [1, 0, 1])

            def test_it_should_be_possible_to_ask_that_one(self, stage, receivables, root, unwilling):
                asked = stage.propose(root, unwilling, 100)
                receivables.acceptProposal(asked, {"from": unwilling})
                assert receivables.ownerOf(asked) == unwilling

        class TestWhenOneOfThemIsAContractThatTakesNothing:
            @pytest.mark.parametrize("kind", ["SigningWallet", "ReceivingWallet"])
            def test_it_should_not_be_asked(self, receivables, among, admit, stranger, tier2, kind):
                wallet = admit(kind)
                if kind == "ReceivingWallet":
                    wallet.setManner(REFUSES, stranger, {"from": stranger})
                tx = among(tier2, wallet)
                assert receivables.ownerOf(logged(tx, "ReceivableSplit")[1]["child"]) == wallet
                assert {str(log.address) for log in tx.events} == {receivables.address}

    class TestGivenChildrenThatWereSplitOffBefore:
        @pytest.fixture
        def after(self, among, child, financier, unwilling):
            """A child of tier 2's, after a later split of its parent was refused."""
            with refused("Participants_NoStandingAcceptance", unwilling):
                among(financier, unwilling)
            return child

        def test_it_should_leave_them_as_they_are(self, receivables, after, tier2):
            assert plain(receivables.receivable(after))[:5] == (after, tier2, 300_000, 0, 0)

        def test_it_should_not_stop_them_from_being_split_and_paid(
            self, stage, receivables, currency, after, financier, tier2
        ):
            stage.split(after, (financier, 100_000), by="tier2")
            stage.settle(after, FACE)
            receivables.claim(after, {"from": financier})
            assert currency.balanceOf(tier2) == 200_000
