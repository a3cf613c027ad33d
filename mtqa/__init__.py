"""mtqa: finds the marks that machine translation leaves in Chinese text, with local models.

>>> import mtqa
>>> report = mtqa.check("examples/linfeng-mt.txt", models=False)
>>> [finding.text for finding in report.documents[0].findings if finding.rule.id == "untranslated.latin"]
['Boxma']
"""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

from mtqa.config import Config
from mtqa.errors import MtqaError
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas

    from mtqa.report import Report

__all__ = ["Category", "Config", "Finding", "MtqaError", "Report", "Rule", "Severity", "__version__", "check", "score"]


def check(*paths: str | PathLike[str], config: str | None = None, **options: Any) -> Report:
    """Check files or directories and return the Report; options are those of Config.
    No configuration file or environment variable is read, except the file that `config` names, which the options go
    before; the nearest baseline is, unless `baseline="none"`. Raises UsageError for an unknown option and ModelError
    where a model is needed and missing. A file that cannot be read raises nothing: it is in `Report.unreadable`. With
    `jobs` other than 1 the calling script has to begin with `if __name__ == "__main__":`, as for everything that
    starts processes.
    """
    from mtqa.config.load import from_keywords
    from mtqa.engines.load import open_engines
    from mtqa.engines.threads import restored
    from mtqa.pipeline import run
    from mtqa.storage import open_cache

    settled = from_keywords({"jobs": 1} | options, config)
    with open_cache(settled.cache, settled.max_cache_bytes) as cache, restored():
        engines = open_engines(settled, cache=cache) if settled.models else None
        return run([fspath(path) for path in paths], settled, engines, cache=cache)


def score(
    pairs: Iterable[tuple[str, str]] | pandas.DataFrame, config: str | None = None, **options: Any
) -> pandas.DataFrame:
    """Score translations from English into Chinese: pairs of source and translation, or a frame with columns of these
    names. The result has a row a pair, in order, and the columns quality, quality_percentile, p_bad and findings beside
    those there were; NaN where nothing can be expected of a pair. Options as in `check`, and the same errors.
    """
    from mtqa.scoring.frame import score as rate

    return rate(pairs, config, options)


def __getattr__(name: str) -> Any:
    if name == "Report":
        from mtqa.report import Report

        return Report
    raise AttributeError(name)
