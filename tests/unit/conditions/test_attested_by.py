import pytest
from eth_abi.abi import encode

from headwater import Condition, statements
from tests.stage import FACE, NOTHING, refused
from tests.unit.conditions.conftest import ATTESTED, ATTESTOR, PPM, TRADERS

THREE = ("attestor", "tier2", "tier3")


@pytest.fixture
def one(stage, attested):
    """An agreement under one attestor's statement, pro rata, with changes."""
    return lambda **changes: stage.agreement(stage.milestone(condition=attested(**changes)))


@pytest.fixture
def three(stage, attested, panel):
    """An agreement under what so many of three attestors state."""
    return lambda needed: stage.agreement(stage.milestone(condition=attested(*panel, needed=needed)))


@pytest.fixture
def two_of_three(three):
    return three(2)


@pytest.fixture
def freeze(participants, operator):
    """Freeze an account, or no longer."""
    return lambda account, frozen=True: participants.setFrozen(account, frozen, NOTHING, {"from": operator})


@pytest.fixture
def made(conditions, attested):
    """A condition of these terms, whatever they are: attestors by their numbers, needed, quantity."""

    def act(numbers, needed, quantity=100):
        accounts = [f"0x{number:040x}" for number in numbers]
        return Condition(attested().address, encode((ATTESTED,), ((accounts, needed, b"", quantity, True),)))

    return act


class TestAttestedBy:
    """Rule K2."""

    class TestGivenOneAttestor:
        @pytest.mark.parametrize(("quantity", "ppm"), [(0, 0), (1, 10_000), (60, 600_000), (99, 990_000), (100, PPM)])
        def test_it_should_be_met_as_far_as_it_states(self, one, met, quantity, ppm):
            assert met(one(), attestor=quantity) == ppm

        @pytest.mark.parametrize(
            ("quantity", "stated", "ppm"), [(3, 1, 333_333), (3, 2, 666_666), (2**128 - 1,) * 2 + (PPM,)]
        )
        def test_it_should_round_down(self, one, met, quantity, stated, ppm):
            assert met(one(quantity=quantity), attestor=stated) == ppm

        def test_it_should_not_overflow_at_the_largest_quantity(self, one, met):
            assert met(one(quantity=2**128 - 1), attestor=2**128 - 2) == PPM - 1

        @pytest.mark.parametrize("quantity", [101, 10**9, 2**256 - 1])
        @pytest.mark.parametrize("pro_rata", [True, False])
        def test_it_should_be_met_in_full_above_the_quantity_agreed(self, one, met, quantity, pro_rata):
            assert met(one(pro_rata=pro_rata), attestor=quantity) == PPM

        def test_it_should_not_be_met_in_part_where_it_takes_all(self, one, met):
            assert [met(one(pro_rata=False), attestor=quantity) for quantity in (1, 99, 100)] == [0, 0, PPM]

        def test_it_should_not_be_met_without_a_statement(self, ask, attested):
            assert [ask(attested(), evidence) for evidence in (b"", statements())] == [0, 0]

        def test_it_should_stop_at_evidence_that_it_cannot_read(self, panics, attested):
            panics(attested(), b"\x01")

    class TestGivenThreeAttestors:
        @pytest.mark.parametrize(("needed", "ppm"), [(1, 900_000), (2, 600_000), (3, 200_000)])
        @pytest.mark.parametrize("quantities", [(20, 60, 90), (90, 20, 60), (60, 90, 20)])
        def test_it_should_count_the_quantity_that_enough_of_them_reach(self, three, met, needed, ppm, quantities):
            assert met(three(needed), **dict(zip(THREE, quantities, strict=True))) == ppm

        @pytest.mark.parametrize("quantities", [(60, 60, 60), (60, 60, 10), (10, 60, 60), (99, 60, 60)])
        def test_it_should_count_equal_ones_each(self, two_of_three, met, quantities):
            assert met(two_of_three, **dict(zip(THREE, quantities, strict=True))) == 600_000

        def test_it_should_take_any_two_where_two_are_needed(self, two_of_three, met):
            assert met(two_of_three, attestor=70, tier2=50) == 500_000
            assert met(two_of_three, attestor=50, tier3=70) == 500_000
            assert met(two_of_three, tier2=70, tier3=50) == 500_000

        @pytest.mark.parametrize("who", THREE)
        def test_it_should_not_be_met_by_fewer_than_are_needed(self, two_of_three, met, who):
            assert met(two_of_three, **{who: 100}) == 0

        @pytest.mark.parametrize("places", [(0, 0), (1, 1), (2, 1), (1, 0), (2, 2)])
        def test_it_should_refuse_one_twice_or_out_of_order(self, stage, two_of_three, show, panel, places):
            given = [stage.statement(two_of_three, 0, 100, at, panel[at]) for at in places]
            with refused("AttestedBy_StatementsOutOfOrder", 1):
                show(two_of_three, *given)

        def test_it_should_say_which_is_out_of_order(self, stage, two_of_three, show, panel):
            given = [stage.statement(two_of_three, 0, 100, at, panel[at]) for at in (0, 2, 1)]
            with refused("AttestedBy_StatementsOutOfOrder", 2):
                show(two_of_three, *given)

        @pytest.mark.parametrize("position", [3, 2**256 - 1])
        def test_it_should_stop_at_one_who_is_not_among_them(self, two_of_three, panics, stage, position):
            panics(two_of_three.milestones[0].condition, statements(stage.statement(two_of_three, 0, 100, position)))

        def test_it_should_refuse_one_in_the_place_of_another(self, stage, two_of_three, show, panel):
            with refused("AttestedBy_InvalidSignature", stage.cast[panel[0]]):
                show(two_of_three, stage.statement(two_of_three, 0, 100, 0, panel[1]))

    class TestGivenAnAttestorThatIsNotAccredited:
        def test_it_should_not_count_one_that_was_revoked(self, two_of_three, met, revoke, tier2):
            assert met(two_of_three, attestor=60, tier2=80, tier3=70) == 700_000
            revoke(tier2)
            assert met(two_of_three, attestor=60, tier2=80, tier3=70) == 600_000

        def test_it_should_not_count_one_after_its_last_day(self, stage, two_of_three, said, show, accredit, tier2):
            accredit(tier2, ATTESTOR, until=stage.now())
            given = said(two_of_three, attestor=60, tier2=60)
            assert show(two_of_three, *given) == 600_000
            stage.move_to(stage.now() + 1)
            assert show(two_of_three, *given) == 0

        def test_it_should_not_count_one_that_never_was_an_attestor(self, one, stage, attested, met):
            terms = stage.agreement(stage.milestone(condition=attested("financier")))
            assert met(terms, financier=100) == 0

        def test_it_should_not_count_one_that_nobody_has_registered(self, stage, attested, met):
            terms = stage.agreement(stage.milestone(condition=attested("stranger")))
            assert met(terms, stranger=100) == 0

        def test_it_should_not_count_one_that_is_an_attestor_no_longer(self, two_of_three, met, accredit, tier2):
            accredit(tier2, TRADERS)
            assert met(two_of_three, tier2=70, tier3=60) == 0

        def test_it_should_count_one_that_is_accredited_again(self, two_of_three, met, accredit, revoke, tier2):
            revoke(tier2)
            accredit(tier2, ATTESTOR)
            assert met(two_of_three, tier2=70, tier3=60) == 600_000

        def test_it_should_not_count_one_that_is_frozen(self, two_of_three, met, freeze, tier2):
            """Hostile R5: its word does not let money out."""
            freeze(tier2)
            assert met(two_of_three, attestor=60, tier2=80, tier3=70) == 600_000
            assert met(two_of_three, tier2=80, tier3=70) == 0

        def test_it_should_count_one_that_is_frozen_no_longer(self, two_of_three, met, freeze, tier2):
            freeze(tier2)
            freeze(tier2, False)
            assert met(two_of_three, tier2=80, tier3=70) == 700_000

    class TestGivenSixtyOfAHundred:
        """Hostile E4: a delivery falls short; what is stated is what was accepted, received less rejected."""

        def test_it_should_release_pro_rata(self, begin, attested, said, release, released):
            terms = begin(attested())
            release(terms, 0, statements(*said(terms, attestor=75 - 15)))
            assert released(terms) == FACE * 60 // 100

        def test_it_should_hold_all_where_it_takes_all(self, stage, begin, attested, said, release, released):
            terms = begin(attested(pro_rata=False))
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(terms).hex(), 0, 0):
                release(terms, 0, statements(*said(terms, attestor=99)))
            release(terms, 0, statements(*said(terms, attestor=100)))
            assert released(terms) == FACE

        def test_it_should_release_the_rest_once_it_has_come(self, begin, attested, said, release, released):
            terms = begin(attested())
            for quantity in (60, 85, 100):
                release(terms, 0, statements(*said(terms, attestor=quantity)))
                assert released(terms) == FACE * quantity // 100

        def test_it_should_release_no_more_for_less(self, stage, begin, attested, said, release):
            terms = begin(attested())
            release(terms, 0, statements(*said(terms, attestor=60)))
            with refused("ConditionalEscrow_NothingMet", "0x" + stage.name_of(terms).hex(), 0, 500_000):
                release(terms, 0, statements(*said(terms, attestor=50)))

    class TestWhenItsTermsAreChecked:
        def test_it_should_stand_on_evidence(self, check, attested):
            assert check(attested()) is False

        def test_it_should_take_up_to_32_attestors(self, check, made):
            assert [check(made(range(1, 33), needed)) for needed in (1, 32)] == [False, False]

        @pytest.mark.parametrize("numbers", [(2, 1), (1, 1), (1, 3, 2), (0,), (0, 1), (1, 2, 2)])
        def test_it_should_refuse_attestors_out_of_order(self, check, made, numbers):
            with refused("AttestedBy_InvalidAttestors", len(numbers), 1):
                check(made(numbers, 1))

        @pytest.mark.parametrize(
            ("count", "needed"), [(0, 0), (0, 1), (1, 0), (1, 2), (32, 33), (33, 1), (2, 2**256 - 1)]
        )
        def test_it_should_refuse_none_too_many_and_too_few(self, check, made, count, needed):
            with refused("AttestedBy_InvalidAttestors", count, needed):
                check(made(range(1, count + 1), needed))

        def test_it_should_take_a_quantity_that_can_be_compared(self, check, made):
            assert [check(made([1], 1, quantity)) for quantity in (1, 2**128 - 1)] == [False, False]

        @pytest.mark.parametrize("quantity", [0, 2**128, 2**256 - 1])
        def test_it_should_refuse_any_other(self, check, made, quantity):
            with refused("AttestedBy_InvalidQuantity", quantity):
                check(made([1], 1, quantity))

        def test_it_should_refuse_what_it_cannot_read(self, panics, junk, attested):
            panics(junk(attested()), view="check")
