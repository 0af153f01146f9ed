"""What the package's tests share: the sample, and variants of it made by replacing text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

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
        pytest.skip(
            "the corpus of real trade documents, ../shared/data/documents/xml, is not on this machine"
        )
    return folder
