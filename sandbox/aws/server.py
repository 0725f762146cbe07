"""Moto behind a door: loopback only, one access key only, one request at a time, its state saved as it changes."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from sandbox.aws.faults import FILE, Faults
from sandbox.aws.iam import load_managed_policies
from sandbox.aws.keeper import Health, Keeper
from sandbox.aws.snapshot import restore
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError

HOST = "127.0.0.1"
ACCESS_KEY = "SLIPWAY_AWS_ACCESS_KEY_ID"
"""Environment variable: the one access key id that is let in; every one is, where it is not set."""

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/]*/[^/]*/([^/]+)/")
_REFUSAL = 'the access key is not this sandbox\'s; type eval "$(platform sandbox env)" in this shell'
_LONG_POLLS = frozenset({"AmazonSQS.ReceiveMessage"})

MOTO_SETTINGS: Mapping[str, str] = {
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
    "MOTO_DISABLE_GLOBAL_CORS": "true",
    "MOTO_EVENTS_INVOKE_HTTP": "false",
}
"""Moto's own settings here: no list of images in memory, no browser let in, no call to the outside."""

Environ = dict[str, Any]
StartResponse = Callable[..., Any]


def refusal(service: str, content_type: str, code: str, message: str) -> tuple[str, bytes]:
    """Give AWS's own form of a refusal in a service's protocol, so that every client shows it as one.

    Returns:
        Content type and body.
    """
    if "json" in content_type or service == "eks":
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    error = f"<Code>{code}</Code><Message>{message.replace('&', '&amp;')}</Message>"
    body = {
        "s3": f"<Error>{error}</Error>",
        "ec2": f"<Response><Errors><Error>{error}</Error></Errors></Response>",
    }.get(service, f"<ErrorResponse><Error>{error}</Error></ErrorResponse>")
    return "text/xml", body.encode()


class Door:
    """The WSGI application in front of moto.

    Args:
        moto: moto's own application.
        access_key: the access key id that is let in; None lets every one in.
        health: what `/healthz` says.
        keeper: told of every request.
        lock: held while a request runs: moto's dicts are not made for several threads, and the engine asks in parallel.
        faults: errors that a test asked for; None injects none.
    """

    def __init__(
        self,
        moto: Any,
        access_key: str | None,
        health: Health,
        keeper: Keeper,
        lock: threading.RLock,
        faults: Faults | None = None,
    ) -> None:
        self._moto = moto
        self._access_key = access_key
        self._health = health
        self._keeper = keeper
        self._lock = lock
        self._faults = faults

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") == "/healthz":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [self._health.document()]
        match = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", "")) or _CREDENTIAL.search(_presigned(environ))
        key, service = (match.group(1), match.group(2)) if match else ("", "")
        if self._access_key is not None and key != self._access_key:
            return self._refused(
                environ, start_response, service, "403 Forbidden", "UnrecognizedClientException", _REFUSAL
            )
        if injected := self._injected(service, environ):
            return self._refused(environ, start_response, service, *injected)
        if environ.get("HTTP_X_AMZ_TARGET") in _LONG_POLLS:
            answer: Iterable[bytes] = self._moto(environ, start_response)
            return answer
        with self._lock:
            try:
                if service == "iam":
                    load_managed_policies()
                return list(self._moto(environ, start_response))
            except NotImplementedError as error:
                return self._refused(
                    environ,
                    start_response,
                    service,
                    "400 Bad Request",
                    "NotImplemented",
                    f"the sandbox's AWS can't do this: {error}",
                )
            except Exception as error:
                traceback.print_exc()
                return self._refused(
                    environ,
                    start_response,
                    service,
                    "500 Internal Server Error",
                    "InternalFailure",
                    f"{type(error).__name__}: {error}",
                )
            finally:
                self._keeper.touched()

    def _injected(self, service: str, environ: Environ) -> tuple[str, str, str] | None:
        """Give status, code and message of the error that a test asked for, after its delay."""
        try:
            fault = self._faults.next(service, environ) if self._faults else None
        except SlipwayError as error:
            return "400 Bad Request", "InvalidFaults", str(error)
        if fault is None:
            return None
        time.sleep(fault.seconds)
        return (f"{fault.status} Injected", fault.code, fault.message) if fault.code else None

    def _refused(
        self, environ: Environ, start_response: StartResponse, service: str, status: str, code: str, message: str
    ) -> Iterable[bytes]:
        kind, body = refusal(service, environ.get("CONTENT_TYPE", ""), code, message)
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("x-amzn-errortype", code)]
        start_response(status, headers, sys.exc_info())
        return [body]


def _presigned(environ: Environ) -> str:
    from urllib.parse import unquote

    return unquote(environ.get("QUERY_STRING", "")).replace("X-Amz-Credential", "Credential")


_COMPLETED: Mapping[str, tuple[str, str]] = {
    "elasticache": ("elasticache", "complete_elasticache"),
    "guardduty": ("guardduty", "complete_guardduty"),
    "rds": ("rds", "complete_rds"),
    "sqs": ("sqs", "complete_sqs"),
}
"""Moto's service → module and function that complete it, run only where the service is used."""


def prepare() -> None:
    """Complete moto's services, before the first request."""
    from sandbox.aws.autoscaling import complete_autoscaling
    from sandbox.aws.ec2 import complete_ec2
    from sandbox.aws.eks import complete_eks
    from sandbox.aws.iam import complete_iam

    complete_autoscaling()
    complete_ec2()
    complete_eks()
    complete_iam()


def _application(service: Any) -> Any:
    """Build moto's application of one service, when it is first asked for, with its exceptions left to the door."""
    from moto.moto_server.werkzeug_app import create_backend_app

    if service in _COMPLETED:
        module, complete = _COMPLETED[service]
        getattr(import_module(f"sandbox.aws.{module}"), complete)()
    application = create_backend_app(service)
    application.config["PROPAGATE_EXCEPTIONS"] = True
    return application


def make_server(port: int, state: Path, access_key: str | None, sandbox: Path | None = None) -> tuple[Any, Keeper]:
    """Restore the state and build the server.

    Args:
        port: loopback port to listen on; 0 takes a free one.
        state: folder of the snapshot `moto.snapshot`.
        access_key: the access key id that is let in; None lets every one in.
        sandbox: the sandbox's folder, in which clusters get control planes and nodes; None makes neither.

    Returns:
        A werkzeug server, not yet serving, and the keeper of its state.

    Raises:
        SlipwayError: the port is taken.
    """
    import os

    os.environ.update({key: value for key, value in MOTO_SETTINGS.items() if key not in os.environ})
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler
    from werkzeug.serving import make_server as werkzeug_server

    class QuietHandler(MotoRequestHandler):  # type: ignore[misc]
        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            """Log what went wrong alone."""
            if str(code)[:1] == "5":
                super().log_request(code, size)

    path = state / "moto.snapshot"
    prepare()
    if path.exists():
        load_managed_policies()
    health = Health(str(uuid.uuid4()), restore(path))
    lock = threading.RLock()
    keeper = Keeper(path, lock, health)
    faults = Faults(state / FILE)
    door = Door(DomainDispatcherApplication(_application), access_key, health, keeper, lock, faults)
    try:
        server = werkzeug_server(HOST, port, door, threaded=True, request_handler=QuietHandler)
    except (OSError, SystemExit) as error:
        raise SlipwayError(
            f"cannot listen on {HOST}:{port} ({error})",
            where="sandbox aws",
            do="type `platform sandbox up`, which takes a free port",
        ) from error
    threading.Thread(target=keeper.run, daemon=True, name="keeper").start()
    if sandbox is not None:
        from sandbox.aws.makers import Makers

        health.makers = Makers(StateFolder(sandbox), lock)
        health.makers.start()
    return server, keeper
