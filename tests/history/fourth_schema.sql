-- A history as the fourth schema made it, with one session that was stopped. Never change this file.
PRAGMA application_id = 1986228065;
PRAGMA user_version = 4;
CREATE TABLE sessions (id INTEGER PRIMARY KEY AUTOINCREMENT, program TEXT NOT NULL, version TEXT NOT NULL,
    driver TEXT NOT NULL, started_at TEXT NOT NULL, saved INTEGER NOT NULL DEFAULT 0, ended_at TEXT, outcome
    TEXT, reason TEXT);
CREATE TABLE answers (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL,
    at TEXT NOT NULL, topic TEXT NOT NULL, question TEXT NOT NULL, text TEXT NOT NULL, meaning TEXT NOT NULL,
    confidence REAL NOT NULL, band TEXT NOT NULL, source TEXT NOT NULL, exercise TEXT, asked_back TEXT,
    PRIMARY KEY (session, n)) WITHOUT ROWID;
CREATE TABLE sets (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL, at
    TEXT NOT NULL, exercise TEXT NOT NULL, phase TEXT NOT NULL, kind TEXT NOT NULL, done INTEGER NOT NULL,
    planned INTEGER NOT NULL, stopped_by TEXT, PRIMARY KEY (session, n)) WITHOUT ROWID;
CREATE TABLE decisions (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT
    NULL, at TEXT NOT NULL, rule TEXT NOT NULL, action TEXT NOT NULL, reason TEXT NOT NULL, exercise TEXT,
    before TEXT, after TEXT, change TEXT, PRIMARY KEY (session, n)) WITHOUT ROWID;
CREATE TABLE left_outs (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT
    NULL, at TEXT NOT NULL, exercise TEXT NOT NULL, reason TEXT NOT NULL, is_for_good INTEGER NOT NULL,
    PRIMARY KEY (session, n)) WITHOUT ROWID;
CREATE INDEX sessions_by_program ON sessions (program, id);
CREATE TABLE precautions (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT
    NULL, at TEXT NOT NULL, precaution TEXT NOT NULL, standing TEXT NOT NULL, PRIMARY KEY (session, n))
    WITHOUT ROWID;
CREATE TABLE profile (precaution TEXT PRIMARY KEY, standing TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX answers_by_topic ON answers (topic, meaning);
CREATE INDEX decisions_by_rule ON decisions (rule);
CREATE INDEX left_outs_for_good ON left_outs (exercise) WHERE is_for_good;
CREATE INDEX sessions_by_outcome ON sessions (outcome);
CREATE TABLE tempos (session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE, n INTEGER NOT NULL,
    at TEXT NOT NULL, scale REAL NOT NULL, exercise TEXT NOT NULL, PRIMARY KEY (session, n)) WITHOUT ROWID;
CREATE TABLE tempo (id INTEGER PRIMARY KEY CHECK (id = 1), scale REAL NOT NULL, at TEXT NOT NULL);
INSERT INTO sessions VALUES (
    1, 'back-pain', '0.1.0', 'voice', '2026-03-01T12:00:00.000000+00:00', 4, '2026-03-01T12:04:00.000000+00:00', 'stopped', 'you said stop'
);
INSERT INTO sets VALUES (1, 1, '2026-03-01T12:01:00.000000+00:00', 'press-ups', 'lie', 'hold', 120, 120, NULL);
INSERT INTO decisions VALUES (
    1, 2, '2026-03-01T12:02:00.000000+00:00', 'R4', 'ADVANCE', 'No change.', 'press-ups', 'thigh', 'thigh', 'same'
);
INSERT INTO tempos VALUES (1, 3, '2026-03-01T12:03:00.000000+00:00', 1.15, 'press-ups');
INSERT INTO tempo VALUES (1, 1.15, '2026-03-01T12:03:00.000000+00:00');
