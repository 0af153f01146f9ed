"""The suite at Brownie's console: `suite = run("console")`, then `suite.help()`; `docs/console.md` shows a session.

It deploys a local programme on the Anvil that Brownie itself has started, and on nothing else: the cast's keys are
known to everybody, and the chain's clock is moved.
"""

from __future__ import annotations

import datetime as dt

import typer

from _console import ConsoleSuite, prepared
from headwater import HeadwaterError, connect, day_of

FIRST_DAY = dt.date(2040, 1, 2)
"""The day it is at the beginning, so that a session reads the same whenever it is held; a clock beyond stays."""


def main() -> ConsoleSuite | None:
    """Give the deployed suite with its cast and verbs; elsewhere than on Brownie's own Anvil, say why not."""
    from brownie import network, rpc

    if not rpc.is_child():
        where = network.show_active()
        typer.echo(
            "Refused, NotLocal: the suite is deployed here only on an Anvil that Brownie itself has started, and "
            + (f"the node of {where} is another. " if where else "no network is connected. ")
            + "Start `brownie console --network development` while no other node runs."
        )
        return None
    try:
        return prepared(connect(network.web3.provider.endpoint_uri), day_of(FIRST_DAY))
    except HeadwaterError as refusal:
        typer.echo(f"Refused, {type(refusal).__name__}: {refusal}")
        return None
