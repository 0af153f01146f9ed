"""Rule E12: what is sent to the escrow by mistake changes no account; outside of funding it takes no receivables."""

from dataclasses import replace

import pytest
from web3.exceptions import ContractLogicError, Web3RPCError

from tests.stage import DOCUMENT, FACE, TOKEN, VALUE, VALUE_TO, astuple, refused
from tests.unit.escrow_custody.conftest import RETURNED

PART = 700_000
DUST = [1, 3 * FACE]
ETHER = 10**18


@pytest.fixture
def money(stage, start):
    """A begun agreement on the anchor's money for the supplier."""
    start(terms := stage.agreement())
    return terms


@pytest.fixture
def send(currency, escrow, operator):
    """Send money to the escrow, for nothing."""
    return lambda amount: currency.mint(escrow, amount, {"from": operator})


@pytest.fixture
def force(stage, escrow):
    """Force ether into the escrow."""
    w3 = stage.programme.w3
    return lambda amount=ETHER: w3.provider.make_request("anvil_setBalance", [escrow.address, hex(amount)])


@pytest.fixture
def earn(escrow, stranger, withdraw):
    """Release an agreement's money, and pay it out."""

    def act(terms):
        escrow.release(astuple(terms), 0, b"", {"from": stranger})
        return withdraw(terms)

    return act


@pytest.fixture
def beside(keep, child):
    """A begun agreement that keeps the root, of which tier 2 has the child, worth 300 000."""
    return keep(amount=PART)


class TestMistakes:
    class TestGivenMoneyIsSentToTheEscrow:
        """Hostile E5, E6: what nobody put in is nobody's, and stops nothing."""

        @pytest.mark.parametrize("dust", DUST)
        def test_it_should_pay_out_what_was_agreed(self, money, send, earn, holds, escrow, supplier, dust):
            send(dust)
            assert (earn(money), holds(supplier), holds(escrow)) == (FACE, FACE, dust)

        @pytest.mark.parametrize("dust", DUST)
        def test_it_should_not_fund_a_milestone(self, stage, start, escrow, send, withdraw, named, dust):
            start(terms := stage.agreement(stage.milestone(amount=1), stage.milestone(), funded_at_once=1))
            send(dust)
            with refused("ConditionalEscrow_NotFunded", named(terms), 1):
                withdraw(terms, milestone=1)
            assert not escrow.milestoneOf(named(terms), 1)["funded"]

        @pytest.mark.parametrize("dust", DUST)
        def test_it_should_not_be_collected(self, stage, keep, send, collect, brought, holds, root, escrow, dust):
            terms = keep()
            send(dust)
            stage.settle(root, FACE // 2)
            collect(terms)
            assert (brought(terms), holds(escrow)) == ((FACE // 2, 0, 0), FACE // 2 + dust)

        @pytest.mark.parametrize("dust", DUST)
        def test_it_should_close_an_agreement_all_the_same(
            self, stage, keep, release, lapse, withdraw, send, holds, root, escrow, dust
        ):
            release(terms := keep(), 300_000)
            lapse(terms)
            stage.settle(root, FACE)
            send(dust)
            assert (withdraw(terms), withdraw(terms, RETURNED), holds(escrow)) == (300_000, 700_000, dust)

        @pytest.mark.parametrize("dust", DUST)
        def test_it_should_not_stop_another_from_beginning(self, stage, start, send, holds, escrow, dust):
            send(dust)
            start(stage.agreement())
            assert holds(escrow) == FACE + dust

    class TestGivenEtherIsForcedIntoIt:
        """Hostile E6: ether that is forced in changes nothing."""

        def test_it_should_pay_out_what_was_agreed(self, stage, money, force, earn, holds, escrow, supplier):
            force()
            assert (earn(money), holds(supplier), holds(escrow)) == (FACE, FACE, 0)
            assert stage.programme.w3.eth.get_balance(escrow.address) == ETHER

        def test_it_should_refuse_ether_that_is_sent(self, stage, escrow, stranger):
            call = {"from": stranger.address, "to": escrow.address, "value": 1}
            with pytest.raises((ContractLogicError, Web3RPCError), match="revert"):
                stage.programme.w3.eth.call(call)

    class TestGivenReceivablesAreSentToIt:
        """Hostile T12: they would be no milestone's."""

        def test_it_should_stand_for_none(self, participants, beside, escrow):
            assert not participants.standingOf(escrow)["standingAcceptance"]

        def test_it_should_refuse_a_whole_one(self, receivables, beside, child, tier2, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[TOKEN](tier2, escrow, child, {"from": tier2})

        def test_it_should_refuse_one_that_is_sent_safely(self, receivables, beside, child, tier2, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.safeTransferFrom[TOKEN](tier2, escrow, child, {"from": tier2})

        def test_it_should_refuse_a_share(self, receivables, beside, child, tier2, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.split(child, [(escrow, 1, DOCUMENT)], {"from": tier2})

        def test_it_should_refuse_value_for_a_new_one(self, receivables, beside, child, tier2, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[VALUE_TO](child, escrow, 1, {"from": tier2})

        def test_it_should_refuse_value_for_one_that_it_keeps(self, receivables, beside, kept, child, tier2, escrow):
            """It would be worth more than its milestone says, and the rest nobody's."""
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[VALUE](child, kept(beside), 1, {"from": tier2})

        def test_it_should_refuse_them_after_a_part_has_left(
            self, receivables, beside, release, withdraw, kept, child, tier2, escrow
        ):
            release(beside, 500_000)
            withdraw(beside)
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[VALUE](child, kept(beside), 1, {"from": tier2})

    class TestGivenAnApprovalForOneAgreement:
        """The escrow may move the anchor's money and the supplier's receivables, and does so by signed terms alone."""

        @pytest.mark.parametrize("who", ["supplier", "financier", "stranger", "operator"])
        def test_it_should_put_nothing_into_another_without_its_signature(
            self, stage, money, escrow, anchor, holds, who
        ):
            terms = stage.agreement()
            signed = [b"", *stage.sign_agreement(terms)[1:]]
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                escrow.begin(astuple(terms), signed, {"from": stage.cast[who]})
            assert holds(escrow) == FACE

        def test_it_should_put_nothing_into_another_by_a_signature_for_the_first(
            self, stage, money, escrow, anchor, stranger
        ):
            terms = replace(money, salt=money.salt + 10**6)
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                escrow.begin(astuple(terms), stage.sign_agreement(money), {"from": stranger})

        @pytest.mark.parametrize("who", ["supplier", "financier", "stranger", "operator"])
        def test_it_should_let_nobody_else_fund_another(self, stage, money, start, escrow, who):
            start(terms := stage.agreement(stage.milestone(amount=1), stage.milestone(), funded_at_once=1))
            with refused("ConditionalEscrow_NotAllowed", stage.cast[who]):
                escrow.fund(astuple(terms), 1, 0, {"from": stage.cast[who]})

        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier", "stranger", "operator"])
        def test_it_should_give_nobody_the_receivables_that_the_escrow_keeps(self, stage, beside, kept, escrow, who):
            caller, id_ = stage.cast[who], kept(beside)
            with refused("Receivables_NotAuthorised", id_, caller):
                stage.receivables.transferFrom[TOKEN](escrow, stage.cast["tier2"], id_, {"from": caller})

    class TestGivenAnotherAgreementWithTheSameParties:
        def test_it_should_pay_it_nothing_of_the_first(self, stage, money, start, earn, withdraw, named, holds, escrow):
            start(second := stage.agreement())
            earn(second)
            with refused("ConditionalEscrow_NothingThere", named(second), 0):
                withdraw(second)
            assert holds(escrow) == FACE
