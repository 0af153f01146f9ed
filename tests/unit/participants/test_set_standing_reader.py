import pytest

from tests.stage import NOTHING, TOKEN, ZERO, logged, plain, refused

MOST = 16
KEY = "0x" + "e1" * 32


def account(number):
    return f"0x{number:040d}"  # digits alone are their own checksum


@pytest.fixture
def set_reader(participants, operator):
    return lambda account, standing=True: participants.setStandingReader(account, standing, {"from": operator})


@pytest.fixture
def readers(participants):
    """Those who read by standing, as plain addresses in order."""
    return lambda: sorted(plain(participants.standingReaders()))


class TestSetStandingReader:
    """Rule P9."""

    class TestGivenNobodyIsSet:
        def test_it_should_show_nobody(self, readers):
            assert readers() == []

        def test_it_should_take_back_nobody_and_log_nothing(self, set_reader, readers, supervisor):
            assert logged(set_reader(supervisor, False), "StandingReaderSet") == []
            assert readers() == []

    class TestWhenAnAccountBecomesOne:
        def test_it_should_be_shown(self, set_reader, readers, supervisor):
            set_reader(supervisor)
            assert readers() == [supervisor]

        def test_it_should_log_it(self, set_reader, supervisor):
            tx = set_reader(supervisor)
            assert logged(tx, "StandingReaderSet") == [{"account": supervisor, "standing": True}]

        def test_it_should_need_neither_key_nor_accreditation(self, set_reader, participants, supervisor):
            assert (str(participants.encryptionKeyOf(supervisor)), participants.isAccredited(supervisor)) == (
                NOTHING,
                False,
            )
            set_reader(supervisor)
            assert not participants.isAccredited(supervisor)

        def test_it_should_refuse_the_zero_address(self, set_reader):
            with refused("Participants_ZeroAccount"):
                set_reader(ZERO)

    class TestGivenAnAccountIsOne:
        @pytest.fixture(autouse=True)
        def _reads(self, set_reader, supervisor):
            set_reader(supervisor)

        class TestWhenItIsSetAgain:
            def test_it_should_change_and_log_nothing(self, set_reader, readers, supervisor):
                assert logged(set_reader(supervisor), "StandingReaderSet") == []
                assert readers() == [supervisor]

        class TestWhenItIsOneNoLonger:
            def test_it_should_leave_the_others(self, set_reader, readers, supervisor, stranger, tier2):
                set_reader(stranger)
                set_reader(tier2)
                set_reader(supervisor, False)
                assert readers() == sorted([stranger.address, tier2.address])

            def test_it_should_log_it(self, set_reader, supervisor):
                tx = set_reader(supervisor, False)
                assert logged(tx, "StandingReaderSet") == [{"account": supervisor, "standing": False}]

            def test_it_should_keep_its_key(self, set_reader, participants, supervisor):
                participants.publishEncryptionKey(KEY, {"from": supervisor})
                set_reader(supervisor, False)
                assert str(participants.encryptionKeyOf(supervisor)) == KEY

    class TestGivenThereAreAsManyAsCanBe:
        @pytest.fixture(autouse=True)
        def _many(self, set_reader):
            for number in range(1, MOST + 1):
                set_reader(account(number))

        def test_it_should_show_them_all(self, readers):
            assert readers() == [account(number) for number in range(1, MOST + 1)]

        def test_it_should_refuse_one_more(self, set_reader, supervisor):
            with refused("Participants_TooManyReaders", supervisor, MOST):
                set_reader(supervisor)

        def test_it_should_take_one_that_is_one_already(self, set_reader, readers):
            set_reader(account(1))
            assert len(readers()) == MOST

        def test_it_should_take_another_once_one_has_gone(self, set_reader, readers, supervisor):
            set_reader(account(1), False)
            set_reader(supervisor)
            assert (len(readers()), supervisor in readers()) == (MOST, True)

    class TestGivenAnAccountReadsByStanding:
        """Rule A5."""

        def test_it_should_give_it_no_power_over_a_receivable(self, set_reader, receivables, root, supplier, stranger):
            set_reader(stranger)
            with refused("Receivables_NotAuthorised", root, stranger):
                receivables.transferFrom[TOKEN](supplier, stranger, root, {"from": stranger})

    class TestWhenTheCallerIsNotTheOperator:
        def test_it_should_refuse_a_stranger(self, participants, stranger, supervisor):
            with refused("AccessManagedUnauthorized", stranger):
                participants.setStandingReader(supervisor, True, {"from": stranger})

        def test_it_should_refuse_the_reader_itself(self, set_reader, participants, supervisor):
            set_reader(supervisor)
            with refused("AccessManagedUnauthorized", supervisor):
                participants.setStandingReader(supervisor, False, {"from": supervisor})
