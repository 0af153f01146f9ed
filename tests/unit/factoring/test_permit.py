import pytest

from _local import member
from headwater import sign
from headwater._signing import Domain
from tests.stage import FACE, astuple, refused

LENT = 800_000
PERMIT = (
    ("owner", "address"),
    ("spender", "address"),
    ("value", "uint256"),
    ("nonce", "uint256"),
    ("deadline", "uint256"),
)


@pytest.fixture
def money(stage, make, ready):
    """A currency that takes allowances by signature; supplier and financier have some, and have approved nothing."""
    money = stage.admit_currency(make("PermitCurrency", "Permit", "PMT"))
    for name in ("supplier", "financier"):
        money.mint(stage.cast[name], FACE, {"from": stage.cast[name]})
    return money


@pytest.fixture
def agreed(stage, money):
    """Terms of an advance in that currency."""
    return stage.advance(stage.issue(currency=money.address), currency=money.address)


@pytest.fixture
def allow(stage, money, factoring):
    """What `permit` takes: somebody's signed allowance for the factoring."""

    def act(name, amount):
        owner, deadline = stage.cast[name].address, stage.deadline()
        domain = Domain("Permit", stage.programme.w3.eth.chain_id, money.address)
        values = {"owner": owner, "spender": factoring.address, "value": amount, "nonce": money.nonces(owner)}
        signed = sign(member(name), domain.message("Permit", PERMIT, values | {"deadline": deadline}))
        return money, owner, amount, deadline, signed[64], signed[:32], signed[32:64]

    return act


@pytest.fixture
def opening(stage, factoring, agreed):
    """The call that opens the advance."""
    signed = (stage.sign_advance(agreed, name) for name in ("supplier", "financier"))
    return factoring.open.encode_input(astuple(agreed), *signed)


class TestPermit:
    class TestGivenASignedAllowance:
        def test_it_should_open_in_one_call(self, factoring, allow, opening, agreed, money, stranger, debt):
            permit = factoring.usePermit.encode_input(*allow("financier", LENT))
            factoring.multicall([permit, opening], {"from": stranger})
            assert (debt(agreed), money.balanceOf(agreed.seller)) == ((LENT, 0), FACE + LENT)

        def test_it_should_open_where_somebody_was_first_to_show_it(
            self, factoring, allow, opening, agreed, money, stranger, debt
        ):
            given = allow("financier", LENT)
            money.permit(given[1], factoring, *given[2:], {"from": stranger})
            factoring.multicall([factoring.usePermit.encode_input(*given), opening], {"from": stranger})
            assert debt(agreed) == (LENT, 0)

        def test_it_should_pay_back_in_one_call(self, factoring, allow, opening, agreed, stranger, supplier, debt):
            permit = factoring.usePermit.encode_input(*allow("financier", LENT))
            factoring.multicall([permit, opening], {"from": stranger})
            repay = factoring.repay.encode_input(astuple(agreed), LENT)
            permit = factoring.usePermit.encode_input(*allow("supplier", LENT))
            factoring.multicall([permit, repay], {"from": supplier})
            assert debt(agreed) == (0, 0)

        def test_it_should_take_nothing_by_itself(self, factoring, allow, money, stranger, financier):
            factoring.usePermit(*allow("financier", LENT), {"from": stranger})
            assert money.allowance(financier, factoring) == LENT
            assert money.balanceOf(financier) == FACE

        def test_it_should_keep_who_calls_for_who_repays(self, factoring, allow, opening, agreed, stranger):
            """An allowance of the supplier's serves nobody else to pay back with."""
            factoring.multicall(
                [factoring.usePermit.encode_input(*allow("financier", LENT)), opening], {"from": stranger}
            )
            permit = factoring.usePermit.encode_input(*allow("supplier", LENT))
            with refused("ERC20InsufficientAllowance", factoring, 0, LENT):
                factoring.multicall([permit, factoring.repay.encode_input(astuple(agreed), LENT)], {"from": stranger})

    class TestGivenOneThatDoesNotHold:
        def test_it_should_refuse_the_step_that_needed_it(self, factoring, allow, opening, stranger):
            given = list(allow("financier", LENT))
            given[2] = LENT + 1
            with refused("ERC20InsufficientAllowance", factoring, 0, LENT):
                factoring.multicall([factoring.usePermit.encode_input(*given), opening], {"from": stranger})

        def test_it_should_pass_over_a_currency_that_knows_none(self, factoring, allow, currency, stranger, financier):
            factoring.usePermit(currency, *allow("financier", LENT)[1:], {"from": stranger})
            assert currency.allowance(financier, factoring) == 100 * FACE

        def test_it_should_change_nothing_at_an_address_without_code(
            self, factoring, allow, currency, stranger, supplier, financier
        ):
            tx = factoring.usePermit(supplier, *allow("financier", LENT)[1:], {"from": stranger})
            assert (len(tx.logs), currency.allowance(financier, factoring)) == (0, 100 * FACE)

        def test_it_should_not_spoil_the_step_after_an_address_without_code(
            self, factoring, allow, opening, agreed, money, stranger, supplier, financier, debt
        ):
            money.approve(factoring, LENT, {"from": financier})
            nothing = factoring.usePermit.encode_input(supplier, *allow("financier", LENT)[1:])
            factoring.multicall([nothing, opening, nothing], {"from": stranger})
            assert debt(agreed) == (LENT, 0)

    class TestGivenSeveralStepsInOneCall:
        def test_it_should_undo_all_for_one(self, factoring, start, terms, named, repay, stranger, root, held):
            start(terms)
            revoke = factoring.revoke.encode_input(named(terms))
            collect = factoring.collect.encode_input(astuple(terms), [root])
            with refused("Factoring_NothingCollected", named(terms)):
                factoring.multicall([revoke, collect], {"from": stranger})
            assert not factoring.isRevoked(stranger, named(terms))
