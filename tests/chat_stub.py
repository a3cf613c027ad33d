"""A stub of the chat completions API on loopback: answers as a test scripts them, and all that servers do wrong."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """An answer. `cut_after` bytes of the body the server dies, `drip` sends a byte each so many seconds, `seconds`
    pass before anything is sent, `endless` has no end."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int = -1
    drip: float = 0.0
    seconds: float = 0.0
    endless: bool = False
    no_length: bool = False


def said(content: str, finish: str = "stop") -> Reply:
    """A completion in which the model wrote `content`."""
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": finish}
    tree = {"id": "x", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 7}}
    return Reply(body=json.dumps(tree).encode())


def finding(words: str, better: str, **more: str) -> dict[str, str]:
    """A finding as the schema has it."""
    base = {"left": "", "category": "mistranslation", "severity": "major", "reason": "a wrong sense"}
    return {"words": words, "better": better, **base, **more}


def findings(*found: dict[str, Any]) -> Reply:
    return said(json.dumps({"findings": list(found)}, ensure_ascii=False))


def error(status: int, message: str, **headers: str) -> Reply:
    return Reply(status, json.dumps({"error": {"message": message}}).encode(), headers)


Answer = Callable[[dict[str, Any]], Reply]


@dataclass
class ChatStub:
    """`answer` gets the body of a request and the text of its passage is `passage(body)`."""

    answer: Answer = lambda body: findings()
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    most_at_once: int = 0
    url: str = ""
    port: int = 0
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def then(self, *replies: Reply) -> None:
        """Answer with these, one after the other; the last again and again."""
        waiting = list(replies)

        def answer(body: dict[str, Any]) -> Reply:
            with self._lock:
                return waiting.pop(0) if len(waiting) > 1 else waiting[0]

        self.answer = answer


def passage(body: dict[str, Any]) -> dict[str, str]:
    """What was asked: the parts of the user's message."""
    parts: dict[str, str] = json.loads(body["messages"][-1]["content"])
    return parts


@contextmanager
def serving(stub: ChatStub) -> Iterator[ChatStub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    stub.port = server.server_port
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _handler(stub: ChatStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with stub._lock:
                stub.requests.append(body)
                stub.headers.append(dict(self.headers))
                stub.paths.append(self.path)
                stub._open += 1
                stub.most_at_once = max(stub.most_at_once, stub._open)
            try:
                with suppress(OSError):
                    self._send(stub.answer(body))
            finally:
                with stub._lock:
                    stub._open -= 1

        def _send(self, reply: Reply) -> None:
            time.sleep(reply.seconds)
            self.close_connection = True
            self.send_response(reply.status)
            headers = {"Content-Type": "application/json", **reply.headers}
            if not (reply.endless or reply.no_length):
                headers.setdefault("Content-Length", str(len(reply.body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.endless:
                while True:
                    self.wfile.write(b" " * 65_536)
            if reply.drip:
                for byte in reply.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(reply.drip)
            self.wfile.write(reply.body if reply.cut_after < 0 else reply.body[: reply.cut_after])

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: tests read `stub.requests`."""

    return Handler


def texts(stub: ChatStub) -> Sequence[str]:
    """The passages that were sent."""
    return [passage(body)["passage"] for body in stub.requests]
