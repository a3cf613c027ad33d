"""One request over HTTP with limits on everything that a server decides: time, size, and where it leads.

The standard library, since the rules run without any library for HTTP. It follows no redirect and, on this machine,
uses no proxy. A request ends at its deadline also where a server sends a byte a minute: a timer shuts the socket.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from mtqa.engines.reader.address import Address, is_loopback

_CONNECT_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Response:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """By their names in lower case."""
    body: bytes


class NoResponse(Exception):
    """No whole answer came: the connection failed or broke off."""


class TimedOut(NoResponse):
    """The deadline passed."""


class TooLarge(NoResponse):
    """The answer exceeds the limit."""


def post(address: Address, body: bytes, headers: Mapping[str, str], seconds: float, most_bytes: int) -> Response:
    """Send a request and read its answer. Raises NoResponse, after at most about `seconds`."""
    deadline = time.monotonic() + seconds
    connection, target, own = _connection(address, min(_CONNECT_SECONDS, seconds))
    ended = threading.Event()
    timer = threading.Timer(seconds, _shut, (connection, ended))
    timer.daemon = True
    try:
        timer.start()
        connection.connect()
        _require_local_peer(connection, address)
        connection.sock.settimeout(max(0.01, deadline - time.monotonic()))
        connection.request("POST", target, body, {**headers, **own, "Connection": "close"})
        return _read(connection.getresponse(), most_bytes)
    except TimeoutError as error:
        raise TimedOut("no answer in time") from error
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        if ended.is_set():
            raise TimedOut("no answer in time") from error
        raise NoResponse(_shown(error)) from error
    finally:
        timer.cancel()
        connection.close()


def _connection(address: Address, seconds: float) -> tuple[http.client.HTTPConnection, str, dict[str, str]]:
    """A connection that is not opened yet, the target of the request, and headers for the proxy if one is used."""
    proxy = None if address.is_local else _proxy(address)
    if proxy is None:
        return _direct(address.scheme, address.host, address.port, seconds), address.path, {}
    scheme, host, port, own = proxy
    connection = _direct(scheme, host, port, seconds)
    if address.scheme == "http":
        return connection, f"http://{address.shown}{address.path}", own
    # Through the tunnel TLS goes to the server itself: the proxy sees neither key nor text.
    tunnel = http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    tunnel.set_tunnel(address.host, address.port, own)
    return tunnel, address.path, {}


def _direct(scheme: str, host: str, port: int, seconds: float) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=seconds)


def _proxy(address: Address) -> tuple[str, str, int, dict[str, str]] | None:
    """The proxy that the environment names for another machine, and the headers that it asks for."""
    url = getproxies().get(address.scheme)
    if not url or proxy_bypass(address.host):
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if not parts.hostname:
        return None
    own = {}
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        own["Proxy-Authorization"] = f"Basic {b64encode(login.encode()).decode()}"
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), own


def _require_local_peer(connection: http.client.HTTPConnection, address: Address) -> None:
    """Before a byte of the text is sent: is the other end on this machine, where it has to be?"""
    peer = str(connection.sock.getpeername()[0])
    if address.is_local and not is_loopback(peer):
        raise ConnectionRefusedError(f"{address.host} leads to {peer}, which is another machine")


def _read(response: http.client.HTTPResponse, most_bytes: int) -> Response:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise http.client.HTTPException("the answer is compressed, which was not asked for")
    if (response.length or 0) > most_bytes:
        raise TooLarge
    expected = response.length
    body = response.read(most_bytes + 1)
    if len(body) > most_bytes:
        raise TooLarge
    if expected is not None and len(body) < expected:
        raise http.client.IncompleteRead(b"", expected - len(body))
    return Response(response.status, headers, body)


def _shut(connection: http.client.HTTPConnection, ended: threading.Event) -> None:
    """Wake the thread that waits for the server."""
    ended.set()
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _shown(error: Exception) -> str:
    """What went wrong, in words that hold neither text nor key."""
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    if isinstance(error, http.client.IncompleteRead):
        return "the connection broke off"
    return str(error) or type(error).__name__
