"""A chat model behind an OpenAI-compatible API as a second reader: `POST …/chat/completions`, one passage a request.

Nothing that a server does raises an error here: a passage that was not read is Unread and says why. A server that is
gone, refuses the key or lets requests run out of time is not asked again in the same run.
"""

from __future__ import annotations

import email.utils
import threading
import time
from collections.abc import Iterator, Sequence

from mtqa.engines.base import Identity
from mtqa.engines.reader import transport
from mtqa.engines.reader.address import Address
from mtqa.engines.reader.answers import outcome, parsed
from mtqa.engines.reader.base import Outcome, Passage, Unread, Why
from mtqa.engines.reader.forms import Form
from mtqa.engines.reader.limits import Clock, Limits
from mtqa.engines.reader.parallel import in_parallel
from mtqa.engines.reader.prompt import Prompt
from mtqa.text import shortened

_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
#: Statuses that any other request would get as well: the key, the model's name or the address is wrong.
_FINAL = frozenset((401, 402, 403, 404, 405, 407, 410))
#: What such a server says may repeat the key.
_ABOUT_KEYS = frozenset((401, 403, 407))
_MOST_DETAIL = 160  # characters
_NO_DETAIL_BYTES = 20_000  # of an error; a longer one is a page


class ChatReader:
    """A Reader that asks a server."""

    def __init__(
        self,
        identity: Identity,
        address: Address,
        model: str,
        prompt: Prompt,
        key: str = "",
        limits: Limits | None = None,
    ) -> None:
        self.identity = identity
        self._address = address
        self._model = model
        self._prompt = prompt
        self._key = key
        self._limits = limits or Limits()
        self._clock = Clock(self._limits.run_seconds)
        self._lock = threading.Lock()
        self._form = Form()
        self._given_up: Unread | None = None
        self._failures = 0  # passages in a row

    def read(self, passages: Sequence[Passage]) -> Iterator[tuple[int, Outcome]]:
        self._clock.start()
        try:
            yield from in_parallel(self._read, passages, self._limits.parallel)
        finally:
            self._clock.stop()

    def _read(self, passage: Passage) -> Outcome:
        """One passage: attempts until one succeeds, or no other would."""
        form, pause, found = self._form, self._limits.first_pause, Unread(Why.TIME)
        attempt = 0
        while attempt < self._limits.attempts:
            if self._given_up:
                return self._given_up
            if not self._clock.left:
                return self._give_up(Unread(Why.TIME))
            answered = self._ask(form, passage)
            if isinstance(answered, transport.Response):
                if answered.status == 200:
                    self._form, self._failures = form, 0
                    return outcome(answered.body)
                found = self._refusal(answered)
                looser = form.looser(found.detail) if form.is_refused(answered.status, found.detail) else None
                if looser:
                    form = looser
                    continue  # the same attempt
                if answered.status not in _BUSY:
                    return self._give_up(found) if _is_final(found) else found
                pause = max(pause, _asked_pause(answered))
            else:
                found = answered
                if found.why is not Why.CONNECTION:
                    break
            attempt += 1
            if attempt < self._limits.attempts:
                time.sleep(min(pause, self._limits.longest_pause, self._clock.left))
                pause *= 2
        return self._failed(found)

    def _ask(self, form: Form, passage: Passage) -> transport.Response | Unread:
        """One request."""
        body = form.body(self._model, self._prompt, passage, self._limits.tokens)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        seconds = min(self._limits.request_seconds, self._clock.left)
        try:
            return transport.post(self._address, body, headers, max(seconds, 0.01), self._limits.answer_bytes)
        except transport.TimedOut:
            return Unread(Why.TIMEOUT if self._clock.left else Why.TIME)
        except transport.TooLarge:
            return Unread(Why.TOO_LARGE)
        except transport.NoResponse as error:
            return Unread(Why.CONNECTION, detail=self._clean(str(error)))

    def _refusal(self, response: transport.Response) -> Unread:
        """An answer that is no completion, without what could repeat the key."""
        if 300 <= response.status < 400:
            return Unread(Why.REDIRECT, response.status, self._clean(response.headers.get("location", "")))
        detail = "" if response.status in _ABOUT_KEYS else self._clean(_complaint(response.body))
        return Unread(Why.STATUS, response.status, detail)

    def _failed(self, found: Unread) -> Unread:
        """A passage was not read after all attempts. After several in a row the server is left alone."""
        with self._lock:
            self._failures += 1
            is_enough = found.why is Why.TIME or self._failures >= self._limits.failures
        return self._give_up(found) if is_enough else found

    def _give_up(self, found: Unread) -> Unread:
        with self._lock:
            self._given_up = self._given_up or found
        return found

    def _clean(self, text: str) -> str:
        """A text of the server on one short line, without the key."""
        if self._key:
            text = text.replace(self._key, "…")
        return shortened(" ".join("".join(c if c.isprintable() else " " for c in text).split()), _MOST_DETAIL)


def _is_final(found: Unread) -> bool:
    return found.why is Why.REDIRECT or found.status in _FINAL


def _complaint(body: bytes) -> str:
    """What an error says, in the forms of servers: `{"error": {"message": …}}`, `{"error": …}`, `{"detail": …}`."""
    if len(body) > _NO_DETAIL_BYTES:
        return ""
    try:
        tree = parsed(body.decode("utf-8"))
    except ValueError:
        return ""
    for key in ("error", "message", "detail"):
        if isinstance(tree, dict) and key in tree:
            tree = tree[key]
    return tree if isinstance(tree, str) else ""


def _asked_pause(response: transport.Response) -> float:
    """The seconds that `Retry-After` asks for, as a number or as a date; 0 without one."""
    text = response.headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return 0.0
