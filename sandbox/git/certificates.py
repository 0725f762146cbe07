"""A TLS server certificate for whatever host the proxy is asked for, signed by the sandbox's authority."""

from __future__ import annotations

import ipaddress
import re
import ssl
import tempfile
import threading
import time
from collections import OrderedDict
from pathlib import Path

HOSTS_KEPT = 64
"""How many hosts' certificates are kept; the one that was not asked for longest goes."""

KEPT_SECONDS = 30 * 86400
"""After so long a certificate is made anew; it would be good for much longer (`sandbox.pki.CERTIFICATE_DAYS`)."""

HOST_NAME = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
"""What a host name may be (RFC 1123, section 2.1)."""


class HostCertificates:
    """Certificates by host, each made when first asked for.

    Args:
        pki: the folder that holds the authority, `ca.pem` and `ca.key`.
    """

    def __init__(self, pki: Path) -> None:
        self._pki = pki
        self._lock = threading.Lock()
        self._contexts: OrderedDict[str, tuple[float, ssl.SSLContext]] = OrderedDict()

    def context(self, host: str) -> ssl.SSLContext:
        """Give a server's TLS context with a certificate for a host.

        Args:
            host: a DNS name or an IP address.

        Raises:
            ValueError: it is neither.
            StateDamaged: the authority can't be read.
        """
        name = host.lower().rstrip(".")
        with self._lock:
            kept = self._contexts.get(name)
            if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
                kept = (time.monotonic(), self._issue(name))
                self._contexts[name] = kept
            self._contexts.move_to_end(name)
            while len(self._contexts) > HOSTS_KEPT:
                self._contexts.popitem(last=False)
            return kept[1]

    def _issue(self, host: str) -> ssl.SSLContext:
        from sandbox.pki import issue

        addresses = _addresses(host)
        if not addresses and not HOST_NAME.fullmatch(host):
            raise ValueError(f"{host[:80]!r} is no host name")
        # The common name is fixed, as it may hold 64 characters only; clients look at the alternative names.
        certificate, key = issue(self._pki, "slipway git", hosts=() if addresses else (host,), addresses=addresses)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        with tempfile.NamedTemporaryFile() as pair:  # made readable by the owner alone; Python's TLS takes only paths
            pair.write(certificate + key)
            pair.flush()
            context.load_cert_chain(pair.name)
        return context


def _addresses(host: str) -> tuple[str, ...]:
    try:
        return (str(ipaddress.ip_address(host.strip("[]"))),)
    except ValueError:
        return ()
