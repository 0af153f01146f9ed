"""What the package offers, and what it does not need."""

import importlib
import inspect
import pkgutil
import subprocess
import sys
from types import ModuleType

import pytest

import headwater

MODULES = ["headwater", *(m.name for m in pkgutil.walk_packages(headwater.__path__, "headwater."))]
WORKSHOP = {"brownie", "solcx", "pytest", "hypothesis"}


def own(module):
    """The public functions and classes that a module itself defines."""
    found = vars(importlib.import_module(module)).items()
    things = [(name, thing) for name, thing in found if inspect.isfunction(thing) or inspect.isclass(thing)]
    return [(n, thing) for n, thing in things if not n.startswith("_") and thing.__module__ == module]


def methods(kind):
    """The public methods and properties that a class itself defines; for a command, what it calls."""
    for name, thing in vars(kind).items():
        function = getattr(thing, "fget", None) or getattr(thing, "__func__", None) or getattr(thing, "func", thing)
        if not name.startswith("_") and inspect.isfunction(function):
            yield name, function


def undocumented(module):
    for name, thing in own(module):
        if not vars(thing).get("__doc__", thing.__doc__) or thing.__doc__.startswith(f"{name}("):
            yield name
        if inspect.isclass(thing):
            yield from (f"{name}.{method}" for method, function in methods(thing) if not function.__doc__)


def test_all_is_exactly_what_the_package_exports():
    public = {name for name, thing in vars(headwater).items() if not isinstance(thing, ModuleType) and name[0] != "_"}
    assert set(headwater.__all__) == public - {"annotations"}


def test_all_is_sorted_and_names_nothing_twice():
    assert headwater.__all__ == sorted(set(headwater.__all__))


def test_importing_the_package_needs_no_workshop():
    script = f"import sys, {', '.join(MODULES)}; print(*{WORKSHOP!r} & {{m.split('.')[0] for m in sys.modules}})"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.split() == []


def test_importing_the_package_says_nothing():
    command = [sys.executable, "-W", "error::DeprecationWarning:headwater", "-c", "import headwater"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout + run.stderr == ""


@pytest.mark.parametrize("module", MODULES)
def test_a_module_and_all_it_offers_is_documented(module):
    assert importlib.import_module(module).__doc__
    assert list(undocumented(module)) == []


def test_a_thing_without_documentation_would_be_found(monkeypatch):
    monkeypatch.setattr(headwater.Suite.split, "__doc__", None)
    assert list(undocumented("headwater._suite")) == ["Suite.split"]


def test_the_contracts_ship_with_the_package():
    assert {"Authority", "Participants", "InvoiceRegistry", "Receivables"} <= set(headwater.artifact_names())
    assert headwater.artifact("Receivables").bytecode.startswith("0x6")


@pytest.mark.parametrize("name", ["Nothing", "", "../pyproject", "receivables.json", "Receivables.json", "a/b", "\0"])
def test_a_contract_that_does_not_ship_is_refused(name):
    from headwater._errors import ArtifactUnknown

    with pytest.raises(ArtifactUnknown, match="ships with headwater"):
        headwater.artifact(name)
