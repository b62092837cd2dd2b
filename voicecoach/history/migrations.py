"""The history's schema, as ordered steps that are each applied once.

A step that was released never changes; a new one goes to the end of `MIGRATIONS`. `user_version` counts the
applied steps, in the same transaction as the step, so a crash leaves the one or the other, never half.
`application_id` marks the file as ours: a database of another program is never written to.
"""

import sqlite3
from collections.abc import Sequence

from voicecoach.history.failures import ForeignFile

APPLICATION_ID = 0x76636F61  # "vcoa"

Migration = Sequence[str]

MIGRATIONS: Sequence[Migration] = (
    (
        """
        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            program TEXT NOT NULL,
            version TEXT NOT NULL,
            driver TEXT NOT NULL,
            started_at TEXT NOT NULL,
            saved INTEGER NOT NULL DEFAULT 0,
            ended_at TEXT,
            outcome TEXT,
            reason TEXT
        )
        """,
        """
        CREATE TABLE answers (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            topic TEXT NOT NULL,
            question TEXT NOT NULL,
            text TEXT NOT NULL,
            meaning TEXT NOT NULL,
            confidence REAL NOT NULL,
            band TEXT NOT NULL,
            source TEXT NOT NULL,
            exercise TEXT,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE sets (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            exercise TEXT NOT NULL,
            phase TEXT NOT NULL,
            kind TEXT NOT NULL,
            done INTEGER NOT NULL,
            planned INTEGER NOT NULL,
            stopped_by TEXT,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE decisions (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            rule TEXT NOT NULL,
            action TEXT NOT NULL,
            reason TEXT NOT NULL,
            exercise TEXT,
            before TEXT,
            after TEXT,
            change TEXT,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE left_outs (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            exercise TEXT NOT NULL,
            reason TEXT NOT NULL,
            is_for_good INTEGER NOT NULL,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX sessions_by_program ON sessions (program, id)",
    ),
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the open database to the newest schema; on any failure it stays as it was.

    The connection is in autocommit mode. Raises ForeignFile for a file that is not ours or from a newer
    voicecoach, sqlite3.Error otherwise.
    """
    if _is_current(connection, migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        _is_current(connection, migrations)  # another process may have been faster
        for migration in migrations[_number(connection, "user_version") :]:
            for statement in migration:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_current(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> bool:
    applied = _number(connection, "user_version")
    is_ours = _number(connection, "application_id") == APPLICATION_ID
    is_blank = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    if not is_ours and not (is_blank and applied == 0):
        raise ForeignFile("it is a database of another program; move it away, or set VOICECOACH_HOME")
    if applied > len(migrations):
        raise ForeignFile("a newer voicecoach wrote it; update voicecoach, or set VOICECOACH_HOME")
    return is_ours and applied == len(migrations)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)
