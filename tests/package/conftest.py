"""What the package's tests share: the sample, variants of it made by replacing text, and a chain of their own.

One Anvil serves all; every test that touches it plays on a snapshot and leaves it as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from web3 import Web3

from _anvil import anvil
from headwater import Suite, connect
from headwater._connection import call
from tests.package.scene import GENESIS, Scene, raise_scene

# A deadline would only measure the machine.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

REPOSITORY = Path(__file__).parents[2]
Variant = Callable[..., bytes]


@pytest.fixture(scope="session")
def sample_path() -> Path:
    return REPOSITORY / "samples" / "invoice.xml"


@pytest.fixture(scope="session")
def sample(sample_path: Path) -> str:
    return sample_path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def variant(sample: str) -> Variant:
    """Give the sample with (pattern, replacement) pairs applied; a pattern that is not found is a mistake."""

    def make(*replacements: tuple[str, str], encoding: str = "utf-8") -> bytes:
        text = sample
        for pattern, replacement in replacements:
            text, found = re.subn(pattern, lambda _, r=replacement: r, text, flags=re.DOTALL)
            assert found, pattern
        return text.encode(encoding)

    return make


@pytest.fixture(scope="session")
def corpus() -> Path:
    folder = REPOSITORY.parent / "shared" / "data" / "documents" / "xml"
    if not folder.is_dir():
        pytest.skip("the corpus of real trade documents, ../shared/data/documents/xml, is not on this machine")
    return folder


@pytest.fixture(scope="session")
def node() -> Iterator[str]:
    """The URL of an Anvil whose clock begins at noon of `GENESIS`."""
    with anvil(GENESIS) as url:
        yield url


@pytest.fixture
def w3(node: str) -> Iterator[Web3]:
    """A connection to the Anvil, which goes back to where it was after the test."""
    connection = connect(node)
    before = call(connection, "evm_snapshot")
    yield connection
    assert call(connection, "evm_revert", before)


@pytest.fixture(scope="session")
def raised(node: str) -> Scene:
    """The suite, deployed once, with its cast. Tests that only look may use it as it is."""
    return raise_scene(connect(node))


@pytest.fixture
def scene(raised: Scene, w3: Web3) -> Scene:
    """The suite and its cast, on a snapshot."""
    return raised


@pytest.fixture
def suite(scene: Scene) -> Suite:
    return scene.suite


@pytest.fixture
def operator(scene: Scene) -> str:
    return scene.address("operator")


@pytest.fixture
def anchor(scene: Scene) -> str:
    return scene.address("anchor")


@pytest.fixture
def supplier(scene: Scene) -> str:
    return scene.address("supplier")


@pytest.fixture
def tier2(scene: Scene) -> str:
    return scene.address("tier2")


@pytest.fixture
def tier3(scene: Scene) -> str:
    return scene.address("tier3")


@pytest.fixture
def financier(scene: Scene) -> str:
    return scene.address("financier")


@pytest.fixture
def supervisor(scene: Scene) -> str:
    return scene.address("supervisor")


@pytest.fixture
def stranger(scene: Scene) -> str:
    return scene.address("stranger")


@pytest.fixture
def attestor(scene: Scene) -> str:
    return scene.address("attestor")
