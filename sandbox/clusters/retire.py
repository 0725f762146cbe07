"""The end of a control plane: what it kept in the etcd that all share is removed."""

from __future__ import annotations

import base64
import http.client
import json
import ssl

from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


def remove_store(state: StateFolder, store: str) -> int:
    """Remove every key below a prefix from etcd, by its JSON gateway (`/v3/kv/deleterange`).

    Args:
        state: the sandbox's folder.
        store: the prefix, without the slash at its end.

    Returns:
        How many keys there were.

    Raises:
        SlipwayError: etcd doesn't answer, or refuses.
    """
    context = ssl.create_default_context(cafile=str(state.ca))
    context.load_cert_chain(str(state.pki / "etcd.pem"), str(state.pki / "etcd.key"))
    port = known_ports(state)["etcd"]
    # From "prefix/" up to the next key that doesn't begin so: "0" is the character after "/".
    span = {"key": f"{store}/", "range_end": f"{store}0"}
    body = json.dumps({name: base64.b64encode(text.encode()).decode() for name, text in span.items()})
    connection = http.client.HTTPSConnection(LOOPBACK, port, timeout=20, context=context)
    try:
        connection.request("POST", "/v3/kv/deleterange", body=body, headers={"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise SlipwayError(
            f"etcd does not answer ({error})", where=store, do="type `platform sandbox status`"
        ) from error
    finally:
        connection.close()
    if answer.status != 200:
        raise SlipwayError(f"etcd answers {answer.status}", where=store, do="type `platform sandbox logs etcd`")
    return int(json.loads(content).get("deleted", 0))
