import pytest

from _local import member
from headwater import sign
from tests.stage import DOCUMENT, FACE, OPERATOR, SPENDER, TOKEN, VALUE, VALUE_TO, astuple, refused

INSIDERS = ["supplier", "financier", "anchor", "stranger", "operator"]


@pytest.fixture
def free(stage, receivables, tier2):
    """A receivable of tier 2's, of the same obligation as one in custody, worth 300 000."""

    def act(root):
        return stage.split(root, (tier2, 300_000))[0]

    return act


@pytest.fixture
def beside(stage, start, root, child):
    """An opened advance on the root, of which tier 2 has the child, worth 300 000."""
    start(terms := stage.advance(root, value=700_000))
    return terms


class TestCustody:
    """Rule D2."""

    class TestGivenNoAdvanceIsBeingOpened:
        """Nothing reaches the custodian: it would belong to no advance."""

        def test_it_should_stand_for_nothing(self, participants, opened, factoring):
            assert not participants.standingOf(factoring)["standingAcceptance"]

        def test_it_should_refuse_a_whole_receivable(self, receivables, beside, child, tier2, factoring):
            with refused("Participants_NoStandingAcceptance", factoring):
                receivables.transferFrom[TOKEN](tier2, factoring, child, {"from": tier2})

        def test_it_should_refuse_one_that_is_sent_safely(self, receivables, beside, child, tier2, factoring):
            with refused("Participants_NoStandingAcceptance", factoring):
                receivables.safeTransferFrom[TOKEN](tier2, factoring, child, {"from": tier2})

        def test_it_should_refuse_a_share(self, receivables, beside, child, tier2, factoring):
            with refused("Participants_NoStandingAcceptance", factoring):
                receivables.split(child, [(factoring, 1, DOCUMENT)], {"from": tier2})

        def test_it_should_refuse_value_for_a_new_one(self, receivables, beside, child, tier2, factoring):
            with refused("Participants_NoStandingAcceptance", factoring):
                receivables.transferFrom[VALUE_TO](child, factoring, 1, {"from": tier2})

        def test_it_should_refuse_value_for_one_that_it_holds(self, receivables, beside, root, child, tier2, factoring):
            with refused("Participants_NoStandingAcceptance", factoring):
                receivables.transferFrom[VALUE](child, root, 1, {"from": tier2})

        def test_it_should_refuse_an_issue_for_it(self, stage, factoring):
            terms = stage.terms(seller=factoring.address)
            with refused("Participants_LacksCapacity", factoring, 2):
                stage.issue_terms(terms, stage.accept(terms))

        def test_it_should_never_take_what_is_proposed_to_it(self, stage, receivables, root, factoring, stranger):
            child = stage.propose(root, factoring, 1)
            signed = sign(member("supplier"), stage.programme.suite.proposal_message(child))
            with refused("Receivables_InvalidRecipientSignature", child, factoring):
                receivables.acceptProposalFor(child, signed, {"from": stranger})

        def test_it_should_let_who_proposed_to_it_have_it_back(self, stage, receivables, root, factoring, supplier):
            child = stage.propose(root, factoring, 1)
            receivables.withdrawProposal(child, {"from": supplier})
            assert receivables.ownerOf(child) == supplier

    class TestGivenAReceivableIsPledged:
        """Hostile T12: whoever was or is somebody to it, nobody moves, shrinks or burns it."""

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_transferred(self, stage, receivables, opened, root, factoring, who):
            with refused("Receivables_NotAuthorised", root, stage.cast[who]):
                receivables.transferFrom[TOKEN](factoring, stage.cast["financier"], root, {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_split(self, stage, receivables, opened, root, tier2, who):
            with refused("Receivables_NotAuthorised", root, stage.cast[who]):
                receivables.split(root, [(tier2, 1, DOCUMENT)], {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_cancelled(self, stage, receivables, opened, root, who):
            with refused("Receivables_NotHolder", root, stage.cast[who]):
                receivables.cancel(root, FACE, {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_proposed(self, stage, receivables, opened, root, tier2, today, who):
            with refused("Receivables_NotHolder", root, stage.cast[who]):
                receivables.propose(root, (tier2, 1, DOCUMENT), today + 1, {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_approved(self, stage, receivables, opened, root, tier2, who):
            with refused("Receivables_NotAuthorised", root, stage.cast[who]):
                receivables.approve[OPERATOR](tier2, root, {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", INSIDERS)
        def test_it_should_not_be_claimed_past_the_custodian(self, stage, receivables, due, root, factoring, who):
            stage.pay(root, FACE)
            with refused("Receivables_NotCustodian", root, factoring):
                receivables.claim(root, {"from": stage.cast[who]})

        def test_it_should_not_go_back_to_the_obligor(self, receivables, opened, root, factoring, anchor):
            with refused("Receivables_NotAuthorised", root, anchor):
                receivables.transferFrom[TOKEN](factoring, anchor, root, {"from": anchor})

        def test_it_should_not_be_released_before_it_is_paid_back(self, factoring, opened, named, financier):
            with refused("Factoring_StillOwed", named(opened), 800_000, 0):
                factoring.release(astuple(opened), opened.receivables, {"from": financier})

    class TestGivenItWasApprovedBefore:
        def test_it_should_forget_who_could_move_it(self, stage, receivables, start, terms, root, supplier, stranger):
            receivables.approve[OPERATOR](stranger, root, {"from": supplier})
            start(terms)
            with refused("Receivables_NotAuthorised", root, stranger):
                receivables.transferFrom[TOKEN](stage.factoring, stage.cast["tier2"], root, {"from": stranger})

        def test_it_should_forget_who_could_move_its_value(self, receivables, start, terms, root, supplier, tier2):
            receivables.approve[SPENDER](root, tier2, FACE, {"from": supplier})
            start(terms)
            with refused("Receivables_InsufficientAllowance", root, tier2, 0, 1):
                receivables.transferFrom[VALUE_TO](root, tier2, 1, {"from": tier2})
