"""What the contracts' tests share. Nothing here touches Brownie or a chain until a test asks for the stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def stage() -> Any:
    """The suite, deployed once a worker; every test then plays on a snapshot of it."""
    import brownie

    from tests.stage import raise_stage

    return raise_stage(brownie)


@pytest.fixture(autouse=True)
def fn_isolation(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test on the stage the ledger's books are audited, and the chain goes back to where it was."""
    if "stage" not in request.fixturenames:
        yield
        return
    stage = request.getfixturevalue("stage")
    import brownie

    from tests.audit import discrepancies

    brownie.chain.snapshot()
    try:
        yield
        assert list(discrepancies(stage.programme)) == []
    finally:
        brownie.chain.revert()


@pytest.fixture
def receivables(stage: Any) -> Any:
    return stage.receivables


@pytest.fixture
def participants(stage: Any) -> Any:
    return stage.participants


@pytest.fixture
def invoice_registry(stage: Any) -> Any:
    return stage.invoice_registry


@pytest.fixture
def issuance(stage: Any) -> Any:
    return stage.issuance


@pytest.fixture
def discount_market(stage: Any) -> Any:
    return stage.discount_market


@pytest.fixture
def factoring(stage: Any) -> Any:
    return stage.factoring


@pytest.fixture
def escrow(stage: Any) -> Any:
    return stage.escrow


@pytest.fixture
def currency(stage: Any) -> Any:
    return stage.currency


@pytest.fixture
def today(stage: Any) -> int:
    return stage.now()


@pytest.fixture
def operator(stage: Any) -> Any:
    return stage.cast["operator"]


@pytest.fixture
def anchor(stage: Any) -> Any:
    return stage.cast["anchor"]


@pytest.fixture
def supplier(stage: Any) -> Any:
    return stage.cast["supplier"]


@pytest.fixture
def tier2(stage: Any) -> Any:
    return stage.cast["tier2"]


@pytest.fixture
def tier3(stage: Any) -> Any:
    return stage.cast["tier3"]


@pytest.fixture
def financier(stage: Any) -> Any:
    return stage.cast["financier"]


@pytest.fixture
def supervisor(stage: Any) -> Any:
    return stage.cast["supervisor"]


@pytest.fixture
def stranger(stage: Any) -> Any:
    return stage.cast["stranger"]


@pytest.fixture
def make(stage: Any) -> Any:
    """Deploy one of the project's contracts by its name."""
    import brownie

    (project,) = brownie.project.get_loaded_projects()

    def deploy(name: str, *arguments: Any) -> Any:
        return project[name].deploy(*arguments, {"from": stage.cast["operator"]})

    return deploy
