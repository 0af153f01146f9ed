import pytest

from tests.stage import TOKEN, refused
from tests.unit.supervision.conftest import DAY, DELAY, REASON

GUARDIAN = 5
EXPIRATION = 7 * DAY


@pytest.fixture
def call(calls, child, tier2, tier3):
    """The call that forces tier 2's child to tier 3."""
    return calls["forcedTransferFor"](tier2, tier3, child)


@pytest.fixture
def announced(announce, call):
    """That order, announced: the second from which it can be carried out, and its number."""
    return announce(call)


@pytest.fixture
def direct(receivables, operator, child, tier2, tier3):
    """The enforcer's own call of the order."""
    return lambda by=operator: receivables.forcedTransferFor(tier2, tier3, child, REASON, {"from": by})


@pytest.fixture
def execute(authority, receivables, operator, call):
    """The order by the manager."""
    return lambda: authority.execute(receivables, call, {"from": operator})


@pytest.fixture
def carry_out(authority, receivables, operator, announce, clock):
    """Announce an order; gives the step that carries it out as soon as it can be."""

    def act(call):
        ready, _ = announce(call)
        return lambda: (clock(ready), authority.execute(receivables, call, {"from": operator}))

    return act


@pytest.fixture
def numbered(authority, receivables, operator):
    """The number of an order of the enforcer's."""
    return lambda call: str(authority.hashOperation(operator, receivables, call))


@pytest.fixture
def guardian(appoint, stranger):
    """The stranger, a guardian."""
    appoint(GUARDIAN, stranger)
    return stranger


@pytest.fixture
def cancel(authority, receivables, operator, call):
    return lambda by: authority.cancel(operator, receivables, call, {"from": by})


class TestEnforcementDelay:
    """Rule X4."""

    class TestGivenNothingWasAnnounced:
        def test_it_should_refuse_the_enforcers_direct_call(self, direct, numbered, call):
            with refused("AccessManagerNotScheduled", numbered(call)):
                direct()

        def test_it_should_refuse_the_enforcers_call_through_the_manager(self, execute, numbered, call):
            with refused("AccessManagerNotScheduled", numbered(call)):
                execute()

        @pytest.mark.parametrize("who", ["supervisor", "stranger", "tier2", "tier3", "anchor"])
        def test_it_should_refuse_everybody_else(self, stage, receivables, child, tier2, tier3, who):
            caller = stage.cast[who]
            with refused("AccessManagedUnauthorized", caller):
                receivables.forcedTransfer(tier2, tier3, child, {"from": caller})
            with refused("AccessManagedUnauthorized", caller):
                receivables.forcedTransferFor(tier2, tier3, child, REASON, {"from": caller})
            with refused("AccessManagedUnauthorized", caller):
                receivables.recover(tier2, tier3, [child], REASON, {"from": caller})

    class TestGivenAnOrderWasAnnounced:
        class TestWhenTheDelayHasNotPassed:
            def test_it_should_refuse_the_direct_call(self, announced, clock, direct):
                clock(announced[0] - 1)
                with refused("AccessManagerNotReady", announced[1]):
                    direct()

            def test_it_should_refuse_the_call_through_the_manager(self, announced, clock, execute):
                clock(announced[0] - 1)
                with refused("AccessManagerNotReady", announced[1]):
                    execute()

        class TestWhenTheDelayHasJustPassed:
            @pytest.fixture(autouse=True)
            def _ready(self, announced, clock, now):
                assert announced[0] - now() == DELAY
                clock(announced[0])

            def test_it_should_carry_out_the_direct_call(self, direct, held, child, tier3):
                direct()
                assert held(child) == tier3

            def test_it_should_carry_out_the_call_through_the_manager(self, execute, held, child, tier3):
                execute()
                assert held(child) == tier3

            def test_it_should_refuse_a_second_time(self, receivables, execute, announced, child, tier2, tier3):
                execute()
                receivables.transferFrom[TOKEN](tier3, tier2, child, {"from": tier3})
                with refused("AccessManagerNotScheduled", announced[1]):
                    execute()

            def test_it_should_refuse_another_order(
                self, receivables, operator, calls, numbered, child, tier2, supplier
            ):
                other = calls["forcedTransferFor"](tier2, supplier, child)
                with refused("AccessManagerNotScheduled", numbered(other)):
                    receivables.forcedTransferFor(tier2, supplier, child, REASON, {"from": operator})

            def test_it_should_refuse_another_caller(self, direct, stranger):
                with refused("AccessManagedUnauthorized", stranger):
                    direct(stranger)

        class TestWhenItHasExpired:
            @pytest.fixture(autouse=True)
            def _expired(self, announced, clock):
                clock(announced[0] + EXPIRATION)

            def test_it_should_refuse_the_direct_call(self, direct, announced):
                with refused("AccessManagerExpired", announced[1]):
                    direct()

            def test_it_should_refuse_the_call_through_the_manager(self, execute, announced):
                with refused("AccessManagerExpired", announced[1]):
                    execute()

            def test_it_should_carry_out_what_is_announced_anew(self, order, call, held, child, tier3):
                order(call)
                assert held(child) == tier3

    class TestGivenTheReceivableMovedMeanwhile:
        @pytest.fixture
        def moved(self, receivables, carry_out, calls, child, tier2, tier3, second):
            """A call that is ready, after the receivable has gone to tier 3."""

            def act(name):
                ready = carry_out(calls[name](tier2, second, child))
                receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
                return ready

            return act

        @pytest.mark.parametrize("name", ["forcedTransfer", "forcedTransferFor"])
        def test_it_should_refuse_a_transfer(self, moved, child, tier2, name):
            with refused("Receivables_NotHolder", child, tier2):
                moved(name)()

        def test_it_should_pass_over_it_in_a_recovery(self, moved, held, child, tier3):
            moved("recover")()
            assert held(child) == tier3

    class TestWhenTheGuardianCancels:
        def test_it_should_refuse_to_carry_it_out(self, guardian, announced, cancel, clock, direct, execute):
            cancel(guardian)
            clock(announced[0])
            for way in (direct, execute):
                with refused("AccessManagerNotScheduled", announced[1]):
                    way()

        def test_it_should_leave_other_orders(
            self, guardian, calls, carry_out, announced, cancel, root, supplier, held, tier2
        ):
            ready = carry_out(calls["forcedTransfer"](supplier, tier2, root))
            cancel(guardian)
            ready()
            assert held(root) == tier2

        def test_it_should_wait_the_whole_delay_when_it_is_announced_anew(
            self, guardian, announced, cancel, announce, call, clock, execute
        ):
            cancel(guardian)
            clock(announced[0] - 1)
            again, number = announce(call)
            assert again == announced[0] - 1 + DELAY
            with refused("AccessManagerNotReady", number):
                execute()

    class TestWhenTheEnforcerItselfCancels:
        def test_it_should_refuse_to_carry_it_out(self, announced, cancel, clock, execute, operator):
            cancel(operator)
            clock(announced[0])
            with refused("AccessManagerNotScheduled", announced[1]):
                execute()

    class TestWhenSomebodyElseCancels:
        @pytest.mark.parametrize("who", ["supervisor", "tier2", "stranger"])
        def test_it_should_refuse(self, stage, receivables, announced, cancel, operator, who):
            caller, selector = stage.cast[who], bytes.fromhex(receivables.forcedTransferFor.signature[2:])
            given = (caller, operator, receivables, selector)
            with refused("AccessManagerUnauthorizedCancel", *given):
                cancel(caller)
