"""The page in Chinese has no English left: nothing that a reader sees or hears of it, with a source and without one.

What is not the page's own is left out: the document and its source, examples of rules, names and code (elements `code`
and `kbd`), paths, and what stands in quotation marks, such as the English word that a literal translation comes from.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import needs_chromium, watched
from handmade import sample
from playwright.sync_api import Browser

import mtqa
from mtqa.checks import RULES
from mtqa.render.html import render
from mtqa.render.page.words import chrome
from mtqa.render.sentences import patterns
from mtqa.report import Report
from mtqa.text import shortened

pytestmark = needs_chromium
EXAMPLE = Path(__file__).parents[2] / "examples" / "linfeng-mt.txt"

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: zh_CN\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "The café has %d seats and opened in 1987."
msgstr "这家咖啡馆有 %s 个座位，开业于1978年"

msgid "Do you want to delete all files in this folder?"
msgstr "Do you want to delete all files in this folder?"

msgid "The runner finished the race in 20 minutes, and the crowd cheered for him until the evening."
msgstr "跑者跑完了比赛 (用了20小時。"

msgid "Wang Xiaoming lives in Paris."
msgstr "李大明住在伦敦,他很喜歡那里。"

msgid "Press <b>OK</b> to go on."
msgstr "按确定继续。"

msgid "Every document of the archive was read twice."
msgstr "档案中的每份文件都读了两遍，档案中的每份文件都读了两遍，档案中的每份文件都读了两遍。"

#, fuzzy
msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d 个文件"
msgstr[1] "%d 个文件"

msgid "Not translated yet"
msgstr ""
"""
_OWN = """() => {
  Cards.unfold();
  for (const fold of document.querySelectorAll("details[data-pack]")) Cards.fill(fold);
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("[hidden]")) one.hidden = false;
  document.getElementById("help").show();
  const foreign = "code, kbd, script, style, template, noscript, .original,"
    + " h1, .brand, .page, .sentence, .was, ins, .trip, .heat, .pairs p,"
    + " .terms th, .explained .example, .translated a, .unit, .sentences p[lang], .contest dt, .evidence dd, #language";
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (data.trim() && !parent.closest(foreign) && parent.checkVisibility()) said.push(data.trim());
  }
  for (const name of ["title", "aria-label", "placeholder"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (!one.closest("code, .sentence")) said.push(one.getAttribute(name));
    }
  }
  return [document.title, ...said];
}"""
_QUOTED = re.compile(
    r"“[^”]*”|`[^`]*`|\b(?:mtqa [a-z]+(?: [a-z]+)?|CC-CEDICT)\b|--[a-z-]+(?: [a-z]+)?|[\w./-]+\.(?:txt|po|png|md)"
)
_RULE = re.compile("|".join(map(re.escape, sorted(RULES, key=len, reverse=True))))
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:]+[A-Za-z]{2,})+")


def english_in(made: Report, browser: Browser, path: Path) -> list[str]:
    """The runs of English words that the page in Chinese shows of its own."""
    path.write_text(render(replace(made, config=replace(made.config, interface="zh"))), encoding="utf-8")
    view = watched(browser.new_context(locale="zh-CN"))
    view.page.goto(path.as_uri())
    said: list[str] = view.script(_OWN)
    view.context.close()
    assert len(said) > 100 and any("严重" in text for text in said) and "怎么改" in said and view.trouble == []
    excerpts = [shortened(part.segment.text, 40) for one in made.documents for part in one.segments]
    left = [_QUOTED.sub("", _RULE.sub("", text)) for text in said if not text.endswith(tuple(excerpts))]
    return [match[0] for text in left for match in _ENGLISH.finditer(text)]


def test_an_article(browser: Browser, tmp_path: Path) -> None:
    assert english_in(mtqa.check(str(EXAMPLE), models=False), browser, tmp_path / "page.html") == []


@pytest.mark.model
def test_an_article_with_all_that_the_models_say(browser: Browser, tmp_path: Path) -> None:
    assert english_in(mtqa.check(str(EXAMPLE)), browser, tmp_path / "page.html") == []


def test_a_file_of_two_languages(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zh.po").write_text(PO, encoding="utf-8")
    made = mtqa.check("zh.po", models=False)
    rules = {finding.rule.id for finding in made.documents[0].findings}
    assert len(rules) > 6, rules
    assert english_in(made, browser, tmp_path / "page.html") == []


def test_a_report_with_notes_skipped_rules_several_documents_and_a_bad_file(browser: Browser, tmp_path: Path) -> None:
    (one,) = sample().documents
    made = replace(sample(), documents=(one, one))
    assert english_in(made, browser, tmp_path / "page.html") == []


def test_no_chinese_sentence_has_english_in_it() -> None:
    """Of all words, also of those that the pages above do not show; their arguments are no English either."""
    said: dict[str, Any] = {**patterns(), **chrome()}
    left = {
        key: found[0]
        for key, both in said.items()
        if (found := _ENGLISH.search(_QUOTED.sub("", re.sub(r"\{[^{}]*\}", "", both["zh"])))) and key != "page.language"
    }
    assert left == {}
