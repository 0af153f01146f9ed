"""Rule E5: only the terms in force can be acted on, and others come into force when all have signed them."""

from dataclasses import replace

import pytest

from tests.stage import FACE, ZERO, astuple, logged, plain, refused
from tests.unit.conditional_escrow.conftest import LENDER, PAYEE, PAYER

PARTIES = ["anchor", "supplier"]
STEPS = ["fund", "release", "lapse", "releasable", "withdraw", "collect", "dispute", "rule"]


@pytest.fixture
def try_step(stage, escrow, anchor):
    """Take a step on terms' second milestone at the anchor's call."""

    def act(step, terms):
        given = {
            "fund": [0],
            "release": [b""],
            "releasable": [b""],
            "withdraw": [0, anchor],
            "dispute": [1],
            "rule": [0, 0],
            "ruleBySilence": [0],
        }.get(step, [])
        return getattr(escrow, step)(astuple(terms), 1, *given, {"from": anchor})

    return act


class TestAmend:
    class TestGivenAllHaveSigned:
        def test_it_should_put_the_next_version_in_force(self, amend, escrow, begun, late, named, digest_of):
            amend(begun, now := late(begun))
            assert escrow.amendmentOf(named(begun)) == digest_of(now)

        def test_it_should_log_it(self, amend, begun, late, named, digest_of):
            (log,) = logged(amend(begun, now := late(begun)), "AgreementAmended")
            assert list(log.values()) == [named(begun), digest_of(now), 1]

        def test_it_should_tell_every_milestone(self, amended, state):
            assert [state(amended[0], i)["amended"] for i in range(3)] == [True, True, False]

        def test_it_should_move_nothing(self, amend, begun, late, holds, escrow, state):
            amend(begun, late(begun))
            assert (holds(escrow), state(begun)["released"]) == (FACE, 0)

        def test_it_should_fund_by_them(self, amended, fund, funded):
            fund(amended[1])
            assert funded(amended[0], 1)

        def test_it_should_release_by_them(self, stage, amend, escrow, begun, following, holds, supplier):
            never = stage.milestone(condition=stage.programme.suite.conditions.after_date(2**32))
            amend(begun, now := following(begun, never))
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(begun).hex(), 0, 0):
                escrow.release(astuple(now), 0, b"", {"from": supplier})

        def test_it_should_take_another_arbiter(self, stage, amend, escrow, begun, following, tier2, named, digest_of):
            amend(begun, now := following(begun, arbiter=tier2.address, arbiter_days=1, silence_ppm=0))
            assert escrow.amendmentOf(named(begun)) == digest_of(now)

        @pytest.mark.parametrize("caller", PARTIES)
        def test_it_should_need_no_signature_of_who_calls(self, stage, escrow, begun, late, named, digest_of, caller):
            signed = stage.sign_agreement(now := late(begun))
            signed[PARTIES.index(caller)] = b""
            escrow.amend(astuple(begun), astuple(now), signed, {"from": stage.cast[caller]})
            assert escrow.amendmentOf(named(begun)) == digest_of(now)

    class TestGivenASignatureIsMissing:
        @pytest.mark.parametrize(("signers", "missing"), [(("stranger", "supplier"), 0), (("anchor", "stranger"), 1)])
        def test_it_should_refuse(self, stage, amend, begun, late, signers, missing):
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[PARTIES[missing]]):
                amend(begun, late(begun), *signers)

        def test_it_should_refuse_those_under_the_first_terms(self, stage, escrow, begun, late, anchor, stranger):
            signed = stage.sign_agreement(begun)
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                escrow.amend(astuple(begun), astuple(late(begun)), signed, {"from": stranger})

        @pytest.mark.parametrize("count", [0, 1, 3])
        def test_it_should_refuse_another_number_of_them(self, stage, escrow, begun, late, stranger, count):
            signed = stage.sign_agreement(now := late(begun), *PARTIES, "financier")[:count]
            with refused("ConditionalEscrow_SignaturesMismatch", 2, count):
                escrow.amend(astuple(begun), astuple(now), signed, {"from": stranger})

    class TestGivenTheyDoNotFollow:
        @pytest.mark.parametrize("version", [0, 2, 2**256 - 1])
        def test_it_should_refuse_another_version(self, amend, begun, late, named, version):
            with refused("ConditionalEscrow_WrongAmendment", named(begun), version):
                amend(begun, late(begun, version=version))

        @pytest.mark.parametrize("origin", [bytes(32), b"\1" * 32], ids=["none", "another"])
        def test_it_should_refuse_another_origin(self, amend, begun, late, named, origin):
            with refused("ConditionalEscrow_WrongAmendment", named(begun), 1):
                amend(begun, late(begun, origin=origin))

        def test_it_should_refuse_those_of_another_agreement(self, stage, start, amend, begun, late, named):
            start(other := stage.agreement())
            with refused("ConditionalEscrow_WrongAmendment", named(begun), 1):
                amend(begun, late(other))

        @pytest.mark.parametrize("role", ["payer", "payee", "lender"])
        def test_it_should_refuse_other_parties(self, stage, amend, begun, late, named, role):
            with refused("ConditionalEscrow_WrongAmendment", named(begun), 1):
                amend(begun, late(begun, **{role: stage.cast["tier2"].address}), *PARTIES)

        def test_it_should_refuse_them_without_the_lender(self, start, amend, lent, late, named):
            start(terms := lent())
            with refused("ConditionalEscrow_WrongAmendment", named(terms), 1):
                amend(terms, late(terms, lender=ZERO))

        def test_it_should_refuse_before_the_first_have_begun(self, amend, ready, terms, late, named):
            with refused("ConditionalEscrow_NotInForce", named(terms)):
                amend(terms, late(terms))

        def test_it_should_refuse_terms_without_a_milestone(self, amend, ready, terms, late):
            with refused("ConditionalEscrow_NoSuchMilestone", 0):
                amend(replace(terms, milestones=()), late(terms))

    class TestGivenTheyCannotBeAgreedOn:
        """Rule E2: its parties are accredited as it is amended, and its arbiter is apart."""

        @pytest.mark.parametrize("who", PARTIES)
        def test_it_should_refuse_who_is_not_accredited(self, stage, amend, begun, late, dismiss, who):
            dismiss(who)
            with refused("Participants_NotAccredited", stage.cast[who]):
                amend(begun, late(begun))

        def test_it_should_refuse_an_arbiter_that_is_a_party(self, amend, begun, late, supplier):
            """Hostile E8: also by an amendment."""
            with refused("ConditionalEscrow_ArbiterIsParty", supplier):
                amend(begun, late(begun, arbiter=supplier.address))

        def test_it_should_refuse_them_after_their_validity(self, stage, amend, begun, late):
            now = late(begun, valid_until=stage.now())
            stage.move_to(now.valid_until + 1)
            with refused("ConditionalEscrow_ValidityOver", now.valid_until, now.valid_until + 1):
                amend(begun, now)

        def test_it_should_refuse_a_wrong_milestone(self, stage, amend, begun, following):
            with refused("ConditionalEscrow_AmountOutOfRange", 1, 0):
                amend(begun, following(begun, begun.milestones[0], stage.milestone(amount=0)))

    class TestGivenAMilestoneIsFunded:
        @pytest.mark.parametrize(
            "change",
            [
                {"amount": FACE - 1},
                {"amount": FACE + 1},
                {"currency": ZERO},
                {"receivable": 1},
                {"obligor": "0x" + "11" * 20},
                {"latest_due_day": 1},
                {"source": LENDER},
                {"to": LENDER},
                {"lapses_to": LENDER},
                {"to": PAYER, "source": PAYEE, "lapses_to": PAYEE},
            ],
            ids=str,
        )
        def test_it_should_refuse_another_asset_or_way(self, stage, start, amend, lent, following, named, change):
            start(terms := lent(stage.milestone(amount=500), stage.milestone(), funded_at_once=2))
            other = (terms.milestones[0], replace(terms.milestones[1], **change))
            with refused("ConditionalEscrow_FundedMilestoneChanged", named(terms), 1):
                amend(terms, following(terms, *other, funded_at_once=1))

        def test_it_should_refuse_to_drop_it(self, amend, fund, money_later, following, named):
            fund(money_later)
            with refused("ConditionalEscrow_FundedMilestoneChanged", named(money_later), 1):
                amend(money_later, following(money_later, money_later.milestones[0]))

        def test_it_should_refuse_to_change_its_place(self, amend, fund, money_later, following, named):
            fund(money_later)
            with refused("ConditionalEscrow_FundedMilestoneChanged", named(money_later), 0):
                amend(money_later, following(money_later, *reversed(money_later.milestones)))

        def test_it_should_take_another_condition_and_time(self, stage, amend, begun, following, escrow, named):
            other = stage.programme.suite.conditions.after_date(stage.now() + 5)
            time = {"deadline_day": stage.now() + 60, "evidence_days": 0}
            amend(begun, now := following(begun, replace(begun.milestones[0], condition=other, **time)))
            assert plain(escrow.releasable(astuple(now), 0, b"")) == (0, 0)

    class TestGivenAMilestoneIsNotFunded:
        def test_it_should_change_it(self, stage, amend, money_later, following, fund, holds, escrow):
            other = replace(money_later.milestones[1], amount=9)
            amend(money_later, now := following(money_later, money_later.milestones[0], other))
            fund(now)
            assert holds(escrow) == FACE + 9

        def test_it_should_append_one(self, stage, amend, begun, following, fund, state):
            amend(begun, now := following(begun, *begun.milestones, stage.milestone(amount=9)))
            fund(now)
            assert (state(begun, 1)["funded"], state(begun, 1)["amended"]) == (True, True)

        def test_it_should_drop_one(self, amend, money_later, following, fund):
            amend(money_later, now := following(money_later, money_later.milestones[0]))
            with refused("ConditionalEscrow_NoSuchMilestone", 1):
                fund(now)

        def test_it_should_not_fund_by_old_terms_what_was_dropped(self, amend, money_later, following, fund, named):
            amend(money_later, following(money_later, money_later.milestones[0]))
            with refused("ConditionalEscrow_NotInForce", named(money_later)):
                fund(money_later)

        def test_it_should_bring_back_one_that_was_dropped(self, amend, money_later, following, fund, funded):
            amend(money_later, second := following(money_later, money_later.milestones[0]))
            amend(second, third := following(second, *money_later.milestones))
            fund(third)
            assert funded(money_later, 1)

        def test_it_should_not_say_that_it_is_funded_again(self, amend, begun, late, fund, named):
            amend(begun, now := late(begun))
            with refused("ConditionalEscrow_AlreadyFunded", named(begun), 0):
                fund(now, 0)

    class TestGivenItWasAmendedBefore:
        def test_it_should_be_amended_again(self, amend, amended, late, escrow, named, digest_of):
            amend(amended[1], third := late(amended[1]))
            assert (third.version, escrow.amendmentOf(named(third))) == (2, digest_of(third))

        def test_it_should_refuse_the_same_again(self, amend, amended, digest_of):
            first, second = amended
            with refused("ConditionalEscrow_NotInForce", digest_of(first)):
                amend(first, second)

        def test_it_should_refuse_another_of_the_same_version(self, amend, amended, late, named):
            """Signed by all as well, but too late."""
            first, second = amended
            with refused("ConditionalEscrow_WrongAmendment", named(first), 1):
                amend(second, late(first, salt=1))

        @pytest.mark.parametrize("version", [0, 1])
        def test_it_should_refuse_to_go_back(self, amend, amended, late, digest_of, version):
            amend(amended[1], third := late(amended[1]))
            with refused("ConditionalEscrow_NotInForce", digest_of(amended[version])):
                amend(amended[version], late(third, version=version + 1))

        def test_it_should_not_begin_by_the_amended_ones(self, start, amended, named):
            with refused("ConditionalEscrow_WrongAmendment", named(amended[0]), 1):
                start(amended[1])

        def test_it_should_not_begin_again_by_the_first(self, start, amended, named):
            with refused("ConditionalEscrow_AlreadyBegun", named(amended[0])):
                start(amended[0])

    class TestGivenOldTerms:
        @pytest.mark.parametrize("step", [*STEPS, "ruleBySilence"])
        def test_it_should_refuse_the_first_in_every_step(self, amended, fund, try_step, digest_of, step):
            fund(amended[1])
            with refused("ConditionalEscrow_NotInForce", digest_of(amended[0])):
                try_step(step, amended[0])

        @pytest.mark.parametrize("step", [*STEPS, "ruleBySilence"])
        def test_it_should_refuse_the_second_in_every_step(self, amend, amended, late, try_step, digest_of, step):
            amend(amended[1], late(amended[1]))
            with refused("ConditionalEscrow_NotInForce", digest_of(amended[1])):
                try_step(step, amended[1])

        @pytest.mark.parametrize("step", [*STEPS, "ruleBySilence"])
        def test_it_should_refuse_what_nobody_has_signed(self, amended, late, try_step, digest_of, step):
            forged = late(amended[0], salt=77)
            with refused("ConditionalEscrow_NotInForce", digest_of(forged)):
                try_step(step, forged)
