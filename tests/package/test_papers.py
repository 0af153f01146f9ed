"""The papers hold: the README's session runs as printed, its commands exist, its links lead somewhere."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

from _anvil import anvil
from headwater import connect, deploy

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "contracts/README.md")]
PAPERS += [ROOT / "docs" / name for name in ("REVIEW.md", "SPECIFICATION.md", "TRUST.md")]
PAPERS += [ROOT / "docs" / name for name in ("disclosure.md", "documents.md", "vault.md")]
URL, DEPLOYMENTS = "http://127.0.0.1:8545", "deployments/31337.json"


def test_the_session_of_the_readme_runs_as_printed(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (session,) = re.findall(r"```python\n(.*?)```", README, re.S)
    with anvil() as url:
        w3 = connect(url)
        deploy(w3, w3.eth.accounts[0], file=tmp_path / "31337.json")
        text = session.replace(URL, url).replace(DEPLOYMENTS, str(tmp_path / "31337.json"))
        example = doctest.DocTestParser().get_doctest(text, {}, "README", None, None)
        assert doctest.DocTestRunner().run(example).failed == 0


def test_the_readme_is_read_in_one_sitting():
    assert len(README.splitlines()) <= 120


def test_the_commands_that_the_papers_name_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {name for paper in PAPERS for name in re.findall(r"`make ([a-z-]+)", paper.read_text(encoding="utf-8"))}
    assert named <= targets


def test_the_links_of_the_papers_lead_somewhere():
    for paper in PAPERS:
        links = re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8"))
        assert [link for link in links if not (paper.parent / link).exists()] == []


def test_every_contract_has_its_sentence():
    text = (ROOT / "contracts" / "README.md").read_text(encoding="utf-8")
    rooms = ("participants", "receivables", "financing")
    contracts = [p for room in rooms for p in (ROOT / "contracts" / room).glob("*.sol")]
    assert [p.name for p in contracts if f"{p.parent.name}/{p.name}" not in text] == []


def test_every_finding_that_static_analysis_is_told_to_pass_over_is_answered():
    answered = {
        (where.split(".")[0], detector)
        for line in (ROOT / "docs" / "STATIC.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for where in re.findall(r"`(\w+\.\w+)`", line.split("|")[1])
        for detector in line.split("|")[2].strip().split(", ")
    }
    passed_over = {
        (path.stem, detector)
        for path in (ROOT / "contracts").rglob("*.sol")
        if path.parent.name != "mocks"
        for detectors in re.findall(r"slither-disable-(?:next-line|start) ([a-z0-9,-]+) \(", path.read_text("utf-8"))
        for detector in detectors.split(",")
    }
    assert passed_over == answered
