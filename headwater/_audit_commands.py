"""`headwater audit`: write down all that happened to a suite, and verify what was written against the chain."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from headwater import audit
from headwater._connection import connect
from headwater._deployment import Deployment
from headwater._terminal import TIMEOUT, Json, Rpc, Timeout, print_fields, refusing
from headwater.audit._events import EVENTS

audits = typer.Typer(no_args_is_help=True, help="Write down all that happened to a suite, and verify it.")

DeploymentFile = Annotated[
    Path, typer.Option("--deployment", exists=True, dir_okay=False, help="the file that says where the suite stands")
]


@audits.command("export")
def audit_export(
    rpc: Rpc,
    deployment: DeploymentFile,
    to: Annotated[Path, typer.Option(help="the folder to write: new or empty, or one that an interrupted run left")],
    from_block: Annotated[int | None, typer.Option(min=0, help="without it, the deployment's first block")] = None,
    to_block: Annotated[int | None, typer.Option(min=0, help="without it, the chain's last block")] = None,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Write every event of the suite's contracts into a folder, as CSV and JSON Lines with their hashes.

    Interrupted, it goes on where it stopped when it is run again.
    """
    with refusing():
        w3, suite = connect(rpc, timeout=timeout), Deployment.load(deployment)
        with _bar(quiet=as_json) as progress:
            done = audit.export(w3, suite, to, from_block=from_block, to_block=to_block, progress=progress)
    blocks = {"fromBlock": done.scope.first_block, "toBlock": done.scope.last_block}
    print_fields({"folder": str(to), **blocks, "events": done.files[EVENTS].rows}, as_json=as_json)


@audits.command("verify")
def audit_verify(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="what `audit export` wrote")],
    rpc: Rpc,
    deployment: DeploymentFile,
    timeout: Timeout = TIMEOUT,
    as_json: Json = False,
) -> None:
    """Verify an export: its hashes, its tables, and that its events add up to what the chain shows.

    Exit code 1 at the first difference, which is named.
    """
    with refusing():
        w3, suite = connect(rpc, timeout=timeout), Deployment.load(deployment)
        with _bar(quiet=as_json) as progress:
            done = audit.verify(w3, suite, folder, progress=progress)
    print_fields({"block": done.scope.last_block, "events": done.events, "answers": done.answers}, as_json=as_json)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[audit.Progress]:
    """Show what is done, on the error stream and only to people."""
    columns = TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    errors, tasks = Console(stderr=True), dict[str, TaskID]()
    with Progress(*columns, console=errors, transient=True, disable=quiet or not errors.is_terminal) as bar:

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what)
            bar.update(tasks[what], completed=done, total=total)

        yield tell
