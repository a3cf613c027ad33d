"""Which words of a string are language, and which are code, names and commands that stay as they are.

Names of programs cannot be listed: the document's own translations tell them, which keep such a word nearly always.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from mtqa.lexicon import is_common_english
from mtqa.read.placeholders import codes
from mtqa.script import HAN, LATIN, han_count, has_han
from mtqa.text import Pair

_TOKEN = re.compile(r"\S+")
_CODE = re.compile(r"`[^`\n]{0,200}`")
_EDGES = "\"'“”‘’«»()（）[]【】,.;:!?…，。；：！？、"
_WORD = re.compile(rf"[{LATIN}]+(?:['’][a-z]{{1,2}})?(?:-[{LATIN}]+)?")
_OPTION = re.compile(r"--?\w")
#: A word that stays in this share of the translations of at least so many units is a name or a command there.
_KEPT_SHARE, _LEAST_UNITS = 0.8, 3
_KEY = re.compile(r"[A-Za-z][\w-]*(?:[.:][\w-]+)+|[a-z]+(?:_[a-z\d]+)+")
_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z\d]+)+")  # front-text, or built-in
_LONGER_THAN_A_WORD = 15  # characters
_HAN = re.compile(f"[{HAN}]+")
_KNOWN_ZIPF = 3.1  # once in a million words: what the small list has


def prose_words(text: str) -> list[str]:
    """The words in Latin letters of a string that are language: no part of an address, a placeholder, an option, a
    path, a size, an identifier or other code.

    >>> prose_words("Run `git gc` or see https://example.org/a for all %d files in /tmp, e.g. enter-active-class.")
    ['Run', 'or', 'see', 'for', 'all', 'files', 'in']
    >>> prose_words("git push [--force] <name> %s..%s"), prose_words("It is a well-known file")
    (['git', 'push'], ['It', 'is', 'a', 'well-known', 'file'])
    """
    plain = _CODE.sub(" ", text)
    for code in reversed(list(codes(plain))):
        plain = plain[: code.start] + " " * (code.end - code.start) + plain[code.end :]
    words = (token.strip(_EDGES) for token in _TOKEN.findall(_HAN.sub(" ", plain)) if not _OPTION.match(token))
    return [word for word in words if _WORD.fullmatch(word)]


def has_code(text: str) -> bool:
    """Is there an option, a placeholder, a path or other code in a string?

    >>> has_code("git push [--force]"), has_code("len = 0x%x"), has_code("Open the door (now).")
    (True, True, False)
    """
    tokens = (token.strip(_EDGES) for token in _TOKEN.findall(text))
    return any(token and not _WORD.fullmatch(token) and not token.isdecimal() for token in tokens)


def is_key(source: str, target: str) -> bool:
    """Is the source the name of a text that stands elsewhere?

    >>> is_key("list:user:notice:hold.txt", "邮件已被扣留。"), is_key("time_format", "${H}时"), is_key("built-in", "内")
    (True, True, False)
    >>> is_key("front-text", "如果您看到的不是您要找的网站，那么它的所有者刚刚安装了系统。")
    True
    """
    name = source.strip()
    is_long = han_count(target) >= _LONGER_THAN_A_WORD
    return has_han(target) and bool(_KEY.fullmatch(name) or (is_long and _HYPHENATED.fullmatch(name)))


def with_text(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs without those whose source is the name of a text, which says nothing of the translation."""
    return (pair for pair in pairs if pair.source is None or not is_key(pair.source.text, pair.target.text))


def is_english(text: str) -> bool:
    """Does English know half of the words in lower case? A programme in English names things in other languages, too.

    >>> is_english("Content types to purge"), is_english("cedida pela Direção-Geral do Território")
    (True, False)
    """
    plain = [word for word in prose_words(text) if word.islower()]
    return 2 * sum(is_common_english(word, _KNOWN_ZIPF) for word in plain) >= len(plain)


def kept_words(pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The English words, in lower case, that the Chinese translations of a document keep: names and commands (git,
    kernel32). Pairs of source and target; those without a Chinese character were not translated and say nothing.

    >>> sorted(kept_words([("Run git push", "运行 git push"), ("git failed", "git 失败"), ("A git file", "git 文件")]))
    ['git']
    """
    seen: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for source, target in pairs:
        if has_han(target):
            there = target.lower()
            for word in {word.lower() for word in prose_words(source)}:
                seen[word] += 1
                kept[word] += word in there
    return frozenset(
        word for word, count in seen.items() if count >= _LEAST_UNITS and kept[word] >= _KEPT_SHARE * count
    )
