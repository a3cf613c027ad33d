"""Directives of reStructuredText, docutils' and Sphinx's: which of them hold prose.

`HEADED` have prose behind the colons, and below; `BODIED` have a name or a path behind the colons, and prose below.
What stands in any other directive is not read: a note names those that are not known to hold no prose.
"""

from __future__ import annotations


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HEADED = _names(
    "admonition attention caution danger error hint important note tip warning seealso todo topic sidebar rubric "
    "centered epigraph highlights pull-quote compound hlist glossary impl-detail exercise solution details "
    "dropdown collapse tab-item tab-set-code table "
)
VERSIONED = _names(
    "versionadded versionchanged versionremoved deprecated deprecated-removed version-added version-changed "
)
BODIED = _names(
    "figure only ifconfig container class tabs tab tab-set grid grid-item card card-carousel list-table "
    "line-block rst-class function method classmethod staticmethod attribute property data exception decorator "
    "decoratormethod module option cmdoption envvar confval describe object type macro struct union enum "
    "enumerator member var namespace signature directive role http get post put delete patch "
)
#: Known to hold no prose, or to take it from elsewhere.
SILENT = _names(
    "code code-block sourcecode literalinclude highlight math raw include image graphviz digraph graph "
    "inheritance-diagram uml plantuml mermaid doctest testcode testoutput testsetup testcleanup prompt "
    "parsed-literal productionlist toctree contents index meta csv-table role default-role sectnum target-notes "
    "header footer currentmodule tabularcolumns automodule autoclass autofunction automethod autoattribute "
    "autodata autoexception autosummary bibliography plot ipython jupyter-execute ditaa program gist youtube "
    "video audio raw-html include-code unicode replace date title cssclass sectionauthor codeauthor moduleauthor "
    "opcode availability default-domain py:module py:currentmodule js:module c:namespace c:namespace-push "
    "c:namespace-pop highlightlang "
)
#: Fields in which prose is; the first word decides.
FIELDS = _names(
    "param parameter arg argument key keyword raises raise except exception returns return yields yield var ivar "
    "cvar abstract summary description note warning example "
)


def kind(name: str) -> str:
    """How a directive is read: headed, versioned, bodied, silent, or unknown."""
    name = name.lower()
    bare = name.rpartition(":")[2]
    for known, names in (("silent", SILENT), ("headed", HEADED), ("versioned", VERSIONED), ("bodied", BODIED)):
        if name in names or bare in names:
            return known
    return "unknown"
