import pytest

from tests.stage import NOTHING, logged

KEY, OTHER = "0x" + "e1" * 32, "0x" + "e2" * 32


@pytest.fixture
def publish(participants):
    return lambda key, by: participants.publishEncryptionKey(key, {"from": by})


@pytest.fixture
def published(participants):
    return lambda account: str(participants.encryptionKeyOf(account))


class TestPublishEncryptionKey:
    """Rule P8."""

    class TestGivenTheAccountHasNoKey:
        def test_it_should_show_none(self, published, supplier):
            assert published(supplier) == NOTHING

        def test_it_should_publish_the_key_of_the_caller_alone(self, publish, published, stage, supplier):
            publish(KEY, supplier)
            assert {name: published(of) for name, of in stage.cast.items() if published(of) != NOTHING} == {
                "supplier": KEY
            }

        def test_it_should_log_the_key(self, publish, supplier):
            assert logged(publish(KEY, supplier), "EncryptionKeyPublished") == [{"account": supplier, "key": KEY}]

    class TestGivenTheAccountHasAKey:
        @pytest.fixture(autouse=True)
        def _has(self, publish, supplier):
            publish(KEY, supplier)

        class TestWhenItPublishesAnother:
            def test_it_should_show_the_new_one(self, publish, published, supplier):
                publish(OTHER, supplier)
                assert published(supplier) == OTHER

            def test_it_should_log_the_new_one(self, publish, supplier):
                tx = publish(OTHER, supplier)
                assert logged(tx, "EncryptionKeyPublished") == [{"account": supplier, "key": OTHER}]

        class TestWhenItPublishesZero:
            def test_it_should_withdraw_the_key(self, publish, published, supplier):
                publish(NOTHING, supplier)
                assert published(supplier) == NOTHING

            def test_it_should_log_zero(self, publish, supplier):
                tx = publish(NOTHING, supplier)
                assert logged(tx, "EncryptionKeyPublished") == [{"account": supplier, "key": NOTHING}]

    class TestWhenTheCallerIsNotAccredited:
        def test_it_should_publish_its_key(self, publish, published, supervisor):
            publish(KEY, supervisor)
            assert published(supervisor) == KEY

        def test_it_should_not_accredit_it(self, publish, participants, supervisor):
            publish(KEY, supervisor)
            assert not participants.isAccredited(supervisor)
