"""Deploy the suite, or verify and complete the one that is there.

Usage: `python scripts/deploy.py --rpc URL [--chain-id N] [--keystore FILE | --key-env NAME]` for a running node,
which keeps the addresses in `deployments/<chainId>.json`; `brownie run deploy` for Brownie's network, where an Anvil
of Brownie's own keeps none.
Exit codes: 0 done, 1 failed, 2 wrong usage.
"""

from __future__ import annotations

from pathlib import Path

import typer

from headwater._cli import deploy_command, deploy_to
from headwater._terminal import console, refusing

DEPLOYMENTS = Path(__file__).resolve().parent.parent / "deployments"


def main() -> None:
    """Deploy on the network that Brownie is connected to."""
    from brownie import network, rpc

    folder = None if rpc.is_child() else DEPLOYMENTS
    with refusing():
        deploy_to(network.web3.provider.endpoint_uri, None, folder, console())


if __name__ == "__main__":
    typer.run(deploy_command)
