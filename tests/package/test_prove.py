"""What forge and halmos found is read as it is, and a proof that proves nothing does not pass."""

import pytest

from prove import _proof, fuzzed, seconds, steps_taken

STORY = {
    "status": "Success",
    "reason": None,
    "duration": "1s 20ms",
    "kind": {
        "Invariant": {
            "runs": 2,
            "calls": 7,
            "reverts": 4,
            "metrics": {
                "Handler.pay": {"calls": 4, "reverts": 1, "discards": 0},
                "Handler.claim": {"calls": 3, "reverts": 3, "discards": 0},
            },
        }
    },
}
FUZZ = {"status": "Failure", "reason": "a counterexample", "duration": "5µs", "kind": {"Fuzz": {"runs": 1_000}}}
PROOF = {"name": "check_it(uint256)", "exitcode": 0, "num_models": 0, "num_paths": [9, 2, 0], "time": [1.5, 1.0, 0.5]}


def test_what_forge_found_is_read():
    story, fuzz = fuzzed({"A.invariant": STORY, "B.test": FUZZ})
    assert (story.kind, story.tried, story.seconds, story.holds) == ("invariant", "2 stories, 7 steps", 1.02, True)
    assert (fuzz.kind, fuzz.tried, fuzz.holds, fuzz.problem) == ("fuzz", "1,000 runs", False, "a counterexample")


def test_steps_that_were_refused_are_not_counted():
    assert steps_taken({"A.one": STORY, "A.two": STORY, "B.test": FUZZ}) == {"claim": 0, "pay": 6}


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"exitcode": 1, "num_models": 1}, False),
        ({"num_paths": [9, 0, 0]}, False),
        ({"num_bounded_loops": 1}, False),
    ],
)
def test_a_proof_that_proves_nothing_does_not_pass(changes, holds):
    assert _proof("A.check_it", {"num_bounded_loops": 0} | PROOF | changes).holds is holds


@pytest.mark.parametrize(("said", "read"), [("1m 2s", 62), ("12ms 300µs", 0.012), ("2h", 7_200), ("", 0)])
def test_forges_durations_are_read(said, read):
    assert seconds(said) == read
