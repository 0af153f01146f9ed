"""An allowance by signature and the step that needs it, in one call. Rule E4."""

import pytest

from _local import member
from headwater import sign
from headwater._signing import Domain
from tests.stage import FACE, astuple, refused

PERMIT = (
    ("owner", "address"),
    ("spender", "address"),
    ("value", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
)


@pytest.fixture
def money(make, ready, anchor):
    """A currency that takes allowances by signature; the anchor has some, and has approved nothing."""
    money = make("PermitCurrency", "Permit", "PMT")
    money.mint(anchor, 2 * FACE, {"from": anchor})
    return money


@pytest.fixture
def agreed(stage, money):
    """Terms of two milestones in that currency, the second funded later."""
    return stage.agreement(*[stage.milestone(currency=money.address)] * 2, funded_at_once=1)


@pytest.fixture
def allow(stage, money, escrow, anchor):
    """What `permit` takes: the anchor's signed allowance for the escrow."""

    def act(amount=FACE):
        deadline = stage.deadline()
        domain = Domain("Permit", stage.programme.w3.eth.chain_id, money.address)
        values = {"owner": anchor.address, "spender": escrow.address, "value": amount, "nonce": money.nonces(anchor)}
        signed = sign(member("anchor"), domain.message("Permit", PERMIT, values | {"deadline": deadline}))
        return money, anchor, amount, deadline, signed[64], signed[:32], signed[32:64]

    return act


@pytest.fixture
def beginning(stage, escrow, agreed):
    """The call that begins the agreement."""
    return escrow.begin.encode_input(astuple(agreed), stage.sign_agreement(agreed))


@pytest.fixture
def together(escrow):
    """Show an allowance and take a step in one call."""

    def act(given, step, by):
        return escrow.multicall([escrow.usePermit.encode_input(*given), step], {"from": by})

    return act


class TestPermit:
    class TestGivenASignedAllowance:
        def test_it_should_begin_in_one_call(self, together, allow, beginning, agreed, money, stranger, escrow, funded):
            together(allow(), beginning, stranger)
            assert (money.balanceOf(escrow), funded(agreed)) == (FACE, True)

        def test_it_should_begin_where_somebody_was_first_to_show_it(
            self, together, allow, beginning, money, agreed, escrow, stranger, funded
        ):
            """Hostile M10: what was shown already does not spoil the call that brings it."""
            given = allow()
            money.permit(given[1], escrow, *given[2:], {"from": stranger})
            together(given, beginning, stranger)
            assert funded(agreed)

        def test_it_should_fund_in_one_call(self, together, allow, beginning, escrow, agreed, stranger, anchor, funded):
            together(allow(), beginning, stranger)
            together(allow(), escrow.fund.encode_input(astuple(agreed), 1, 0), anchor)
            assert funded(agreed, 1)

        def test_it_should_keep_who_calls_for_who_funds(self, together, allow, beginning, escrow, agreed, stranger):
            """An allowance of the anchor's lets nobody else fund in its name."""
            together(allow(), beginning, stranger)
            with refused("ConditionalEscrow_NotAllowed", stranger):
                together(allow(), escrow.fund.encode_input(astuple(agreed), 1, 0), stranger)

        def test_it_should_take_nothing_by_itself(self, escrow, allow, money, stranger, anchor):
            escrow.usePermit(*allow(), {"from": stranger})
            assert (money.allowance(anchor, escrow), money.balanceOf(anchor)) == (FACE, 2 * FACE)

    class TestGivenOneThatDoesNotHold:
        def test_it_should_refuse_the_step_that_needed_it(self, together, allow, beginning, escrow, stranger):
            given = list(allow())
            given[2] = FACE + 1
            with refused("ERC20InsufficientAllowance", escrow, 0, FACE):
                together(given, beginning, stranger)

        @pytest.mark.parametrize("where", ["currency", "supplier"])
        def test_it_should_pass_over_where_none_is_known(
            self, together, allow, beginning, money, escrow, stage, agreed, funded, anchor, stranger, where
        ):
            """A currency without allowances by signature, and an address without code."""
            money.approve(escrow, FACE, {"from": anchor})
            other = stage.currency if where == "currency" else stage.cast[where]
            together((other, *allow()[1:]), beginning, stranger)
            assert funded(agreed)

    class TestGivenSeveralStepsInOneCall:
        def test_it_should_begin_two_agreements(self, stage, escrow, ready, stranger, holds):
            both = [stage.agreement(), stage.agreement()]
            calls = [escrow.begin.encode_input(astuple(one), stage.sign_agreement(one)) for one in both]
            escrow.multicall(calls, {"from": stranger})
            assert holds(escrow) == 2 * FACE

        def test_it_should_undo_all_for_one(self, stage, escrow, ready, terms, named, stranger, holds):
            begin = escrow.begin.encode_input(astuple(terms), stage.sign_agreement(terms))
            with refused("ConditionalEscrow_AlreadyBegun", named(terms)):
                escrow.multicall([begin, begin], {"from": stranger})
            assert holds(escrow) == 0
