"""Run the sandbox's AWS: `python -m sandbox.aws --port PORT --state FOLDER`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from sandbox.aws.server import ACCESS_KEY, HOST, make_server
from toolchain.errors import SlipwayError


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM or SIGINT, then save the state.

    Args:
        arguments: the command line after the program's name.

    Returns:
        The exit status: 0 after a signal, 2 if it can't start.
    """
    parser = argparse.ArgumentParser(prog="python -m sandbox.aws", description="The sandbox's AWS: moto with a memory.")
    parser.add_argument("--port", type=int, required=True, help="loopback port to listen on")
    parser.add_argument("--state", type=Path, required=True, help="folder that the snapshot is kept in")
    parser.add_argument(
        "--sandbox", type=Path, help="the sandbox's folder; no nodes and no control planes are made without it"
    )
    given = parser.parse_args(arguments)
    try:
        server, keeper = make_server(given.port, given.state, os.environ.get(ACCESS_KEY), given.sandbox)
    except SlipwayError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status

    def end(*_: Any) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    sys.stderr.write(f"{keeper.restored.why}\n")
    sys.stderr.write(f"listening on http://{HOST}:{server.server_port}\n")
    server.serve_forever()
    keeper.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
