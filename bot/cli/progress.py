"""A progress bar on stderr, for people only: nothing is drawn when stderr is not a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from bot.rules.tables import Progress
from bot.texts import Texts


@contextmanager
def progress_bar(words: Texts) -> Iterator[Progress]:
    """Give a function to be told of progress; the bar disappears at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(words.plain("roster.stage.reading"), total=None)

        def tell(stage: str, done: int, total: int) -> None:
            bar.update(task, description=words.plain(f"roster.stage.{stage}"), completed=done, total=total)

        yield tell
