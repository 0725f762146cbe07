"""Start the provider: `python -m sandbox.providers.aws ENGINE_ADDRESS` prints the port it listens on."""

from __future__ import annotations

import sys

from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.server import serve

if __name__ == "__main__":
    serve(AwsProvider.of_process(), sys.argv[1:])
