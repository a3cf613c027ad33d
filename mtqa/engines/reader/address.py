"""Where the text is sent: the address of the API, and whether it may be used.

Without --allow-remote, and always with --offline, only this machine may be. That is decided by the address itself,
without asking a name server: `localhost` and the loopback addresses are this machine, every other name is another one.
The peer of each connection is compared as well (`transport`), so that `localhost` cannot lead elsewhere.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from mtqa.errors import UsageError

_PORTS = {"http": 80, "https": 443}
_COMPLETIONS = "/chat/completions"
_EXAMPLE = "write it like http://127.0.0.1:11434/v1"


@dataclass(frozen=True, slots=True)
class Address:
    """The address of the API; `path` is that of chat completions. `is_local`: no text may leave this machine."""

    scheme: str
    host: str
    port: int
    path: str
    is_local: bool

    @property
    def shown(self) -> str:
        """Host and port, as a signature names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def parse(url: str, where: str = "--reader") -> Address:
    """The address that a URL names. Raises UsageError, without the URL where that might hold a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise UsageError("this is no address of a server", where=where, advice=_EXAMPLE) from error
    if parts.username is not None or parts.password is not None:
        advice = "put the key into MTQA_READER_KEY: it is never printed or kept"
        raise UsageError("an address with a name or password would be kept in reports", where=where, advice=advice)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UsageError("an address of an API has no ? and no #", where=where, advice=_EXAMPLE)
    if parts.scheme not in _PORTS or not host or not _is_plain(url):
        raise UsageError("this is no address of a server", where=where, advice=_EXAMPLE)
    path = parts.path.rstrip("/").removesuffix(_COMPLETIONS) + _COMPLETIONS
    return Address(parts.scheme, host, _PORTS[parts.scheme] if port is None else port, path, is_loopback(host))


def permitted(address: Address, *, allow_remote: bool, offline: bool, where: str = "--reader") -> Address:
    """The address, if text may be sent there. Raises UsageError."""
    if address.is_local:
        return address
    if offline:
        what = f"{address.shown} is another machine, and --offline forbids the network"
        raise UsageError(what, where=where, advice="leave out --offline, or name a reader at 127.0.0.1")
    if not allow_remote:
        what = f"{address.shown} is another machine: the text would leave this one"
        raise UsageError(what, where=where, advice="if it may, give --allow-remote or set MTQA_ALLOW_REMOTE=1")
    return address


def is_loopback(host: str) -> bool:
    """Is that host this machine, whatever a name server says?

    >>> [is_loopback(host) for host in ("localhost", "127.9.0.1", "::1", "::ffff:127.0.0.1")]
    [True, True, True, True]
    >>> [is_loopback(host) for host in ("127.0.0.1.example.org", "0.0.0.0", "192.168.0.2", "ollama")]
    [False, False, False, False]
    """
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def _is_plain(url: str) -> bool:
    """Only visible ASCII, which a request line can hold."""
    return all("!" <= character <= "~" for character in url)
