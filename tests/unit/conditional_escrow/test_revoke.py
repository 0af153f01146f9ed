"""Rule E1: what a party has revoked does not begin."""

from dataclasses import replace

import pytest

from tests.stage import FACE, ZERO, astuple, logged, refused


class TestRevoke:
    class TestGivenTermsThatHaveNotBegun:
        @pytest.mark.parametrize("who", ["anchor", "supplier", "financier"])
        def test_it_should_let_none_begin_them(self, start, lent, revoke, named, who):
            revoke(terms := lent(), who)
            with refused("ConditionalEscrow_Revoked", named(terms)):
                start(terms)

        def test_it_should_not_let_who_revoked_begin_them(self, start, terms, revoke, named):
            revoke(terms)
            with refused("ConditionalEscrow_Revoked", named(terms)):
                start(terms, by="supplier")

        def test_it_should_log_and_show_it(self, terms, revoke, named, supplier, state):
            assert logged(revoke(terms), "TermsRevoked") == [{"terms": named(terms), "party": supplier}]
            assert (state(terms)["revoked"], state(terms)["funded"]) == (True, False)

        def test_it_should_stay_revoked(self, start, terms, revoke, named):
            revoke(terms, "anchor")
            revoke(terms, "supplier")
            with refused("ConditionalEscrow_Revoked", named(terms)):
                start(terms)

        def test_it_should_leave_the_same_with_another_salt(self, start, terms, revoke, funded):
            revoke(terms)
            start(other := replace(terms, salt=2**255))
            assert funded(other)

        def test_it_should_be_for_a_party_that_is_not_accredited_any_more(self, terms, revoke, dismiss, state):
            dismiss("supplier")
            revoke(terms)
            assert state(terms)["revoked"]

    class TestGivenWhoCalls:
        @pytest.mark.parametrize("who", ["financier", "supervisor", "stranger", "operator"])
        def test_it_should_refuse_who_is_no_party(self, stage, terms, revoke, who):
            with refused("ConditionalEscrow_NotAllowed", stage.cast[who]):
                revoke(terms, who)

        def test_it_should_refuse_nobody_where_there_is_no_lender(self, escrow, terms):
            """Hostile M4: the zero address is no lender."""
            with refused("ConditionalEscrow_NotAllowed", ZERO):
                escrow.revoke.call(astuple(terms), {"from": ZERO})

    class TestGivenTheyHaveBegun:
        @pytest.mark.parametrize("who", ["anchor", "supplier"])
        def test_it_should_refuse(self, begun, revoke, named, who):
            with refused("ConditionalEscrow_AlreadyBegun", named(begun)):
                revoke(begun, who)

    class TestGivenTheyAmendOthers:
        """Rule E5."""

        @pytest.mark.parametrize("who", ["anchor", "supplier"])
        def test_it_should_not_let_them_come_into_force(self, amend, revoke, begun, late, digest_of, who):
            revoke(now := late(begun), who)
            with refused("ConditionalEscrow_Revoked", digest_of(now)):
                amend(begun, now)

        def test_it_should_take_others(self, amend, revoke, begun, late, escrow, named, digest_of):
            revoke(late(begun))
            amend(begun, other := late(begun, salt=77))
            assert escrow.amendmentOf(named(begun)) == digest_of(other)

        def test_it_should_leave_the_first_in_force(self, revoke, begun, late, escrow, stranger, holds, supplier):
            revoke(late(begun))
            escrow.release(astuple(begun), 0, b"", {"from": stranger})
            escrow.withdraw(astuple(begun), 0, 0, supplier, {"from": stranger})
            assert holds(supplier) == FACE

        @pytest.mark.parametrize("who", ["anchor", "supplier"])
        def test_it_should_refuse_once_they_are_in_force(self, amended, revoke, fund, funded, digest_of, who):
            with refused("ConditionalEscrow_AlreadyBegun", digest_of(amended[1])):
                revoke(amended[1], who)
            fund(amended[1])
            assert funded(amended[0], 1)

        def test_it_should_refuse_the_first_after_them(self, amended, revoke, named):
            with refused("ConditionalEscrow_AlreadyBegun", named(amended[0])):
                revoke(amended[0])

        def test_it_should_take_those_that_were_in_force_before(self, amend, amended, late, revoke, digest_of, escrow):
            """They do not come into force again."""
            amend(amended[1], third := late(amended[1]))
            revoke(amended[1])
            assert escrow.amendmentOf(third.origin) == digest_of(third)
