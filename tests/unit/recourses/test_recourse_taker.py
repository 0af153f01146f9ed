import pytest

from _local import identity
from tests.stage import FACE, logged, refused

MET, SUPPLIER = 3, 2
MOST = 2 * FACE


@pytest.fixture
def sister(stage, participants, demanded, stranger):
    """The stranger, another account of the supplier's company that takes receivables."""
    stage.register(stranger, SUPPLIER, identity("supplier"))
    participants.setStandingAcceptance(True, {"from": stranger})
    return stranger


@pytest.fixture
def meet(discount_market, demanded):
    return lambda by: discount_market.meetRecourse(1, MOST, {"from": by})


class TestRecourseTaker:
    """Rule R4."""

    class TestGivenTheCallerIsAnotherAccountOfTheSellersCompany:
        def test_it_should_get_the_receivable(self, receivables, demanded, sister, meet, state):
            meet(sister)
            assert (receivables.ownerOf(demanded), state()) == (sister, MET)

        def test_it_should_pay_for_it_alone(self, currency, sister, meet, due, supplier, financier):
            before = [currency.balanceOf(who) for who in (sister, supplier, financier)]
            meet(sister)
            after = [currency.balanceOf(who) for who in (sister, supplier, financier)]
            changes = [int(now - then) for now, then in zip(after, before, strict=True)]
            assert changes == [-due(FACE), 0, due(FACE)]

        def test_it_should_lift_the_bar_from_the_company(self, sister, meet, demands, supplier):
            assert (demands(supplier), demands(sister)) == (1, 1)
            tx = meet(sister)
            assert (demands(supplier), demands(sister)) == (0, 0)
            assert [log["seller"] for log in logged(tx, "RecourseMet")] == [supplier]

        def test_it_should_get_it_when_the_seller_was_revoked(
            self, receivables, participants, demanded, sister, meet, operator, supplier, demands
        ):
            participants.revoke(supplier, {"from": operator})
            meet(sister)
            assert (receivables.ownerOf(demanded), demands(sister)) == (sister, 0)

        def test_it_should_get_it_when_the_seller_does_not_take_receivables(
            self, receivables, participants, demanded, sister, meet, supplier
        ):
            participants.setStandingAcceptance(False, {"from": supplier})
            meet(sister)
            assert receivables.ownerOf(demanded) == sister

        def test_it_should_refuse_when_it_does_not_take_receivables_itself(self, participants, sister, meet):
            participants.setStandingAcceptance(False, {"from": sister})
            with refused("Participants_NoStandingAcceptance", sister):
                meet(sister)

        def test_it_should_refuse_when_its_own_accreditation_has_ended(self, participants, sister, meet, operator):
            participants.revoke(sister, {"from": operator})
            with refused("Participants_NotAccredited", sister):
                meet(sister)

    class TestGivenTheCallerIsOfAnotherCompany:
        @pytest.mark.parametrize("name", ["stranger", "tier2", "tier3", "financier"])
        def test_it_should_leave_the_receivable_to_the_seller(
            self, stage, receivables, demanded, meet, supplier, state, name
        ):
            meet(stage.cast[name])
            assert (receivables.ownerOf(demanded), state()) == (supplier, MET)

        @pytest.mark.parametrize("name", ["stranger", "tier3"])
        def test_it_should_refuse_when_the_seller_cannot_take_it(
            self, stage, participants, meet, operator, supplier, name
        ):
            participants.revoke(supplier, {"from": operator})
            with refused("Participants_NotAccredited", supplier):
                meet(stage.cast[name])

    class TestGivenTheOrderOfTheSteps:
        def test_it_should_hand_the_receivable_over_before_the_money_is_paid_on(
            self, discount_market, demanded, meet, due, supplier, financier
        ):
            """Whoever is called with the money finds the receivable gone."""
            moves = logged(meet(supplier), "Transfer")
            assert [(move["from"], move["to"], move.get("value", move.get("tokenId"))) for move in moves] == [
                (supplier, discount_market, due(FACE)),
                (financier, supplier, demanded),
                (discount_market, financier, due(FACE)),
            ]
