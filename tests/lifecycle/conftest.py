"""What the stories of the escrow begin with."""

from __future__ import annotations

import pytest

from tests.lifecycle.escrow_deal import EscrowDeal


@pytest.fixture
def deal(stage):
    return EscrowDeal(stage)


@pytest.fixture
def kinds(stage):
    """The conditions of the programme."""
    return stage.programme.suite.conditions


@pytest.fixture
def delivered(stage, kinds):
    """As far as the attestor states deliveries, of a hundred pieces."""
    return kinds.attested_by([stage.cast["attestor"].address], "delivered", quantity=100, pro_rata=True)
