"""Rules E1, E3 and E12: an agreement begins once, when all agree, and only then takes in what it says."""

from dataclasses import replace

import pytest

from tests.stage import DOCUMENT, FACE, TOKEN, VALUE, VALUE_TO, ZERO, astuple, logged, refused
from tests.unit.conditional_escrow.conftest import LENDER

PARTIES = ["anchor", "supplier", "financier"]


@pytest.fixture
def begin_by(stage, escrow, ready):
    """Begin at somebody's call, with the signatures of those who are named and nothing for the others."""

    def act(terms, caller, *signers):
        all_ = zip(PARTIES, stage.sign_agreement(terms), strict=False)
        signed = [signature if who in signers else b"" for who, signature in all_]
        return escrow.begin(astuple(terms), signed, {"from": stage.cast[caller]})

    return act


@pytest.fixture
def kept(escrow, named):
    """The receivable that is kept for a milestone."""
    return lambda terms, milestone=0: int(escrow.keptFor(named(terms), milestone)["receivable"])


@pytest.fixture
def barter(stage, delivery):
    """Terms by which all three put something in: money, a part of a receivable and money."""
    due = (stage.milestone(), delivery(amount=400_000), stage.milestone(amount=7, source=LENDER, lapses_to=LENDER))
    return stage.agreement(*due, lender=stage.cast["financier"].address)


class TestBegin:
    class TestGivenAllHaveSigned:
        """Rule E1."""

        def test_it_should_take_in_the_money(self, start, terms, holds, anchor, escrow):
            start(terms)
            assert (holds(escrow), holds(anchor)) == (FACE, 9 * FACE)

        def test_it_should_show_the_milestone_as_funded(self, begun, state):
            assert state(begun) == dict.fromkeys(("revoked", "amended", "divided"), False) | {
                "funded": True,
                "released": 0,
            }

        def test_it_should_log_the_beginning(self, start, terms, named):
            (log,) = logged(start(terms), "AgreementBegun")
            assert list(log.values()) == [named(terms), terms.payer, terms.payee, ZERO, 1]

        def test_it_should_give_its_name(self, stage, escrow, ready, terms, named, stranger):
            signed = stage.sign_agreement(terms)
            assert escrow.begin.call(astuple(terms), signed, {"from": stranger}) == named(terms)

        def test_it_should_begin_with_a_lender_as_well(self, start, lent, named, financier):
            (log,) = logged(start(terms := lent()), "AgreementBegun")
            assert (log["agreement"], log["lender"]) == (named(terms), financier)

        def test_it_should_begin_without_an_arbiter(self, stage, start, funded):
            start(terms := stage.agreement(arbiter=ZERO))
            assert funded(terms)

    class TestGivenAPartyCalls:
        """Rule E1."""

        @pytest.mark.parametrize("caller", PARTIES)
        def test_it_should_need_no_signature_of_its_own(self, begin_by, lent, funded, caller):
            begin_by(terms := lent(), caller, *(name for name in PARTIES if name != caller))
            assert funded(terms)

        @pytest.mark.parametrize("caller", PARTIES)
        def test_it_should_refuse_without_the_others(self, stage, begin_by, lent, caller):
            missing = next(name for name in PARTIES if name != caller)
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[missing]):
                begin_by(lent(), caller)

    class TestGivenASignatureIsMissing:
        """Rule E1."""

        @pytest.mark.parametrize("missing", PARTIES)
        def test_it_should_refuse(self, stage, begin_by, lent, missing):
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[missing]):
                begin_by(lent(), "stranger", *(name for name in PARTIES if name != missing))

        @pytest.mark.parametrize("missing", PARTIES)
        def test_it_should_refuse_another_partys_in_its_place(self, stage, start, lent, missing):
            signers = [name if name != missing else "supervisor" for name in PARTIES]
            with refused("ConditionalEscrow_InvalidSignature", stage.cast[missing]):
                start(lent(), *signers)

        def test_it_should_refuse_them_the_wrong_way_round(self, start, terms, anchor):
            with refused("ConditionalEscrow_InvalidSignature", anchor):
                start(terms, "supplier", "anchor")

        @pytest.mark.parametrize("count", [0, 1, 3])
        def test_it_should_refuse_another_number_of_them_for_two(self, start, terms, escrow, stranger, stage, count):
            signed = stage.sign_agreement(terms, *PARTIES)[:count]
            with refused("ConditionalEscrow_SignaturesMismatch", 2, count):
                escrow.begin(astuple(terms), signed, {"from": stranger})

        @pytest.mark.parametrize("count", [0, 2, 4])
        def test_it_should_refuse_another_number_of_them_for_three(self, lent, ready, escrow, stage, stranger, count):
            signed = stage.sign_agreement(terms := lent(), *PARTIES, "stranger")[:count]
            with refused("ConditionalEscrow_SignaturesMismatch", 3, count):
                escrow.begin(astuple(terms), signed, {"from": stranger})

    class TestGivenItHasBegunAlready:
        """Rule E1: once."""

        def test_it_should_refuse_the_same_again(self, start, begun, named):
            with refused("ConditionalEscrow_AlreadyBegun", named(begun)):
                start(begun)

        def test_it_should_refuse_the_same_when_all_has_left(self, start, begun, named, escrow, supplier, stranger):
            escrow.release(astuple(begun), 0, b"", {"from": stranger})
            escrow.withdraw(astuple(begun), 0, 0, supplier, {"from": stranger})
            with refused("ConditionalEscrow_AlreadyBegun", named(begun)):
                start(begun)

        def test_it_should_begin_the_same_with_another_salt(self, start, begun, funded, holds, escrow):
            start(again := replace(begun, salt=2**255))
            assert (funded(again), holds(escrow)) == (True, 2 * FACE)

    class TestGivenTheyAreNotFirstTerms:
        """Rule E1."""

        @pytest.mark.parametrize(("origin", "version"), [(b"\1" * 32, 1), (b"\1" * 32, 0), (bytes(32), 1)])
        def test_it_should_refuse(self, stage, start, origin, version):
            with refused("ConditionalEscrow_WrongAmendment", "0x" + origin.hex(), version):
                start(stage.agreement(origin=origin, version=version))

    class TestGivenSeveralAreFundedAtOnce:
        """Rules E1 and E3."""

        def test_it_should_take_in_each_from_its_party(self, start, barter, holds, escrow, financier, worth, kept):
            start(barter)
            assert (holds(escrow), holds(financier)) == (FACE + 7, 10 * FACE - 7)
            assert worth(kept(barter, 1)) == 400_000

        def test_it_should_leave_the_rest(self, start, barter, funded, holds, escrow):
            start(terms := replace(barter, funded_at_once=2))
            assert ([funded(terms, i) for i in range(3)], holds(escrow)) == ([True, True, False], FACE)

        def test_it_should_take_in_nothing_when_one_is_missing(self, start, barter, currency, escrow, financier, held):
            currency.approve(escrow, 6, {"from": financier})
            with refused("ERC20InsufficientAllowance", escrow, 6, 7):
                start(barter)
            assert (currency.balanceOf(escrow), held(barter.milestones[1].receivable)) == (0, barter.payee)

        def test_it_should_log_receivables_one_by_one(self, start, barter, named, kept):
            (log,) = logged(start(barter), "MilestoneFunded")
            assert list(log.values()) == [named(barter), 1, kept(barter, 1), 400_000]

    class TestGivenAReceivableIsFundedAtOnce:
        """Rules E3 and E4."""

        def test_it_should_keep_it_whole(self, stage, start, delivery, held, kept, root, escrow):
            start(terms := stage.agreement(delivery()))
            assert (held(root), kept(terms)) == (escrow, root)

        def test_it_should_keep_a_part_that_is_split_off(self, stage, start, delivery, held, kept, root, supplier):
            start(terms := stage.agreement(delivery(amount=FACE - 1)))
            assert (held(root), held(kept(terms)), kept(terms) != root) == (supplier, stage.escrow, True)

        def test_it_should_refuse_it_of_another_holder(self, stage, start, delivery, child):
            with refused("ConditionalEscrow_OtherReceivable", 0, child):
                start(stage.agreement(delivery(receivable=child, amount=1)))

        def test_it_should_refuse_without_an_approval(
            self, stage, start, delivery, receivables, root, supplier, escrow
        ):
            receivables.setApprovalForAll(escrow, False, {"from": supplier})
            with refused("Receivables_NotAuthorised", root, escrow):
                start(stage.agreement(delivery()))

        def test_it_should_close_custody_again(self, stage, start, delivery, participants, escrow):
            start(stage.agreement(delivery()))
            assert not participants.standingOf(escrow)["standingAcceptance"]

    class TestGivenSomethingIsSentByMistake:
        """Rule E12."""

        def test_it_should_refuse_a_receivable(self, receivables, root, supplier, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[TOKEN](supplier, escrow, root, {"from": supplier})

        def test_it_should_refuse_a_part_of_one(self, receivables, root, supplier, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.split(root, [(escrow, 1, DOCUMENT)], {"from": supplier})

        def test_it_should_refuse_value_of_one(self, receivables, root, supplier, escrow):
            with refused("Participants_NoStandingAcceptance", escrow):
                receivables.transferFrom[VALUE_TO](root, escrow, 1, {"from": supplier})

        def test_it_should_refuse_value_for_one_that_it_keeps(self, stage, start, delivery, root, supplier, kept):
            start(terms := stage.agreement(delivery(amount=FACE - 1)))
            with refused("Participants_NoStandingAcceptance", stage.escrow):
                stage.receivables.transferFrom[VALUE](root, kept(terms), 1, {"from": supplier})

        def test_it_should_count_no_money(self, stage, begun, escrow, currency, holds, supplier, stranger):
            currency.mint(escrow, 999, {"from": stranger})
            escrow.release(astuple(begun), 0, b"", {"from": stranger})
            escrow.withdraw(astuple(begun), 0, 0, supplier, {"from": stranger})
            assert (holds(supplier), holds(escrow)) == (FACE, 999)

        def test_it_should_not_fund_with_it(self, stage, start, terms, currency, escrow, anchor, stranger):
            currency.mint(escrow, FACE, {"from": stranger})
            currency.transfer(stranger, 10 * FACE, {"from": anchor})
            with refused("ERC20InsufficientBalance", anchor, 0, FACE):
                start(terms)
