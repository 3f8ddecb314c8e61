-- What is said of clips: tags, importance, the class of footage without a case. What is said later is another row.

CREATE TABLE clip_tag (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    word TEXT NOT NULL,
    act TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX clip_tag_once ON clip_tag (clip_id, ordinal);
CREATE INDEX clip_tag_word ON clip_tag (clip_id, word, ordinal);
-- Said at a dock for all files of a docking, also for those that arrive later.
CREATE TABLE docking_tag (
    id TEXT PRIMARY KEY,
    dock_id TEXT NOT NULL REFERENCES dock (id),
    docking_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    word TEXT NOT NULL,
    act TEXT NOT NULL,
    said_at BIGINT NOT NULL,
    stated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX docking_tag_once ON docking_tag (docking_id, dock_id, ordinal);
CREATE TABLE importance (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX importance_once ON importance (clip_id, ordinal);
CREATE TABLE settlement (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    class TEXT,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX settlement_once ON settlement (clip_id, ordinal);
