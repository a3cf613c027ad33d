"""`mtqa glossary`: check a glossary itself, and suggest the terms of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mtqa.cli.options import configured
from mtqa.cli.terminal import exit_on_error, tell
from mtqa.config.load import Settings

if TYPE_CHECKING:
    from mtqa.bilingual.glossary.problems import Problem

app = typer.Typer(no_args_is_help=True, help="Check glossaries, and suggest terms from translations.")

Format = Literal["text", "json"]


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(help="Glossaries: CSV, TSV, JSON or TBX.")],
    format: Annotated[Format, typer.Option(help="Text for people, or JSON for programs.")] = "text",
    ignore: Annotated[
        str, typer.Option(metavar="KINDS", help="Kinds of problems to leave out, with commas between them.")
    ] = "",
) -> None:
    """Find contradictions, duplicates and other problems of glossaries. Exit code 1: there are some."""
    from mtqa.errors import ReadError

    with exit_on_error():
        left_out = _kinds(ignore)
        found, unreadable = {}, False
        for file in files:
            try:
                found[file] = _checked(file, left_out)
            except ReadError as error:
                unreadable = True
                tell(f"mtqa: {error}")
        if format == "json":
            _print_json(found)
        else:
            _print_text(found)
        raise typer.Exit(3 if unreadable else int(any(each for _, each in found.values())))


def _kinds(ignore: str) -> frozenset[str]:
    from mtqa.bilingual.glossary.problems import KINDS
    from mtqa.errors import UsageError

    kinds = frozenset(filter(None, (kind.strip() for kind in ignore.split(","))))
    if unknown := kinds - KINDS.keys():
        what = f"there is no kind of problem “{min(unknown)}”"
        raise UsageError(what, where="--ignore", advice=f"the kinds are {', '.join(KINDS)}")
    return kinds


def _checked(file: str, left_out: frozenset[str]) -> tuple[int, list[Problem]]:
    """The number of terms of a file, and its problems. Raises ReadError if the file as a whole cannot be read."""
    from mtqa.bilingual.glossary import MOST_BYTES, entries
    from mtqa.bilingual.glossary.problems import Problem, problems
    from mtqa.errors import ReadError, UsageError
    from mtqa.read.files import read_bytes, shown

    name = shown(file)
    try:
        terms, found = problems(name, entries(file, read_bytes(file, name, MOST_BYTES)))
    except UsageError as error:
        raise ReadError(error.what, where=error.where, advice=error.advice) from error
    if not terms and not found:
        found = [Problem(1, "row", "the glossary has no terms", "a row is source,target[,note]")]
    return len(terms), [problem for problem in found if problem.kind not in left_out]


def _print_text(found: dict[str, tuple[int, list[Problem]]]) -> None:
    from mtqa.render.base import one_line

    for file, (terms, problems) in found.items():
        for problem in problems:
            print(one_line(f"{file}:{problem.line}: {problem.kind}: {problem.message}"))
            if problem.advice:
                print(one_line(f"  → {problem.advice}"))
        count = len(problems)
        print(one_line(f"{file}: {terms:,} term{'s' * (terms != 1)}, {count or 'no'} problem{'s' * (count != 1)}"))


def _print_json(found: dict[str, tuple[int, list[Problem]]]) -> None:
    import json
    from dataclasses import asdict

    tree = [
        {"path": file, "terms": terms, "problems": [asdict(problem) for problem in problems]}
        for file, (terms, problems) in found.items()
    ]
    print(json.dumps({"version": 1, "glossaries": tree}, ensure_ascii=False, indent=2))


@app.command()
@configured("source", "source_column", "target_column", "lang_pair", "max_file_bytes")
def suggest(
    settings: Settings,
    files: Annotated[list[str], typer.Argument(help="Translations: bilingual files, or files with --source.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="PATH", help="A CSV or TSV file to write.")] = "-",
    least: Annotated[int, typer.Option(min=2, max=10_000, help="Units that a term must be in.")] = 3,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
) -> None:
    """Suggest terms from translations: those with one wording as rows, those with several as comments to decide."""
    from pathlib import Path

    from mtqa.bilingual.suggested_terms import suggested_terms
    from mtqa.errors import UsageError
    from mtqa.lexicon import shared_dictionary
    from mtqa.pipeline.pairs import pairs
    from mtqa.read.files import shown
    from mtqa.render.base import save
    from mtqa.render.terms import table

    if Path(output).suffix.lower() not in ("", ".csv", ".tsv"):
        advice = "write --output terms.csv"
        raise UsageError("terms are written as CSV or TSV", where=shown(output), advice=advice)
    if output != "-" and Path(output).exists() and not force:
        advice = "choose another name, since people edit this file; --force replaces it"
        raise UsageError("there is a file already", where=shown(output), advice=advice)
    found, unreadable = pairs(files, settings.config)
    for error in unreadable:
        tell(f"mtqa: {error}")
    terms = list(suggested_terms(found, shared_dictionary(), least))
    save(table(terms, "\t" if output.endswith(".tsv") else ","), output, "the glossary", "choose another place")
    clear = sum(term.clear for term in terms)
    tell(f"mtqa: {len(found):,} pairs: {clear:,} terms with one wording, {len(terms) - clear:,} to decide")
    raise typer.Exit(3 if unreadable else 0)
