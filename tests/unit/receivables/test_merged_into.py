import pytest

from tests.stage import TOKEN, receivable_id, refused

FORGED = receivable_id(1, 1, 1, 9)


@pytest.fixture
def merged(receivables):
    """How much was merged into a receivable, or into each of several."""
    return lambda *ids: [int(receivables.mergedInto(id_)) for id_ in ids]


@pytest.fixture
def theirs(stage, root, child, tier3):
    """Tier 3's receivable of the same obligation, worth 20 000."""
    return stage.split(root, (tier3, 20_000))[0]


class TestMergedInto:
    class TestGivenNothingWasMergedIn:
        def test_it_should_be_nothing_for_a_root_and_a_child(self, root, child, merged):
            assert merged(root, child) == [0, 0]

        def test_it_should_be_nothing_after_a_split(self, stage, root, child, tier3, merged):
            parts = stage.split(child, (tier3, 100), (tier3, 200), by="tier2")
            assert merged(root, child, *parts) == [0] * 4

        def test_it_should_be_nothing_after_value_went_to_a_new_receivable(
            self, give, root, child, tier2, tier3, merged
        ):
            tx = give(child, tier3, 100, tier2)
            assert merged(root, child, tx.return_value) == [0, 0, 0]

        def test_it_should_be_nothing_after_the_receivable_was_transferred(
            self, receivables, child, tier2, tier3, merged
        ):
            receivables.transferFrom[TOKEN](tier2, tier3, child, {"from": tier2})
            assert merged(child) == [0]

        def test_it_should_be_nothing_after_a_proposal_was_accepted_or_withdrawn(
            self, stage, receivables, root, tier2, supplier, merged
        ):
            taken, kept = (stage.propose(root, tier2, 100) for _ in range(2))
            receivables.acceptProposal(taken, {"from": tier2})
            receivables.withdrawProposal(kept, {"from": supplier})
            assert merged(root, taken, kept) == [0, 0, 0]

        def test_it_should_be_nothing_for_one_that_does_not_exist(self, root, merged):
            assert merged(FORGED, 0) == [0, 0]

    class TestGivenValueWasMergedIn:
        def test_it_should_count_what_the_holder_merged(self, move, child, another, tier2, merged):
            move(child, another, 100, tier2)
            assert merged(another) == [100]

        def test_it_should_count_what_another_merged(self, move, child, theirs, tier3, merged):
            move(theirs, child, 20, tier3)
            assert merged(child) == [20]

        def test_it_should_count_all_merges_together(self, move, child, another, theirs, tier2, tier3, merged):
            move(child, another, 100, tier2)
            move(theirs, another, 20, tier3)
            move(child, another, 3, tier2)
            assert merged(another) == [123]

        def test_it_should_count_one_that_was_merged_whole(self, move, child, another, tier2, merged, worth):
            move(another, child, 50_000, tier2)
            assert (merged(child, another), worth(another)) == ([50_000, 0], 0)

        def test_it_should_not_count_at_the_source(self, move, root, child, another, tier2, merged):
            move(child, another, 100, tier2)
            assert merged(child, root) == [0, 0]

        def test_it_should_keep_its_count_when_value_goes_out_again(self, stage, move, child, another, tier2, merged):
            move(child, another, 100, tier2)
            move(another, child, 100, tier2)
            stage.split(another, (stage.cast["tier3"], 200), by="tier2")
            assert merged(child, another) == [100, 100]

        def test_it_should_keep_its_count_when_it_is_transferred(
            self, receivables, move, child, another, tier2, tier3, merged
        ):
            move(child, another, 100, tier2)
            receivables.transferFrom[TOKEN](tier2, tier3, another, {"from": tier2})
            assert merged(another) == [100]

        def test_it_should_refuse_a_merge_of_nothing(self, move, child, another, tier2, merged):
            with refused("Receivables_ZeroValue"):
                move(child, another, 0, tier2)
            assert merged(another) == [0]
