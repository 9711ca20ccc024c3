"""Open a stardust trace for reading; what goes wrong becomes one line for the user."""
import argparse
import importlib
import pathlib
import sqlite3
import sys
from typing import Any, Callable, Dict, List, NoReturn, Set

APPLICATION_ID = 1398031445
SCHEMA_VERSION = 4
# What a damaged file makes of a query; a text that is no UTF-8 may be SQLite's own message.
READ_ERRORS = (sqlite3.Error, OverflowError, UnicodeDecodeError)


class UserError(Exception):
    """What the user can put right; one line."""


class OneLineParser(argparse.ArgumentParser):
    """A parser that says in one line what is wrong with the options."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{self.prog}: {message}")


class Trace:
    """A stardust trace, read only."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        if not path.is_file():
            raise UserError(f"{path}: no such file")
        # Nothing is written, but only who might have can remove the -wal file when done.
        try:
            self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)
        except sqlite3.Error as error:
            raise UserError(f"{path}: cannot be opened: {error}") from error
        try:
            self.connection.execute("PRAGMA query_only = 1")
            self._check_schema()
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self) -> "Trace":
        return self

    def __exit__(self, *_: Any) -> None:
        self.connection.close()

    def _check_schema(self) -> None:
        if self.read("PRAGMA application_id") != [(APPLICATION_ID,)]:
            raise UserError(f"{self.path}: no stardust trace")
        version = self.read("PRAGMA user_version")[0][0]
        if version > SCHEMA_VERSION:
            raise UserError(f"{self.path}: its schema has version {version}, newer than "
                            f"{SCHEMA_VERSION}, the newest known here: use the scripts of the "
                            "stardust that wrote it")

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, values)
        except READ_ERRORS as error:
            raise self.unreadable(error) from error

    def read(self, sql: str, *values: Any) -> List[tuple]:
        """All rows of a query."""
        try:
            return self.connection.execute(sql, values).fetchall()
        except READ_ERRORS as error:
            raise self.unreadable(error) from error

    def read_dicts(self, sql: str, *values: Any) -> List[Dict[str, Any]]:
        """All rows of a query, each a dictionary by column."""
        cursor = self.execute(sql, *values)
        names = [column[0] for column in cursor.description]
        try:
            return [dict(zip(names, row)) for row in cursor]
        except READ_ERRORS as error:
            raise self.unreadable(error) from error

    def columns(self, table: str) -> Set[str]:
        """Names of a table's or a view's columns; none if the file has no such table."""
        return {row[0] for row in self.read("SELECT name FROM pragma_table_info(?)", table)}

    def is_whole(self) -> bool:
        """Whether SQLite finds nothing wrong with the file; reads all of it."""
        try:
            return self.connection.execute("PRAGMA integrity_check(1)").fetchall() == [("ok",)]
        except READ_ERRORS:
            return False

    def unreadable(self, error: Exception) -> UserError:
        text = " ".join(str(error).split())
        return UserError(f"{self.path}: cannot be read as a stardust trace: {text}")


def require(script: str, packages: Dict[str, str]) -> None:
    """End the program unless all modules are there. packages: Debian package of each module."""
    missing = []
    for module, package in packages.items():
        try:
            importlib.import_module(module)
        except ImportError:
            missing.append(package)
    if missing:
        print(f"{script}: {sys.executable} lacks what Debian calls {' '.join(missing)}: apt-get install "
              f"{' '.join(missing)}, and use /usr/bin/python3", file=sys.stderr)
        sys.exit(2)


def run_main(work: Callable[[], None]) -> NoReturn:
    """Do the work of a program: a mistake of the user gets one line and exit status 2."""
    try:
        work()
    except UserError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    sys.exit(0)
