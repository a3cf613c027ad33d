"""What a score depends on beside the text (models, checks, settings, figures), and its signature, which names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.bilingual.glossary import load as load_glossary
from mtqa.calibration.alarms import RULES_ONLY, Alarms, alarms
from mtqa.calibration.native import Calibration, calibration
from mtqa.checks import CHECKS, RULES
from mtqa.checks.reader import CHECK as READER_CHECK
from mtqa.checks.selection import select, signed_paths
from mtqa.config import Config
from mtqa.engines.reader.base import Reader
from mtqa.version import __version__

if TYPE_CHECKING:
    from mtqa.engines.load import Engines


def signature(engines: Engines | None, config: Config | None = None, reader: Reader | None = None) -> str:
    """All that a score depends on, in the style of sacrebleu's signatures: version, models, checks, calibration."""
    config = config or Config()
    checks = select(config, RULES).signed(CHECKS) + signed_paths(config, RULES)
    checks += f"|glossary:{load_glossary(config.glossary).id[:8]}" if config.glossary else ""
    checks += "|fuzzy:skip" if config.fuzzy == "skip" else ""
    checks += "|furniture" if config.furniture else ""
    checks += "".join(f"|{pattern}={name}" for pattern, name in config.formats.items())
    checks += f"|strictness:{config.strictness:g}{config.scoring.signed}"
    checks += f"|alarms:{alarms_of(engines, config, reader).id}" if config.calibration else ""
    second = f"|reader:{reader.identity}" if reader else ""
    if engines is None:
        return f"mtqa:{__version__}|lm:none|mt:none{second}|checks:{checks}|cal:none"
    models = engines.language_model.identity, engines.translator.identity
    own = f"|qe:{engines.estimator.identity}" if engines.estimator else ""
    own += f"|emb:{engines.embedder.identity}" if engines.embedder else ""
    own += f"|judge:{engines.second.identity}" if engines.second else ""
    figures = calibration_of(engines, config).id
    return f"mtqa:{__version__}|lm:{models[0]}|mt:{models[1]}{own}{second}|checks:{checks}|cal:{figures}"


def calibration_of(engines: Engines | None, config: Config) -> Calibration:
    """The figures of native text for these models."""
    if engines is None:
        return Calibration()
    return calibration(engines.language_model.identity, engines.translator.identity, config.calibration)


def alarms_of(engines: Engines | None, config: Config, reader: Reader | None = None) -> Alarms:
    """The alarms of the models; the second reader's were counted with it, maybe in another text."""
    own = alarms(model_of(engines), config.calibration)
    return own.beside(alarms(reader_key(reader), config.calibration), reader_rules()) if reader else own


def model_of(engines: Engines | None) -> str:
    """The key of these engines in a calibration."""
    return str(engines.language_model.identity) if engines else RULES_ONLY


def reader_key(reader: Reader) -> str:
    """The key of a second reader in a calibration."""
    return f"reader:{reader.identity}"


def reader_rules() -> tuple[str, ...]:
    """The rules of which a second reader's calibration has counts."""
    return tuple(rule.id for rule in READER_CHECK.rules)
