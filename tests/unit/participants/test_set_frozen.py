import pytest

from tests.stage import ZERO, logged, plain, refused

REASON, OTHER_REASON = "0x" + "4e" * 32, "0x" + "4f" * 32
OBLIGOR, SUPPLIER = 1, 2


@pytest.fixture
def freeze(participants, operator):
    """Freeze an account, or no longer, at the supervisor's call."""
    return lambda account, frozen=True, reason=REASON: participants.setFrozen(
        account, frozen, reason, {"from": operator}
    )


@pytest.fixture
def frozen(freeze, tier2):
    """Tier 2, frozen."""
    freeze(tier2)
    return tier2


class TestSetFrozen:
    """Rule P10."""

    class TestWhenAnAccountIsFrozen:
        def test_it_should_be_shown_as_frozen_and_not_accredited(self, participants, freeze, tier2):
            freeze(tier2)
            assert participants.standingOf(tier2)["frozen"]
            assert not participants.isAccredited(tier2)
            assert plain(participants.isPayable(tier2)) == (False, False, True)
            with refused("Participants_AccountFrozen", tier2):
                participants.requireUnstopped(tier2)

        def test_it_should_log_it_with_its_reason(self, freeze, tier2):
            (log,) = logged(freeze(tier2), "ParticipantFrozen")
            assert log == {"account": tier2, "frozen": True, "reasonHash": REASON}

        def test_it_should_leave_the_rest_of_its_standing(self, participants, freeze, tier2):
            before = plain(participants.standingOf(tier2))
            freeze(tier2)
            assert plain(participants.standingOf(tier2)) == (*before[:4], True)

        def test_it_should_freeze_one_that_was_never_registered(self, stage, participants, freeze, stranger):
            freeze(stranger)
            stage.register(stranger, SUPPLIER, b"\x1d" * 32)
            assert not participants.isAccredited(stranger)

    class TestGivenAnAccountIsFrozen:
        def test_it_should_refuse_what_needs_it_accredited(self, participants, frozen):
            with refused("Participants_AccountFrozen", frozen):
                participants.requireAccredited(frozen)
            with refused("Participants_AccountFrozen", frozen):
                participants.requireCapacity(frozen, SUPPLIER)

        def test_it_should_refuse_a_transfer_from_it_and_to_it(self, participants, frozen, tier3):
            for way in ((frozen, tier3), (tier3, frozen), (frozen, frozen)):
                with refused("Participants_AccountFrozen", frozen):
                    participants.requireAccreditedTransfer(*way)

        def test_it_should_refuse_an_issue_by_it_and_to_it(self, participants, freeze, frozen, anchor, supplier):
            with refused("Participants_AccountFrozen", frozen):
                participants.requireIssue(anchor, frozen)
            freeze(anchor)
            with refused("Participants_AccountFrozen", anchor):
                participants.requireIssue(anchor, supplier)

        def test_it_should_stay_frozen_when_it_is_registered_anew(self, participants, accredit, frozen):
            accredit(frozen)
            assert plain(participants.isPayable(frozen)) == (False, False, True)

        def test_it_should_stay_frozen_when_it_is_revoked(self, participants, operator, frozen):
            participants.revoke(frozen, {"from": operator})
            with refused("Participants_AccountFrozen", frozen):
                participants.requireAccredited(frozen)

        def test_it_should_keep_its_own_choice_to_stand(self, participants, frozen):
            participants.setStandingAcceptance(False, {"from": frozen})
            shown = participants.standingOf(frozen)
            assert (shown["standingAcceptance"], shown["frozen"]) == (False, True)

        def test_it_should_log_it_again_when_it_is_frozen_again(self, freeze, frozen):
            (log,) = logged(freeze(frozen, reason=OTHER_REASON), "ParticipantFrozen")
            assert log == {"account": frozen, "frozen": True, "reasonHash": OTHER_REASON}

    class TestWhenItIsFrozenNoLonger:
        def test_it_should_be_accredited_again(self, participants, freeze, frozen):
            freeze(frozen, False)
            assert plain(participants.isPayable(frozen)) == (True, False, False)
            participants.requireUnstopped(frozen)
            participants.requireAccredited(frozen)

        def test_it_should_log_it_with_its_reason(self, freeze, frozen):
            (log,) = logged(freeze(frozen, False, OTHER_REASON), "ParticipantFrozen")
            assert log == {"account": frozen, "frozen": False, "reasonHash": OTHER_REASON}

        def test_it_should_not_be_accredited_if_that_has_ended_meanwhile(self, participants, operator, freeze, frozen):
            participants.revoke(frozen, {"from": operator})
            freeze(frozen, False)
            with refused("Participants_NotAccredited", frozen):
                participants.requireAccredited(frozen)

    class TestWhenTheZeroAddressIsFrozen:
        def test_it_should_refuse(self, freeze):
            """Hostile R6: minting and burning name it, and must not be stopped by it."""
            with refused("Participants_ZeroAccount"):
                freeze(ZERO)

    class TestWhenTheCallerIsNotTheSupervisor:
        def test_it_should_refuse_a_stranger(self, participants, stranger, tier2):
            with refused("AccessManagedUnauthorized", stranger):
                participants.setFrozen(tier2, True, REASON, {"from": stranger})

        def test_it_should_refuse_the_account_itself(self, participants, frozen):
            with refused("AccessManagedUnauthorized", frozen):
                participants.setFrozen(frozen, False, REASON, {"from": frozen})
