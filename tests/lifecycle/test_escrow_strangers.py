"""Hostile P3: nothing that a stranger calls moves an agreement where its parties did not sign for.

In every state of an agreement a stranger calls every function of the escrow, with the arguments of the case and with
those that a thief would try. What is not refused brings nobody anything but where the terms say, to the unit. Rules E3,
E8 and E9: the stranger has no more at the end than at the beginning.
"""

from __future__ import annotations

import pytest

from headwater import Side, artifact
from headwater._agreements import Dispute
from tests.lifecycle.escrow_strangers import DEADLINE, ESCROW, EVIDENCE, SIGNERS, EscrowScene
from tests.lifecycle.strangers import pays, try_everything
from tests.stage import FACE

SIXTY = FACE * 60 // 100
PAID = 300_001
DISPUTED = 333_333

# States before it begins


def unsigned(s):
    """Nothing is signed."""


def signed_by_two_of_three(s):
    s.sign("anchor", "supplier")


def signed(s):
    s.sign(*SIGNERS)


def revoked(s):
    signed(s)
    s.step("revoke", by="supplier")


# States of the money


def begun(s):
    signed(s)
    s.step("begin", s.signed)


def attested(s):
    begun(s)
    s.attest(60)


def released(s):
    attested(s)
    s.step("release", 0, s.evidence)


def paid_out(s):
    released(s)
    s.step("withdraw", 0, 0, s.owner())


def late(s):
    begun(s)
    s.stage.move_to(s.stage.now() + DEADLINE + EVIDENCE + 1)


def lapsed(s):
    late(s)
    s.step("lapse", 0)
    s.side = Side.RETURNED


def gone_back(s):
    lapsed(s)
    s.step("withdraw", 0, 1, s.owner())


def disputed(s):
    begun(s)
    s.step("dispute", 0, DISPUTED, by="anchor")


def left_to_the_default(s):
    disputed(s)
    s.stage.move_to(s.stage.now() + s.terms.arbiter_days + 1)


def ruled(s):
    disputed(s)
    s.step("rule", 0, 0, DISPUTED, by="supervisor")


# States of an amendment


def amendment_signed(s):
    begun(s)
    s.sign_amended()


def amendment_revoked(s):
    amendment_signed(s)
    s.do("escrow", "revoke", s.amended.as_tuple(), by="financier")


def amended(s):
    amendment_signed(s)
    s.step("amend", s.amended.as_tuple(), s.signed_amended)
    s.terms = s.amended


def amended_and_attested(s):
    amended(s)
    s.attest(60)


# States of the receivable


def receivable_funded(s):
    """The money of the first milestone has gone back before, so that only the receivable is there."""
    begun(s)
    s.step("dispute", 0, FACE, by="anchor")
    s.step("rule", 0, 0, 0, by="supervisor")
    s.step("withdraw", 0, 1, s.stage.cast["anchor"].address)
    s.step("fund", 1, s.a, by="supplier")
    s.number = 1


def receivable_met(s):
    receivable_funded(s)
    s.stage.move_to(s.stage.now() + 1)


def receivable_released(s):
    receivable_met(s)
    s.step("release", 1, b"")


def receivable_passed_on(s):
    receivable_released(s)
    s.step("withdraw", 1, 0, s.owner())


def receivable_late(s):
    receivable_funded(s)
    s.stage.move_to(s.stage.now() + DEADLINE + EVIDENCE + 1)


def receivable_lapsed(s):
    receivable_late(s)
    s.step("lapse", 1)
    s.side = Side.RETURNED


def receivable_paid(s):
    receivable_released(s)
    s.stage.settle(s.a, PAID)


def receivable_lapsed_and_paid(s):
    receivable_lapsed(s)
    s.stage.settle(s.a, PAID)


# What anyone may do, as what it makes of what everybody has


def begin(s, had):
    return {"funded of 0": True} | pays(had, "anchor", "escrow", FACE)


def release_sixty(s, had):
    return {"released of 0": SIXTY}


def withdraw(name, amount, side="withdrawn"):
    def withdrawn(s, had):
        return {f"{side} of 0": amount} | pays(had, "escrow", name, amount)

    return withdrawn


def lapse(number):
    return lambda s, had: {f"returned of {number}": FACE, f"divided of {number}": True}


def rule_by_silence(s, had):
    half = DISPUTED // 2
    return {"dispute of 0": Dispute(0, 0, None), "disputed of 0": 0, "awarded of 0": half, "returned of 0": half + 1}


def amend(s, had):
    digest = s.stage.programme.suite.agreement_digest(s.amended)
    return {"amendment": digest, "amended of 0": True, "amended of 1": True}


def pass_on(s, had):
    return {"withdrawn of 1": FACE, "holder": s.stage.cast["financier"].address}


def give_back(s, had):
    return {"returned_withdrawn of 1": FACE, "holder": s.stage.cast["supplier"].address}


def collect(s, had):
    return {"claimed": PAID, "kept collected of 1": PAID} | pays(had, "receivables", "escrow", PAID)


def withdraw_claims(name, side):
    def withdrawn(s, had):
        books = {"claimed": PAID, "kept collected of 1": PAID, f"kept {side} of 1": PAID}
        return books | pays(had, "receivables", name, PAID)

    return withdrawn


STATES = {
    unsigned: {},
    signed_by_two_of_three: {},
    signed: {"begin": begin},
    revoked: {},
    begun: {},
    attested: {"release": release_sixty},
    released: {"withdraw": withdraw("supplier", SIXTY)},
    paid_out: {},
    late: {"lapse": lapse(0)},
    lapsed: {"withdraw": withdraw("anchor", FACE, "returned_withdrawn")},
    gone_back: {},
    disputed: {},
    left_to_the_default: {"ruleBySilence": rule_by_silence},
    ruled: {"withdraw": withdraw("supplier", DISPUTED)},
    amendment_signed: {"amend": amend},
    amendment_revoked: {},
    amended: {},
    amended_and_attested: {"release": release_sixty},
    receivable_funded: {},
    receivable_met: {"release": lambda s, had: {"released of 1": FACE}},
    receivable_released: {"withdraw": pass_on},
    receivable_passed_on: {},
    receivable_late: {"lapse": lapse(1)},
    receivable_lapsed: {"withdraw": give_back},
    receivable_paid: {"collect": collect, "withdraw": withdraw_claims("financier", "paid_released")},
    receivable_lapsed_and_paid: {"collect": collect, "withdraw": withdraw_claims("supplier", "paid_returned")},
}


@pytest.fixture
def scene(stage):
    return EscrowScene(stage)


def test_every_function_that_changes_something_is_tried():
    functions = [entry for entry in artifact("ConditionalEscrow").abi if entry["type"] == "function"]
    changing = [entry["name"] for entry in functions if entry["stateMutability"] not in ("view", "pure")]
    assert sorted(changing) == sorted([*ESCROW, "multicall"])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_stranger_brings_nobody_anything_but_where_the_terms_say(scene, state):
    state(scene)
    try_everything(scene, STATES[state], {"usePermit"})
