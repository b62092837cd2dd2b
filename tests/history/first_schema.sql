-- A history as the first released schema made it, with one session. Never change this file.
PRAGMA application_id = 1986228065;
PRAGMA user_version = 1;
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, program TEXT NOT NULL, version TEXT NOT NULL, driver TEXT NOT NULL,
    started_at TEXT NOT NULL, saved INTEGER NOT NULL DEFAULT 0, ended_at TEXT, outcome TEXT, reason TEXT
);
CREATE TABLE answers (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL, at TEXT NOT NULL,
    topic TEXT NOT NULL, question TEXT NOT NULL, text TEXT NOT NULL, meaning TEXT NOT NULL,
    confidence REAL NOT NULL, band TEXT NOT NULL, source TEXT NOT NULL, exercise TEXT,
    PRIMARY KEY (session, n)
) WITHOUT ROWID;
CREATE TABLE sets (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL, at TEXT NOT NULL,
    exercise TEXT NOT NULL, phase TEXT NOT NULL, kind TEXT NOT NULL, done INTEGER NOT NULL,
    planned INTEGER NOT NULL, stopped_by TEXT,
    PRIMARY KEY (session, n)
) WITHOUT ROWID;
CREATE TABLE decisions (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL, at TEXT NOT NULL,
    rule TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, exercise TEXT, before TEXT, after TEXT,
    change TEXT,
    PRIMARY KEY (session, n)
) WITHOUT ROWID;
CREATE TABLE left_outs (
    session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL, at TEXT NOT NULL,
    exercise TEXT NOT NULL, reason TEXT NOT NULL, is_for_good INTEGER NOT NULL,
    PRIMARY KEY (session, n)
) WITHOUT ROWID;
CREATE INDEX sessions_by_program ON sessions (program, id);
INSERT INTO sessions VALUES (
    1, 'back-pain', '0.1.0', 'voice', '2026-03-01T12:00:00.000000+00:00', 5,
    '2026-03-01T12:05:00.000000+00:00', 'centralized', 'Your exercise.'
);
INSERT INTO answers VALUES (
    1, 1, '2026-03-01T12:01:00.000000+00:00', 'check', 'change', 'better', 'better', 0.9, 'sure', 'voice', 'press-ups'
);
INSERT INTO sets VALUES (1, 2, '2026-03-01T12:02:00.000000+00:00', 'press-ups', 'lie', 'hold', 120, 120, NULL);
INSERT INTO decisions VALUES (
    1, 3, '2026-03-01T12:03:00.000000+00:00', 'R1', 'STAY', 'Because.', 'press-ups', 'calf', 'back', 'better'
);
INSERT INTO left_outs VALUES (1, 4, '2026-03-01T12:04:00.000000+00:00', 'side-glide', 'Because.', 1);
