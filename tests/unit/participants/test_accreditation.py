import pytest

from _local import identity
from tests.stage import NOTHING, ZERO, plain, refused

IDENTITY = b"\x1d" * 32
OBLIGOR, SUPPLIER, FINANCIER, CUSTODIAN = 1, 2, 4, 8


@pytest.fixture
def last_day(stage, participants, operator, tier2, today):
    """The last day of tier 2's accreditation."""
    bound = participants.legalIdentityOf(tier2)
    participants.register((tier2, bound, SUPPLIER, "0x4445", today + 3), b"", {"from": operator})
    return today + 3


class TestAccreditation:
    class TestGivenItIsTheLastDay:
        """Rule P6."""

        def test_it_should_be_accredited(self, stage, participants, tier2, last_day):
            stage.move_to(last_day)
            assert participants.isAccredited(tier2)
            assert plain(participants.isPayable(tier2)) == (True, False, False)
            participants.requireAccredited(tier2)

    class TestGivenItIsTheDayAfterTheLast:
        """Rule P6."""

        def test_it_should_not_be_accredited(self, stage, participants, tier2, last_day):
            stage.move_to(last_day + 1)
            assert not participants.isAccredited(tier2)
            assert plain(participants.isPayable(tier2)) == (False, False, False)
            with refused("Participants_NotAccredited", tier2):
                participants.requireAccredited(tier2)

    class TestGivenTheAccountWasNeverRegistered:
        def test_it_should_show_nothing(self, participants, stranger):
            assert plain(participants.standingOf(stranger)) == (0, "0x0000", 0, False, False)
            assert participants.legalIdentityOf(stranger) == NOTHING
            assert plain(participants.isPayable(stranger)) == (False, False, False)

        def test_it_should_refuse_it(self, participants, stranger):
            with refused("Participants_NotAccredited", stranger):
                participants.requireAccredited(stranger)

        def test_it_should_refuse_the_zero_address(self, participants):
            with refused("Participants_NotAccredited", ZERO):
                participants.requireAccredited(ZERO)

    class TestGivenTheAccountIsACustodian:
        def test_it_should_say_so(self, stage, participants, stranger):
            stage.register(stranger, CUSTODIAN, IDENTITY)
            assert plain(participants.isPayable(stranger)) == (True, True, False)

        def test_it_should_say_so_when_its_accreditation_has_ended(self, stage, participants, operator, stranger):
            stage.register(stranger, CUSTODIAN, IDENTITY)
            participants.revoke(stranger, {"from": operator})
            assert plain(participants.isPayable(stranger)) == (False, True, False)

    class TestWhenACapacityIsRequired:
        def test_it_should_let_pass_who_has_it(self, participants, supplier):
            participants.requireCapacity(supplier, SUPPLIER)
            participants.requireCapacity(supplier, FINANCIER)

        def test_it_should_refuse_who_lacks_it(self, participants, supplier):
            with refused("Participants_LacksCapacity", supplier, OBLIGOR):
                participants.requireCapacity(supplier, OBLIGOR)

        def test_it_should_refuse_a_stranger(self, participants, stranger):
            with refused("Participants_NotAccredited", stranger):
                participants.requireCapacity(stranger, SUPPLIER)

    class TestWhenATransferIsRequired:
        """Rule C5."""

        def test_it_should_let_pass_a_recipient_who_stands(self, participants, supplier, tier2):
            participants.requireAccreditedTransfer(supplier, tier2)

        def test_it_should_let_pass_a_holder_to_itself_without_asking(self, participants, supplier):
            assert not participants.standingOf(supplier)["standingAcceptance"]
            participants.requireAccreditedTransfer(supplier, supplier)

        def test_it_should_refuse_a_recipient_who_does_not_stand(self, participants, supplier, tier2):
            with refused("Participants_NoStandingAcceptance", supplier):
                participants.requireAccreditedTransfer(tier2, supplier)

        def test_it_should_refuse_a_giver_who_is_not_accredited(self, participants, stranger, tier2):
            with refused("Participants_NotAccredited", stranger):
                participants.requireAccreditedTransfer(stranger, tier2)

        def test_it_should_refuse_a_recipient_who_is_not_accredited(self, participants, supplier, stranger):
            participants.setStandingAcceptance(True, {"from": stranger})
            with refused("Participants_NotAccredited", stranger):
                participants.requireAccreditedTransfer(supplier, stranger)

    class TestWhenAnIssueIsRequired:
        def test_it_should_give_the_identity_of_the_obligor(self, participants, anchor, supplier):
            given = plain(participants.requireIssue(anchor, supplier))
            assert given == (participants.legalIdentityOf(anchor), False)

        def test_it_should_tell_whether_the_seller_stands(self, participants, anchor, tier2):
            assert participants.requireIssue(anchor, tier2)[1]

        def test_it_should_refuse_an_obligor_without_the_capacity(self, participants, tier2, supplier):
            with refused("Participants_LacksCapacity", tier2, OBLIGOR):
                participants.requireIssue(tier2, supplier)

        def test_it_should_refuse_a_seller_without_the_capacity(self, participants, anchor, financier):
            with refused("Participants_LacksCapacity", financier, SUPPLIER):
                participants.requireIssue(anchor, financier)

        def test_it_should_refuse_an_obligor_who_is_not_accredited(self, participants, stranger, supplier):
            with refused("Participants_NotAccredited", stranger):
                participants.requireIssue(stranger, supplier)

        def test_it_should_refuse_a_seller_who_is_not_accredited(self, participants, anchor, stranger):
            with refused("Participants_NotAccredited", stranger):
                participants.requireIssue(anchor, stranger)

        def test_it_should_refuse_two_accounts_of_one_legal_identity(self, stage, participants, anchor, stranger):
            """Hostile R9: nobody sells an invoice that its own company has accepted."""
            stage.register(stranger, SUPPLIER, identity("anchor"))
            with refused("Participants_OneCompany", anchor, stranger):
                participants.requireIssue(anchor, stranger)
