"""The commands behind every measured constant and figure: `mtqa bench`, or `python -m mtqa.bench`."""

from __future__ import annotations

import typer

from mtqa.bench.commands import figures, models, pairs, tables

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)

app.command()(tables.characters)
app.command()(models.native)
app.command()(figures.alarms)
app.command()(figures.postedits)
app.command()(figures.translate)
app.command()(figures.refusals)
app.command()(figures.speed)
app.command()(models.golden)
app.command()(tables.shortlist)
app.command()(tables.eightbit)
app.command()(figures.spans)
app.command()(tables.calque)
app.command()(tables.namebook)
app.command()(figures.names)
app.command()(pairs.align)
app.command()(pairs.wordings)
app.command()(pairs.adequacy)
app.command()(pairs.gaps)
app.command()(pairs.strangers)
app.command()(pairs.drift)
app.command()(pairs.meaning)
app.command()(tables.translations)
app.command()(tables.adjacency)
app.command()(tables.presence)
app.command()(models.adapter)
app.command()(figures.offers)
app.command()(models.detector)
app.command()(models.weights)
app.command()(models.quality)
app.command()(models.embedder)

if __name__ == "__main__":
    app()
