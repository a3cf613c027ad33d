"""`python -m research`: the commands behind every constant, table, weight and figure.

The compact translator has stages of its own: `python -m research.train.translator`.
"""

from __future__ import annotations

import typer

from research.commands import measure, tables, train
from research.commands.docs import docs

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
app.add_typer(measure.app, name="measure")
app.add_typer(tables.app, name="tables")
app.add_typer(train.app, name="train")
app.command()(docs)

if __name__ == "__main__":
    app()
