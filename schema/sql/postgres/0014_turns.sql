-- Whose turn it is: what only one transaction at a time reads and then writes has a row here.

CREATE TABLE write_turn (
    subject TEXT PRIMARY KEY,
    taken BIGINT NOT NULL
);

-- Findings about what is said of case files: each change and each contradiction is one, so several of a kind may be open.
DROP INDEX finding_open_once;
CREATE UNIQUE INDEX finding_open_once ON finding (kind, subject)
    WHERE settled_at IS NULL AND substr(kind, 1, 5) <> 'case_';
CREATE INDEX finding_about ON finding (subject, kind);

-- Uses of rooms of which nobody said when they ended.
CREATE INDEX room_use_version_open ON room_use_version (in_at) WHERE out_at IS NULL;

-- When the server heard of a docking first, by its own clock.
CREATE TABLE docking_heard (
    docking_id TEXT PRIMARY KEY REFERENCES docking (id),
    heard_at BIGINT NOT NULL
);
INSERT INTO docking_heard (docking_id, heard_at) SELECT id, updated_at FROM docking;
