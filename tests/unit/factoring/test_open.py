import pytest

from tests.stage import FACE, astuple, logged, plain, refused

LENT = 800_000


@pytest.fixture
def open_by(stage, factoring, ready, terms):
    """Open the advance at somebody's call, with the signatures of those who are named."""

    def act(caller, *signers, terms=terms):
        signed = (stage.sign_advance(terms, who) if who in signers else b"" for who in ("supplier", "financier"))
        return factoring.open(astuple(terms), *signed, {"from": stage.cast[caller]})

    return act


class TestOpen:
    class TestGivenBothHaveSigned:
        """Rules D1, D2, D3."""

        def test_it_should_hand_the_receivable_into_custody(self, start, terms, named, factoring, held, root):
            start(terms)
            assert (held(root), factoring.advanceOf(root)) == (factoring, named(terms))

        def test_it_should_pay_the_advance_to_the_seller(self, start, terms, supplier, financier, currency, factoring):
            start(terms)
            assert (currency.balanceOf(supplier), currency.balanceOf(financier)) == (LENT, 10 * FACE - LENT)
            assert currency.balanceOf(factoring) == 0

        def test_it_should_write_the_books(self, opened, account, today):
            assert account(opened) == (LENT, today, False, 0, 0)

        def test_it_should_log_the_opening(self, start, terms, named):
            (log,) = logged(start(terms), "AdvanceOpened")
            assert list(log.values()) == [named(terms), terms.seller, terms.financier, astuple(terms), LENT]

        def test_it_should_give_its_name(self, stage, factoring, ready, terms, named, supplier):
            signed = stage.sign_advance(terms, "financier")
            assert factoring.open.call(astuple(terms), b"", signed, {"from": supplier}) == named(terms)

        def test_it_should_round_the_advance_down(self, stage, start, root, debt):
            start(terms := stage.advance(root, value=999_999, advance_ppm=800_001))
            assert debt(terms) == (999_999 * 800_001 // 10**6, 0) == (799_999 + 1, 0)

        def test_it_should_lend_the_whole_value_where_that_was_agreed(self, stage, start, root, currency, supplier):
            start(stage.advance(root, advance_ppm=10**6))
            assert currency.balanceOf(supplier) == FACE

    class TestGivenOneOfThemCalls:
        """Rule D1."""

        def test_it_should_need_no_signature_of_the_seller(self, open_by, held, root, factoring):
            open_by("supplier", "financier")
            assert held(root) == factoring

        def test_it_should_need_no_signature_of_the_financier(self, open_by, held, root, factoring):
            open_by("financier", "supplier")
            assert held(root) == factoring

        @pytest.mark.parametrize(("caller", "missing"), [("supplier", "financier"), ("financier", "supplier")])
        def test_it_should_refuse_without_the_other(self, stage, open_by, caller, missing):
            with refused("Factoring_InvalidSignature", stage.cast[missing]):
                open_by(caller)

    class TestGivenASignatureIsMissing:
        @pytest.mark.parametrize(("there", "missing"), [("supplier", "financier"), ("financier", "supplier")])
        def test_it_should_refuse_a_stranger(self, stage, open_by, there, missing):
            with refused("Factoring_InvalidSignature", stage.cast[missing]):
                open_by("stranger", there)

        def test_it_should_refuse_them_the_wrong_way_round(self, stage, factoring, ready, terms, stranger, supplier):
            signed = (stage.sign_advance(terms, who) for who in ("financier", "supplier"))
            with refused("Factoring_InvalidSignature", supplier):
                factoring.open(astuple(terms), *signed, {"from": stranger})

    class TestGivenItWasRevoked:
        """Rule D1."""

        @pytest.mark.parametrize("who", ["supplier", "financier"])
        def test_it_should_refuse_for_either(self, stage, factoring, start, terms, named, who):
            factoring.revoke(named(terms), {"from": stage.cast[who]})
            with refused("Factoring_AdvanceRevoked", stage.cast[who], named(terms)):
                start(terms)

        def test_it_should_refuse_even_who_revoked_it(self, factoring, open_by, terms, named, supplier):
            factoring.revoke(named(terms), {"from": supplier})
            with refused("Factoring_AdvanceRevoked", supplier, named(terms)):
                open_by("supplier", "financier")

        def test_it_should_log_and_show_it(self, factoring, terms, named, supplier, financier):
            tx = factoring.revoke(named(terms), {"from": supplier})
            assert logged(tx, "AdvanceRevoked") == [{"account": supplier, "advance": named(terms)}]
            assert factoring.isRevoked(supplier, named(terms))
            assert not factoring.isRevoked(financier, named(terms))

        def test_it_should_open_where_a_stranger_revoked_it(self, factoring, start, terms, named, stranger, held, root):
            factoring.revoke(named(terms), {"from": stranger})
            start(terms)
            assert held(root) == factoring

        def test_it_should_open_the_same_with_another_salt(self, stage, factoring, start, terms, named, supplier, root):
            factoring.revoke(named(terms), {"from": supplier})
            start(again := stage.advance(root))
            assert factoring.advanceOf(root) == named(again)

        def test_it_should_change_nothing_once_opened(self, factoring, opened, named, financier, debt):
            factoring.revoke(named(opened), {"from": financier})
            assert debt(opened) == (LENT, 0)

    class TestGivenItIsOpenedAlready:
        """Rule D1."""

        def test_it_should_refuse_the_same_again(self, start, opened, named):
            with refused("Factoring_AlreadyOpened", named(opened)):
                start(opened)

        def test_it_should_refuse_the_same_once_it_is_paid_back(self, start, opened, named, repay, release, stage):
            repay(opened, LENT)
            stage.participants.setStandingAcceptance(True, {"from": stage.cast["supplier"]})
            release(opened)
            with refused("Factoring_AlreadyOpened", named(opened)):
                start(opened)

    class TestGivenMoneyIsMissing:
        """Rule D3."""

        def test_it_should_refuse_when_the_allowance_is_gone(self, start, terms, currency, factoring, financier):
            currency.approve(factoring, LENT - 1, {"from": financier})
            with refused("ERC20InsufficientAllowance", factoring, LENT - 1, LENT):
                start(terms)

        def test_it_should_refuse_when_the_money_is_gone(self, start, terms, currency, financier, stranger):
            currency.transfer(stranger, 9 * FACE + FACE // 2, {"from": financier})
            with refused("ERC20InsufficientBalance", financier, FACE // 2, LENT):
                start(terms)

    class TestGivenSomebodyIsNotAccredited:
        """Hostile R2: signatures are worth no more than the accreditations are when the advance is opened."""

        def test_it_should_refuse_the_financier(self, start, terms, revoke, financier):
            revoke(financier)
            with refused("Participants_NotAccredited", financier):
                start(terms)

        def test_it_should_refuse_who_is_no_financier(self, start, terms, accredit, financier):
            accredit(financier, capacities=2)
            with refused("Participants_LacksCapacity", financier, 4):
                start(terms)

        def test_it_should_refuse_the_seller(self, start, terms, revoke, supplier, currency, held, root):
            revoke(supplier)
            with refused("Participants_NotAccredited", supplier):
                start(terms)
            assert (held(root), currency.balanceOf(supplier)) == (supplier, 0)

        def test_it_should_refuse_the_custodian(self, start, terms, revoke, factoring):
            revoke(factoring)
            with refused("Participants_NotAccredited", factoring):
                start(terms)

        def test_it_should_open_when_all_are_again(self, start, terms, revoke, accredit, supplier, held, factoring):
            revoke(supplier)
            accredit(supplier)
            start(terms)
            assert held(terms.receivables[0]) == factoring

    class TestGivenNothingWasOpened:
        @pytest.mark.parametrize("step", ["collect", "repay", "release", "demand", "owed"])
        def test_it_should_refuse_every_other_step(self, factoring, terms, named, financier, step):
            given = {"collect": [terms.receivables], "repay": [1], "release": [terms.receivables]}.get(step, [])
            with refused("Factoring_NoSuchAdvance", named(terms)):
                getattr(factoring, step)(astuple(terms), *given, {"from": financier})

        def test_it_should_show_empty_books(self, factoring, terms, account, root):
            assert account(terms) == (0, 0, False, 0, 0)
            assert plain(factoring.advanceOf(root)) == "0x" + "00" * 32
