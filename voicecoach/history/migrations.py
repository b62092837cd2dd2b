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
    (
        # What was said of each precaution, and when, as a therapist wants to see it.
        """
        CREATE TABLE precautions (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            precaution TEXT NOT NULL,
            standing TEXT NOT NULL,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        # What counts now: the last that was said, in a session or by `voicecoach profile`.
        "CREATE TABLE profile (precaution TEXT PRIMARY KEY, standing TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID",
        # So that a start after ten years of daily sessions looks at a few rows. Each index of a table WITHOUT ROWID
        # ends with the table's key (session, n), and one of `sessions` with its id.
        "CREATE INDEX answers_by_topic ON answers (topic, meaning)",
        "CREATE INDEX decisions_by_rule ON decisions (rule)",
        "CREATE INDEX left_outs_for_good ON left_outs (exercise) WHERE is_for_good",
        "CREATE INDEX sessions_by_outcome ON sessions (outcome)",
    ),
    (
        # What the coach had asked back before this answer came: what was heard, against what was then said.
        "ALTER TABLE answers ADD COLUMN asked_back TEXT",
    ),
    (
        # Each tempo that was asked for in a set, "slower" and "faster", and the one that counts now.
        """
        CREATE TABLE tempos (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            scale REAL NOT NULL,
            exercise TEXT NOT NULL,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
        "CREATE TABLE tempo (id INTEGER PRIMARY KEY CHECK (id = 1), scale REAL NOT NULL, at TEXT NOT NULL)",
    ),
    (
        # Which session goes on from which, and from where in the program.
        """
        CREATE TABLE continuations (
            session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            n INTEGER NOT NULL,
            at TEXT NOT NULL,
            continued INTEGER NOT NULL,
            exercise TEXT NOT NULL,
            phase TEXT NOT NULL,
            PRIMARY KEY (session, n)
        ) WITHOUT ROWID
        """,
    ),
    (
        # A name that is a session's own on whatever machine: an export that is brought back is known again by it.
        "ALTER TABLE sessions ADD COLUMN uid TEXT",
        # When it was brought here by an import; NULL where it was done here.
        "ALTER TABLE sessions ADD COLUMN imported_at TEXT",
        # What the person wrote down about it.
        "ALTER TABLE sessions ADD COLUMN note TEXT",
        "UPDATE sessions SET uid = lower(hex(randomblob(16)))",
        "CREATE UNIQUE INDEX sessions_by_uid ON sessions (uid)",
        # Each plan that was ever made, since adherence is judged by the plan of its day. `times` is "08:00 13:00",
        # `days` "mon tue"; no times: from then on nothing is planned.
        """
        CREATE TABLE plans (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            program TEXT NOT NULL,
            times TEXT NOT NULL,
            days TEXT NOT NULL
        )
        """,
        "CREATE INDEX sessions_by_start ON sessions (started_at)",
        # What was imported goes by its time, since its number only says when it came.
        "CREATE INDEX sessions_imported ON sessions (program, started_at) WHERE imported_at IS NOT NULL",
    ),
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the open database to the newest schema; on any failure it stays as it was.

    The connection is in autocommit mode. Raises ForeignFile for a file that is not ours or from a newer
    voicecoach, sqlite3.Error otherwise.
    """
    if is_current(connection, migrations):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        is_current(connection, migrations)  # another process may have been faster
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


def is_current(connection: sqlite3.Connection, migrations: Sequence[Migration]) -> bool:
    """Whether the open database has the newest schema. Raises ForeignFile where it is not ours, or from a newer one."""
    # Another process may make the file while we look. In this order it is never taken for a foreign one: whatever
    # is seen of its schema, its version and mark are seen too.
    is_blank = not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    applied = _number(connection, "user_version")
    is_ours = _number(connection, "application_id") == APPLICATION_ID
    if not is_ours and not (is_blank and applied == 0):
        raise ForeignFile("it is a database of another program; move it away, or set VOICECOACH_HOME")
    if applied > len(migrations):
        raise ForeignFile("a newer voicecoach wrote it; update voicecoach, or set VOICECOACH_HOME")
    return is_ours and applied == len(migrations)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)
