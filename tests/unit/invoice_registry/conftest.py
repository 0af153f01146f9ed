"""A registry of its own: on the stage's, only an administrator who waits could admit a ledger."""

import pytest


@pytest.fixture
def registry(make, operator):
    return make("InvoiceRegistry", make("Authority", operator))
