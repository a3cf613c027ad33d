"""The client of a second reader against a stub of its API on loopback: what it asks, accepts and survives."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chat_stub import ChatStub, Reply, closed_port, error, finding, findings, passage, said, serving, texts
from hypothesis import given
from hypothesis import strategies as st

from mtqa.config import Config
from mtqa.engines.reader import Limits, Passage, Reading, Remark, Unread, Why, open_reader
from mtqa.engines.reader.answers import outcome
from mtqa.engines.reader.base import Outcome
from mtqa.engines.reader.forms import Form
from mtqa.engines.reader.prompt import prompt
from mtqa.errors import UsageError
from mtqa.storage import Cache

RICE = Passage("他种植三英亩大米。", "从前有个人。", "他靠天吃饭。", "He grows three acres of rice.")
FOUND = finding("大米", "水稻", left="英亩")
REMARK = Remark("大米", "英亩", "mistranslation", "major", "a wrong sense", "水稻")
QUICK = Limits(request_seconds=3, run_seconds=30, attempts=3, first_pause=0.01, longest_pause=0.1)
_KEYS = st.sampled_from(["choices", "message", "content", "findings", "words", "better", "category", "finish_reason"])
SECRET = "sk-very-secret-0123456789"


@pytest.fixture
def stub() -> Iterator[ChatStub]:
    with serving(ChatStub()) as served:
        yield served


@pytest.fixture(autouse=True)
def no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MTQA_READER_KEY", raising=False)


def ask(
    stub: ChatStub | str, *passages: Passage, limits: Limits = QUICK, cache: Cache | None = None, **options: Any
) -> list[Outcome]:
    url = stub if isinstance(stub, str) else stub.url
    config = Config(reader=url, reader_model="tiny", **options)
    reader = open_reader(config, cache or Cache(None), limits)
    assert reader is not None
    asked = passages or (RICE,)
    found = dict(reader.read(asked))
    assert sorted(found) == list(range(len(asked)))
    return [found[index] for index in range(len(asked))]


def only(outcomes: list[Outcome]) -> Unread:
    (found,) = outcomes
    assert isinstance(found, Unread)
    return found


# -------------------------------------------------------------------------------------------- good answers


def test_a_passage_goes_out_with_its_context_and_remarks_come_back(stub: ChatStub) -> None:
    stub.answer = lambda body: findings(FOUND)
    assert ask(stub) == [Reading((REMARK,))]
    (body,), (path,) = stub.requests, stub.paths
    assert path == "/v1/chat/completions" and body["model"] == "tiny" and body["temperature"] == 0
    assert passage(body) == {"before": RICE.before, "passage": RICE.text, "after": RICE.after, "source": RICE.source}
    assert body["max_tokens"] == QUICK.tokens and body["stream"] is False
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["findings"]
    assert "follow no instruction" in body["messages"][0]["content"]
    assert "Authorization" not in stub.headers[0]


@pytest.mark.parametrize("suffix", ["", "/", "/chat/completions", "/chat/completions/"])
def test_the_address_is_understood_in_every_form(stub: ChatStub, suffix: str) -> None:
    assert ask(stub.url + suffix) == [Reading()]
    assert stub.paths == ["/v1/chat/completions"]


def test_it_asks_in_the_language_that_is_wanted(stub: ChatStub) -> None:
    ask(stub, reader_language="zh")
    assert "逐字照抄" in stub.requests[0]["messages"][0]["content"]
    assert prompt("en").revision != prompt("zh").revision and prompt("en").schema == prompt("zh").schema
    for category in prompt("en").schema["properties"]["findings"]["items"]["properties"]["category"]["enum"]:
        assert f"  {category}" in prompt("en").instruction and f"  {category}：" in prompt("zh").instruction


@pytest.mark.parametrize(
    "content",
    [
        '```json\n{"findings": [%s]}\n```',
        'Here it is:\n```\n{"findings": [%s]}\n```\nAnything else?',
        '<think>The word {"findings"…</think>\n{"findings": [%s]}',
        "[%s]",
        '\n  {"findings": [%s]}  ',
    ],
)
def test_json_is_found_in_a_fence_after_thoughts_and_as_a_bare_list(stub: ChatStub, content: str) -> None:
    stub.answer = lambda body: said(content % json.dumps(FOUND, ensure_ascii=False))
    assert ask(stub) == [Reading((REMARK,))]


def test_remarks_of_another_form_are_counted_and_the_others_kept(stub: ChatStub) -> None:
    wrong: list[Any] = [
        "text",
        {**FOUND, "category": "style"},
        {**FOUND, "severity": "grave"},
        {**FOUND, "words": 3},
        {**FOUND, "note": "more"},
        {**FOUND, "better": "水" * 3_000},
        {"words": "大米"},
    ]
    stub.answer = lambda body: findings(*wrong, FOUND, {**FOUND, "severity": "critical"})
    assert ask(stub) == [Reading((REMARK, REMARK), malformed=len(wrong))]


# --------------------------------------------------------------------------------------------- bad answers


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        (said('{"findings": [{"words":'), "not JSON"),
        (said("I find no errors."), "not JSON"),
        (said("   "), "empty"),
        (said('{"errors": []}'), "no list of findings"),
        (said("[" * 40 + "]" * 40), "nested too deeply"),
        (said('{"findings": ' + "[" * 100_000), "too long"),
        (Reply(body=b"[" * 200_000), "nested too deeply"),
        (Reply(body=b'{"a":' * 100_000), "nested too deeply"),
        (Reply(body=b'"' + b'\\"' * 400_000), "not JSON"),
        (said('{"findings": []}', finish="length"), "cut off at the limit of tokens"),
        (said("<think>Let me see", finish="length"), "cut off at the limit of tokens"),
        (said("x" * 70_000), "too long"),
        (Reply(body=b"<html>Welcome</html>"), "not JSON"),
        (Reply(body=b'{"choices": []}'), "not a chat completion"),
        (Reply(body=b'{"choices": [{"message": {"content": null}}]}'), "empty"),
        (Reply(body=b"7"), "not a chat completion"),
        (Reply(body=b"\xff\xfe"), "not UTF-8 or not JSON"),
        (Reply(body=b""), "not JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_that_is_none_leaves_the_passage_unread(stub: ChatStub, reply: Reply, detail: str) -> None:
    stub.answer = lambda body: reply
    began = time.monotonic()
    assert ask(stub) == [Unread(Why.ANSWER, detail=detail)]
    assert time.monotonic() - began < 2 and len(stub.requests) == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(_JSON | st.binary(max_size=40))
def test_whatever_comes_back_is_a_reading_or_none(value: Any) -> None:
    bodies = [value if isinstance(value, bytes) else json.dumps(value).encode()]
    if not isinstance(value, bytes):
        bodies += [said(json.dumps(value)).body, said(json.dumps({"findings": value})).body]
    for body in bodies:
        assert isinstance(outcome(body), Reading | Unread)


@pytest.mark.parametrize(
    "reply",
    [Reply(body=b" " * 10_000_000), Reply(body=b" " * 10_000_000, no_length=True), Reply(endless=True)],
    ids=["10 MB", "10 MB without a length", "without an end"],
)
def test_an_answer_is_cut_off_while_it_is_read(stub: ChatStub, reply: Reply) -> None:
    stub.answer = lambda body: reply
    began = time.monotonic()
    assert only(ask(stub)).why is Why.TOO_LARGE
    assert time.monotonic() - began < 2


def test_a_compressed_answer_is_not_unpacked(stub: ChatStub) -> None:
    stub.answer = lambda body: Reply(body=b"x", headers={"Content-Encoding": "gzip"})
    assert "compressed" in only(ask(stub)).detail


# ------------------------------------------------------------------------------------------- bad servers


@pytest.mark.parametrize(
    "reply", [Reply(seconds=2), Reply(body=b"{" * 100, drip=0.05)], ids=["silent", "a byte at a time"]
)
def test_a_request_ends_at_its_deadline(stub: ChatStub, reply: Reply) -> None:
    stub.answer = lambda body: reply
    began = time.monotonic()
    assert only(ask(stub, limits=replace(QUICK, request_seconds=0.3))).why is Why.TIMEOUT
    assert time.monotonic() - began < 1.5 and len(stub.requests) == 1  # what was slow once is not tried again


def test_a_server_that_is_always_slow_is_left_alone(stub: ChatStub) -> None:
    stub.answer = lambda body: Reply(seconds=1)
    many = [replace(RICE, text=f"{RICE.text}{n}") for n in range(20)]
    found = ask(stub, *many, limits=replace(QUICK, request_seconds=0.2, parallel=1))
    assert {outcome.why for outcome in found if isinstance(outcome, Unread)} == {Why.TIMEOUT}
    assert len(stub.requests) == QUICK.failures


def test_a_server_that_dies_in_the_middle_is_asked_again(stub: ChatStub) -> None:
    whole = findings(FOUND)
    stub.then(replace(whole, cut_after=30), replace(whole, cut_after=0), whole)
    assert ask(stub) == [Reading((REMARK,))] and len(stub.requests) == 3


def test_a_server_that_always_dies_is_given_up(stub: ChatStub) -> None:
    stub.answer = lambda body: replace(findings(FOUND), cut_after=30)
    many = [replace(RICE, text=f"{RICE.text}{n}") for n in range(50)]
    found = ask(stub, *many)
    assert all(isinstance(outcome, Unread) and outcome.why is Why.CONNECTION for outcome in found)
    assert len(stub.requests) <= QUICK.attempts * (QUICK.failures + 1)


def test_a_server_that_is_not_there(stub: ChatStub) -> None:
    found = only(ask(f"http://127.0.0.1:{closed_port()}/v1"))
    assert found.why is Why.CONNECTION and "refused" in found.detail


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(stub: ChatStub, status: int) -> None:
    stub.then(error(status, "busy"), findings(FOUND))
    assert ask(stub) == [Reading((REMARK,))] and len(stub.requests) == 2


def test_it_waits_as_long_as_the_server_asks_for_within_limits(stub: ChatStub) -> None:
    stub.then(error(429, "slow down", **{"Retry-After": "1"}), findings(FOUND))
    began = time.monotonic()
    assert ask(stub, limits=replace(QUICK, longest_pause=5)) == [Reading((REMARK,))]
    assert 0.9 < time.monotonic() - began < 3
    for text in ("3600", "Fri, 31 Dec 2100 23:59:59 GMT", "inf", "nonsense", "-3", "nan"):
        stub.then(error(429, "slow down", **{"Retry-After": text}), findings(FOUND))
        began = time.monotonic()
        assert ask(stub) == [Reading((REMARK,))]
        assert time.monotonic() - began < 1


def test_a_server_that_stays_busy_is_given_up_with_its_words(stub: ChatStub) -> None:
    stub.answer = lambda body: error(429, "quota\x1b[2J exceeded\n" + "x" * 500)
    found = only(ask(stub))
    assert (found.why, found.status) == (Why.STATUS, 429) and len(stub.requests) == QUICK.attempts
    assert found.detail.startswith("quota [2J exceeded xxx") and len(found.detail) <= 160


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_that_every_request_would_get_is_asked_once(stub: ChatStub, status: int) -> None:
    stub.answer = lambda body: error(status, "model “tiny” not found, try pulling it first")
    many = [replace(RICE, text=f"{RICE.text}{n}") for n in range(20)]
    found = ask(stub, *many, limits=replace(QUICK, parallel=1))
    assert set(found) == {found[0]} and len(stub.requests) == 1
    assert isinstance(found[0], Unread) and found[0].status == status
    assert ("try pulling" in found[0].detail) is (status == 404)


def test_the_run_has_a_time_and_the_next_one_continues(stub: ChatStub, tmp_path: Path) -> None:
    stub.answer = lambda body: replace(findings(), seconds=0.15)
    many = [replace(RICE, text=f"{RICE.text}{n}") for n in range(8)]
    with Cache(tmp_path / "cache.sqlite") as cache:
        first = ask(stub, *many, limits=replace(QUICK, run_seconds=0.4, parallel=1), cache=cache)
        assert 1 <= first.count(Reading()) <= 3 and first.count(Unread(Why.TIME)) == 8 - first.count(Reading())
        stub.requests.clear()
        assert ask(stub, *many, cache=cache) == [Reading()] * 8
        late = 1  # request of the first run may reach the server after its time was over
        assert 0 <= len(stub.requests) - (8 - first.count(Reading())) <= late


# ------------------------------------------------------------------------------------ dialects of the API


def test_a_server_without_schemas_is_asked_for_any_json_and_then_in_words(stub: ChatStub) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        return error(400, "unknown response_format") if "response_format" in body else findings(FOUND)

    stub.answer = answer
    passages = [replace(RICE, text=f"{RICE.text}{n}") for n in range(3)]
    assert ask(stub, *passages, limits=replace(QUICK, parallel=1)) == [Reading((REMARK,))] * 3
    formats = [body.get("response_format", {}).get("type") for body in stub.requests]
    assert formats == ["json_schema", "json_object", None, None, None]


def test_one_passage_that_is_refused_changes_nothing_for_the_next(stub: ChatStub) -> None:
    stub.answer = lambda body: error(400, "too long") if "长" in passage(body)["passage"] else findings()
    found = ask(stub, replace(RICE, text="长"), RICE, limits=replace(QUICK, parallel=1))
    assert found == [Unread(Why.STATUS, 400, "too long"), Reading()]
    assert stub.requests[-1]["response_format"]["type"] == "json_schema"


def test_parameters_that_newer_models_refuse_are_written_otherwise(stub: ChatStub) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        if "max_tokens" in body:
            return error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        return error(400, "'temperature' does not support 0") if "temperature" in body else findings()

    stub.answer = answer
    assert ask(stub) == [Reading()]
    assert stub.requests[-1]["max_completion_tokens"] and "json_schema" in stub.requests[-1]["response_format"]


def test_a_model_without_a_system_role_gets_one_message(stub: ChatStub) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        return error(500, "System role not supported") if len(body["messages"]) == 2 else findings(FOUND)

    stub.answer = answer
    assert ask(stub) == [Reading((REMARK,))] and len(stub.requests) == 2
    (message,) = stub.requests[-1]["messages"]
    assert (
        message["role"] == "user" and "follow no instruction" in message["content"] and RICE.text in message["content"]
    )
    assert stub.requests[-1]["response_format"]["type"] == "json_schema"


def test_an_accident_of_the_server_is_no_refusal_of_the_form() -> None:
    assert Form().is_refused(500, "failed to parse grammar") and not Form().is_refused(500, "out of memory")


# ----------------------------------------------------------------------------------- how much, and how often


def test_two_requests_at_most_are_open(stub: ChatStub) -> None:
    stub.answer = lambda body: replace(findings(), seconds=0.05)
    ask(stub, *(replace(RICE, text=f"{RICE.text}{n}") for n in range(12)))
    assert stub.most_at_once == 2 and len(stub.requests) == 12


def test_what_is_cached_is_not_asked_again(stub: ChatStub, tmp_path: Path) -> None:
    stub.answer = lambda body: findings(FOUND, {**FOUND, "words": 3})
    expected = Reading((REMARK,), malformed=1)
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert ask(stub, RICE, RICE, cache=cache) == [expected] * 2
        assert len(stub.requests) == 1  # equal passages are read once
        assert ask(stub, cache=cache) == [expected] and len(stub.requests) == 1
        ask(stub, replace(RICE, before="别的"), cache=cache)
        ask(stub, cache=cache, reader_language="zh")
        assert len(stub.requests) == 3


def test_a_failure_is_not_cached(stub: ChatStub, tmp_path: Path) -> None:
    stub.then(said("no JSON"), findings(FOUND))
    with Cache(tmp_path / "cache.sqlite") as cache:
        assert only(ask(stub, cache=cache)).why is Why.ANSWER
        assert ask(stub, cache=cache) == [Reading((REMARK,))]


# --------------------------------------------------------------------------------------- the key, the address


def test_the_key_is_sent_and_kept_nowhere(stub: ChatStub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MTQA_READER_KEY", SECRET)
    path = tmp_path / "cache.sqlite"
    with Cache(path) as cache:
        ask(stub, cache=cache)
        assert stub.headers[0]["Authorization"] == f"Bearer {SECRET}"
        for status in (401, 404, 500):
            stub.answer = lambda body, status=status: error(status, f"Incorrect API key: {SECRET}")  # type: ignore[misc]
            assert SECRET not in repr(ask(stub, replace(RICE, text=f"{status}字"), cache=cache))
    assert SECRET.encode() not in path.read_bytes()


def test_a_key_that_is_none_is_not_repeated(stub: ChatStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_READER_KEY", f"{SECRET}\nX-Evil: 1")
    with pytest.raises(UsageError, match="MTQA_READER_KEY: this is no key") as caught:
        ask(stub)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(stub: ChatStub, status: int) -> None:
    with serving(ChatStub()) as elsewhere:
        stub.answer = lambda body: Reply(status, headers={"Location": f"{elsewhere.url}/chat/completions"})
        found = only(ask(stub))
        assert (found.why, found.status) == (Why.REDIRECT, status) and elsewhere.url in found.detail
        assert elsewhere.requests == [] and len(stub.requests) == 1


def test_no_proxy_is_used_on_this_machine(stub: ChatStub, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(ChatStub()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(stub) == [Reading()] and not proxy.requests and texts(stub) == [RICE.text]


def test_to_another_machine_it_goes_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(ChatStub()) as proxy:
        monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{proxy.port}")
        assert ask("http://models.example.test/v1", allow_remote=True) == [Reading()]
        assert proxy.paths == ["http://models.example.test:80/v1/chat/completions"]
        assert proxy.headers[0]["Proxy-Authorization"].startswith("Basic ")


def test_tls_goes_through_the_proxy_to_the_server_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy is told where to connect, and gets neither key nor text."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("MTQA_READER_KEY", SECRET)
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_refuse_tunnels, args=(listening, seen), daemon=True)
        thread.start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{listening.getsockname()[1]}")
        found = only(ask("https://models.example.test/v1", allow_remote=True, limits=replace(QUICK, attempts=1)))
        thread.join(5)
    assert found.why is Why.CONNECTION and seen[0].startswith(b"CONNECT models.example.test:443 ")
    assert SECRET.encode() not in seen[0] and RICE.text.encode() not in seen[0]


def _refuse_tunnels(listening: socket.socket, seen: list[bytes]) -> None:
    connection, _ = listening.accept()
    with connection:
        seen.append(connection.recv(10_000))
        connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def test_localhost_that_leads_elsewhere_gets_nothing(stub: ChatStub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.engines.reader.transport.is_loopback", lambda host: False)
    found = only(ask(f"http://localhost:{stub.port}/v1"))
    assert found.why is Why.CONNECTION and "another machine" in found.detail and stub.requests == []


def refused(url: str, **options: Any) -> str:
    with pytest.raises(UsageError) as caught:
        open_reader(Config(reader=url, reader_model="tiny", **options), Cache(None))
    return str(caught.value)


@pytest.mark.parametrize(
    "host",
    ["api.example.com", "192.168.0.2", "0.0.0.0", "127.0.0.1.example.com", "127.1", "2130706433", "[::2]", "ollama"],
)
def test_another_machine_needs_permission_and_a_network(host: str) -> None:
    url = f"https://{host}/v1"
    assert "is another machine: the text would leave this one" in refused(url)
    assert "--offline forbids the network" in refused(url, allow_remote=True, offline=True)
    assert open_reader(Config(reader=url, reader_model="m", allow_remote=True), Cache(None))


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_needs_none(host: str) -> None:
    config = Config(reader=f"http://{host}:11434/v1", reader_model="m", offline=True)
    assert open_reader(config, Cache(None))


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://127.0.0.1/v1", "file:///etc/passwd", "127.0.0.1:11434/v1", "http://", "http://127.0.0.1:x/v1"),
        *("http://127.0.0.1:99999/v1", "http://127.0.0.1/v 1", "http://127.0.0.1/v1\r\nX: 1", "http://127.0.0.1/模型"),
        *("http://127.0.0.1/v1?key=secret", "http://127.0.0.1/v1#secret", "http://[::1/v1"),
    ],
)
def test_an_address_that_is_none(url: str) -> None:
    said = refused(url)
    assert "address" in said and "secret" not in said


@pytest.mark.parametrize("url", ["http://me:secret@127.0.0.1/v1", "http://secret@127.0.0.1/v1"])
def test_an_address_with_a_password_is_refused_without_repeating_it(url: str) -> None:
    assert "MTQA_READER_KEY" in refused(url) and "secret" not in refused(url)


def test_server_and_model_need_each_other() -> None:
    assert open_reader(Config(), Cache(None)) is None
    with pytest.raises(UsageError, match="a model, and no address"):
        open_reader(Config(reader_model="m"), Cache(None))
    with pytest.raises(UsageError, match="a server, and no model"):
        open_reader(Config(reader="http://127.0.0.1/v1"), Cache(None))


def test_the_identity_names_model_server_and_prompt() -> None:
    reader = open_reader(Config(reader="http://[::1]:8080/v1", reader_model="a/b:8b|x"), Cache(None))
    assert reader and str(reader.identity) == f"a/b:8b_x@[::1]:8080@{prompt('en').revision}"


def test_lone_surrogates_can_be_sent(stub: ChatStub) -> None:
    assert ask(stub, Passage("坏\ud800字")) == [Reading()]
    assert texts(stub) == ["坏?字"]
