"""Open a stardust trace for reading; what goes wrong becomes one line for the user."""
import pathlib
import sqlite3
import sys
from typing import Any, Callable, List, NoReturn

APPLICATION_ID = 1398031445


class UserError(Exception):
    """What the user can put right; one line."""


class Trace:
    """A stardust trace, read only."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        if not path.is_file():
            raise UserError(f"{path}: no such file")
        # Nothing is written, but only who might have can remove the -wal file when done.
        self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
        self.connection.execute("PRAGMA query_only = 1")
        try:
            if self.read("PRAGMA application_id") != [(APPLICATION_ID,)]:
                raise UserError(f"{path}: no stardust trace")
        except UserError:
            self.connection.close()
            raise

    def __enter__(self) -> "Trace":
        return self

    def __exit__(self, *_: Any) -> None:
        self.connection.close()

    def read(self, sql: str, *values: Any) -> List[tuple]:
        """All rows of a query."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise UserError(f"{self.path}: cannot be read as a stardust trace: {error}") from error


def run_main(work: Callable[[], None]) -> NoReturn:
    """Do the work of a program: a mistake of the user gets one line and exit status 2."""
    try:
        work()
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.exit(0)
