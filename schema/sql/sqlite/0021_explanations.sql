-- Explanations of what an act's footage lacks and the decisions on them; the state of the site at the ends of sessions;
-- time-coded notes in clips. What is said anew, and what is taken back, is another row.

CREATE TABLE explanation (
    id TEXT PRIMARY KEY,
    act_id TEXT NOT NULL REFERENCES act (id),
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    sense TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    document_id TEXT REFERENCES document (id),
    supersedes TEXT REFERENCES explanation (id),
    officer_id TEXT NOT NULL REFERENCES officer (id),
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX explanation_once ON explanation (act_id, ordinal);
CREATE UNIQUE INDEX explanation_replaced_once ON explanation (supersedes);
CREATE TABLE explanation_decision (
    id TEXT PRIMARY KEY,
    explanation_id TEXT NOT NULL REFERENCES explanation (id),
    verdict TEXT NOT NULL,
    remark TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX explanation_decided_once ON explanation_decision (explanation_id);
CREATE TABLE site_note (
    id TEXT PRIMARY KEY,
    act_id TEXT NOT NULL REFERENCES act (id),
    ordinal BIGINT NOT NULL,
    arrived_at BIGINT NOT NULL,
    is_at_end BIGINT NOT NULL,
    words TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX site_note_once ON site_note (act_id, ordinal);
CREATE TABLE clip_mark (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX clip_mark_once ON clip_mark (clip_id, ordinal);
CREATE TABLE clip_mark_removal (
    id TEXT PRIMARY KEY,
    mark_id TEXT NOT NULL REFERENCES clip_mark (id),
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX clip_mark_removed_once ON clip_mark_removal (mark_id);
