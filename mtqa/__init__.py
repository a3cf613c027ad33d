"""mtqa: finds the marks that machine translation leaves in Chinese text, with local models.

>>> import mtqa
>>> report = mtqa.check("examples/linfeng-mt.txt", models=False)
>>> [finding.text for finding in report.documents[0].findings if finding.rule.id == "untranslated.latin"]
['Boxma']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtqa.config import Config
from mtqa.errors import MtqaError
from mtqa.findings import Category, Finding, Rule, Severity
from mtqa.version import __version__

if TYPE_CHECKING:
    from mtqa.report import Report

__all__ = ["Category", "Config", "Finding", "MtqaError", "Report", "Rule", "Severity", "__version__", "check"]


def check(*paths: str, **options: Any) -> Report:
    """Check files or directories and return the Report; options are the fields of Config.

    Raises UsageError for an unknown option and ModelError where a model is needed and missing. A file that cannot be
    read raises nothing: it is in `Report.unreadable`. With `jobs` other than 1 the calling script has to begin with
    `if __name__ == "__main__":`, as for everything that starts processes.
    """
    from mtqa.cache import open_cache
    from mtqa.engines.ready import open_engines
    from mtqa.errors import UsageError
    from mtqa.pipeline import run

    try:
        config = Config(**({"jobs": 1} | options))
    except TypeError as error:
        known = ", ".join(Config.__dataclass_fields__)
        raise UsageError(str(error), advice=f"options are: {known}") from error
    with open_cache(config) as cache:
        engines = open_engines(config, cache=cache) if config.models else None
        return run(paths, config, engines, cache=cache)


def __getattr__(name: str) -> Any:
    if name == "Report":
        from mtqa.report import Report

        return Report
    raise AttributeError(name)
