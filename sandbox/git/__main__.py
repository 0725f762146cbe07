"""The Git server's process: `python -m sandbox.git --help`."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from sandbox.git.announcing import Announcer
from sandbox.git.following import Follower
from sandbox.git.proxy import GitProxy
from sandbox.git.repository import ensure_bare
from toolchain.errors import SlipwayError

LOOK_SECONDS = 0.5
"""How often the checkout and the repository are looked at."""


def parser() -> argparse.ArgumentParser:
    """Give the parser of the command line."""
    options = argparse.ArgumentParser(prog="python -m sandbox.git", description=__doc__)
    options.add_argument("--bare", type=Path, required=True, help="the bare repository; made if it is not there")
    options.add_argument("--port", type=int, required=True, help="loopback port to listen on")
    options.add_argument("--pki", type=Path, required=True, help="folder with the authority: ca.pem, ca.key")
    options.add_argument("--token-file", type=Path, required=True, help="file with the proxy's token")
    options.add_argument("--branch", default="main", help="branch that Argo CD syncs (default: main)")
    options.add_argument("--follow", type=Path, metavar="CHECKOUT", help="push each new commit of this checkout")
    options.add_argument(
        "--also",
        action="append",
        default=[],
        metavar="ADDRESS=BARE",
        help="serve another bare repository at one address (host and path)",
    )
    options.add_argument("--kubeconfig", type=Path, help="tell Argo CD of each change through this API server")
    options.add_argument("--namespace", default="argocd", help="Argo CD's namespace (default: argocd)")
    return options


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM.

    Returns:
        The exit status.
    """
    chosen = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    try:
        ensure_bare(chosen.bare, branch=chosen.branch)
        follower = Follower(chosen.follow, chosen.bare, chosen.branch) if chosen.follow else None
        announcer = (
            Announcer(chosen.bare, chosen.kubeconfig, namespace=chosen.namespace, branch=chosen.branch)
            if chosen.kubeconfig
            else None
        )
        # An API server that is down is that part's own trouble: here, only what keeps commits from arriving counts.
        proxy = GitProxy(
            chosen.port,
            bare=chosen.bare,
            pki=chosen.pki,
            token=chosen.token_file.read_text().strip(),
            trouble=lambda: follower.trouble if follower else None,
            others={address: Path(bare) for address, _, bare in (one.partition("=") for one in chosen.also)},
        )
    except (SlipwayError, OSError) as error:
        logging.error("%s", error)
        return 2
    with proxy:
        serving = threading.Thread(target=proxy.serve_forever, args=(0.2,), name="proxy", daemon=True)
        serving.start()
        logging.info("listening on port %d", proxy.port)
        while not stopped.is_set():
            for watch in (follower, announcer):
                if watch is not None:
                    watch.look()
            stopped.wait(LOOK_SECONDS)
        proxy.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
