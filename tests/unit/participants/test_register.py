import pytest

from tests.stage import NOTHING, ZERO, logged, plain, refused

IDENTITY = b"\x1d" * 32
SUPPLIER, CUSTODIAN = 2, 8
ALL = 127


@pytest.fixture
def entry(stranger, today):
    """The stranger, as a supplier in Germany through the next day."""
    return (stranger, IDENTITY, SUPPLIER, "0x4445", today + 1)


@pytest.fixture
def signature(stage, stranger):
    return stage.binding(stranger.address, IDENTITY, "stranger")


class TestRegister:
    class TestGivenTheAccountIsNotBound:
        """Rule P2."""

        class TestWhenItHasSigned:
            def test_it_should_bind_it(self, participants, operator, stranger, entry, signature):
                assert participants.legalIdentityOf(stranger) == NOTHING
                tx = participants.register(entry, signature, {"from": operator})
                assert participants.legalIdentityOf(stranger) == "0x" + IDENTITY.hex()
                logs = logged(tx, "AccountBound")
                assert logs == [{"account": stranger, "legalIdentity": "0x" + IDENTITY.hex()}]

            def test_it_should_accredit_it(self, participants, operator, stranger, entry, signature, today):
                assert not participants.isAccredited(stranger)
                participants.register(entry, signature, {"from": operator})
                assert participants.isAccredited(stranger)
                assert plain(participants.standingOf(stranger)) == (SUPPLIER, "0x4445", today + 1, False, False)

            def test_it_should_log_the_accreditation(self, participants, operator, stranger, entry, signature, today):
                tx = participants.register(entry, signature, {"from": operator})
                (log,) = logged(tx, "ParticipantRegistered")
                assert (log["account"], log["legalIdentity"]) == (stranger, "0x" + IDENTITY.hex())
                assert (log["capacities"], log["country"], log["validUntil"]) == (SUPPLIER, "0x4445", today + 1)

            def test_it_should_keep_a_preference_set_before(self, participants, operator, stranger, entry, signature):
                participants.setStandingAcceptance(True, {"from": stranger})
                participants.register(entry, signature, {"from": operator})
                assert participants.standingOf(stranger)["standingAcceptance"]

            def test_it_should_refuse_a_zero_identity(self, stage, participants, operator, stranger, today):
                signed = stage.binding(stranger.address, bytes(32), "stranger")
                with refused("Participants_ZeroIdentity"):
                    participants.register((stranger, NOTHING, SUPPLIER, "0x4445", today), signed, {"from": operator})

        class TestWhenItsContractHasSigned:
            def test_it_should_bind_the_contract(self, stage, participants, make, stranger):
                wallet = make("SigningWallet", stranger)
                stage.register(wallet, SUPPLIER, IDENTITY)
                assert participants.legalIdentityOf(wallet) == "0x" + IDENTITY.hex()
                assert participants.isAccredited(wallet)

            def test_it_should_refuse_a_wrong_answer(self, stage, make, stranger):
                wallet = make("SigningWallet", stranger)
                wallet.setYes("0x12345678", {"from": stranger})
                with refused("Participants_NotBound", wallet, IDENTITY):
                    stage.register(wallet, SUPPLIER, IDENTITY)

        class TestWhenSomebodyElseHasSigned:
            def test_it_should_refuse(self, stage, participants, operator, stranger, entry):
                signed = stage.binding(stranger.address, IDENTITY, "tier2")
                with refused("Participants_NotBound", stranger, IDENTITY):
                    participants.register(entry, signed, {"from": operator})

        class TestWhenItHasSignedForAnotherIdentity:
            def test_it_should_refuse(self, stage, participants, operator, stranger, entry):
                signed = stage.binding(stranger.address, b"\x2d" * 32, "stranger")
                with refused("Participants_NotBound", stranger, IDENTITY):
                    participants.register(entry, signed, {"from": operator})

        class TestWhenNobodyHasSigned:
            def test_it_should_refuse(self, participants, operator, stranger, entry):
                with refused("Participants_NotBound", stranger, IDENTITY):
                    participants.register(entry, b"", {"from": operator})

    class TestGivenTheAccountIsBound:
        class TestWhenTheIdentityIsItsOwn:
            """Rule P7."""

            def test_it_should_need_no_signature(self, participants, operator, stranger, entry):
                participants.bind(IDENTITY, {"from": stranger})
                tx = participants.register(entry, b"", {"from": operator})
                assert participants.isAccredited(stranger)
                assert logged(tx, "AccountBound") == []

            def test_it_should_replace_what_was_on_record(self, participants, operator, tier2, today):
                bound = participants.legalIdentityOf(tier2)
                participants.register((tier2, bound, 1, "0x4652", today), b"", {"from": operator})
                assert plain(participants.standingOf(tier2)) == (1, "0x4652", today, True, False)

            def test_it_should_refuse_to_make_it_a_custodian(self, participants, operator, tier2, today):
                bound = participants.legalIdentityOf(tier2)
                with refused("Participants_CustodyFixed", tier2):
                    participants.register(
                        (tier2, bound, SUPPLIER | CUSTODIAN, "0x4445", today), b"", {"from": operator}
                    )

            def test_it_should_refuse_to_end_its_being_a_custodian(self, stage, participants, operator, stranger):
                stage.register(stranger, CUSTODIAN, IDENTITY)
                participants.revoke(stranger, {"from": operator})
                with refused("Participants_CustodyFixed", stranger):
                    stage.register(stranger, SUPPLIER, IDENTITY)

        class TestWhenTheIdentityIsAnother:
            def test_it_should_refuse(self, stage, participants, operator, tier2, today):
                bound = participants.legalIdentityOf(tier2)
                signed = stage.binding(tier2.address, IDENTITY, "tier2")
                with refused("Participants_AlreadyBound", tier2, bound):
                    participants.register((tier2, IDENTITY, 2, "0x4445", today), signed, {"from": operator})

    class TestGivenWhatIsSaidIsWrong:
        """Rule P4."""

        def test_it_should_refuse_the_zero_address(self, participants, operator, today):
            with refused("Participants_ZeroAccount"):
                participants.register((ZERO, IDENTITY, 1, "0x4445", today), b"", {"from": operator})

        def test_it_should_refuse_the_registrars_own_account(self, stage, participants, operator, today):
            """Hostile R9: it cannot let itself in, and then buy what it has approved. Rule P11."""
            entry = (operator, IDENTITY, SUPPLIER, "0x4445", today)
            signature = stage.binding(operator.address, IDENTITY, "operator")
            with refused("Participants_OwnAccount", operator):
                participants.register(entry, signature, {"from": operator})

        def test_it_should_refuse_a_capacity_that_does_not_exist(self, participants, operator, entry, signature):
            wrong = (*entry[:2], ALL + 1, *entry[3:])
            with refused("Participants_UnknownCapacities", ALL + 1):
                participants.register(wrong, signature, {"from": operator})

        @pytest.mark.parametrize("country", ["0x6465", "0x4430", "0x4400", "0x405a", "0x5b41", "0x415b"])
        def test_it_should_refuse_a_country_that_is_not_two_capitals(
            self, participants, operator, entry, signature, country
        ):
            with refused("Participants_UnknownCountry", bytes.fromhex(country[2:])):
                participants.register((*entry[:3], country, entry[4]), signature, {"from": operator})

        def test_it_should_refuse_a_last_day_that_is_past(self, participants, operator, entry, signature, today):
            with refused("Participants_ValidityPast", today - 1, today):
                participants.register((*entry[:4], today - 1), signature, {"from": operator})

    class TestGivenWhatIsSaidIsAtItsEdge:
        def test_it_should_take_every_capacity_at_once(self, participants, operator, stranger, entry, signature):
            participants.register((*entry[:2], ALL, *entry[3:]), signature, {"from": operator})
            assert participants.standingOf(stranger)["capacities"] == ALL

        @pytest.mark.parametrize("country", ["0x4141", "0x5a5a"])
        def test_it_should_take_the_first_and_last_letter(
            self, participants, operator, stranger, entry, signature, country
        ):
            participants.register((*entry[:3], country, entry[4]), signature, {"from": operator})
            assert participants.standingOf(stranger)["country"] == country

        def test_it_should_take_today_as_the_last_day(self, participants, operator, stranger, entry, signature, today):
            participants.register((*entry[:4], today), signature, {"from": operator})
            assert participants.isAccredited(stranger)

    class TestWhenTheCallerIsNotTheRegistrar:
        """Rule P1."""

        def test_it_should_refuse(self, participants, stranger, entry, signature):
            with refused("AccessManagedUnauthorized", stranger):
                participants.register(entry, signature, {"from": stranger})
