"""A Hugging Face Hub on loopback: the two calls that `mtqa models pull` makes, and ways to fail."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class HubStub:
    """`files` of `repo` at `commit`. `listed` replaces what the list says of a file; `status` refuses all
    calls; `cut_after` breaks the connection after so many bytes of a body, `cuts` times."""

    repo: str
    files: dict[str, bytes]
    commit: str = COMMIT
    lfs: tuple[str, ...] = (".safetensors", ".spm")
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut_after: int = 0
    cuts: int = 0
    endpoint: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)

    def siblings(self) -> list[dict[str, Any]]:
        rows = []
        for name, content in self.files.items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            row: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": blob}
            if name.endswith(self.lfs):
                digest = hashlib.sha256(content).hexdigest()
                row["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 135}
            rows.append(row | self.listed.get(name, {}))
        return rows


@contextmanager
def serving(stub: HubStub) -> Iterator[HubStub]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stub))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    stub.endpoint = f"http://127.0.0.1:{server.server_port}"
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(stub: HubStub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            stub.requests.append((path, self.headers.get("Range", "")))
            if stub.status != 200:
                self._send(stub.status, b"{}", stub.headers)
            elif path.startswith(f"/api/models/{stub.repo}/revision/"):
                info = {"id": stub.repo, "sha": stub.commit, "siblings": stub.siblings()}
                self._send(200, json.dumps(info).encode(), {"Content-Type": "application/json"})
            elif path.startswith(f"/{stub.repo}/resolve/{stub.commit}/"):
                self._send_file(path.rpartition("/")[2])
            else:
                self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

        def _send_file(self, name: str) -> None:
            if name not in stub.files or name in stub.gone:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound"})
                return
            content = stub.files[name]
            headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "X-Repo-Commit": stub.commit}
            start = int(self.headers.get("Range", "bytes=0-")[6:].partition("-")[0])
            if start:
                headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
            self._send(206 if start else 200, content[start:], headers)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for key, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(key, value)
            self.end_headers()
            if stub.cuts and 0 < stub.cut_after < len(body) and status in (200, 206):
                stub.cuts -= 1
                self.wfile.write(body[: stub.cut_after])
                self.close_connection = True
                return
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: tests read `stub.requests`."""

    return Handler
