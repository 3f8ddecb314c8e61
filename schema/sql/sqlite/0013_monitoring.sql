-- Electronic monitoring devices, the legal and the technical decision on each, and the reviews of their records. What is
-- said anew is another row.

CREATE TABLE monitor (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL
);
CREATE TABLE monitor_version (
    id TEXT PRIMARY KEY,
    monitor_id TEXT NOT NULL REFERENCES monitor (id),
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    standard TEXT,
    published TEXT,
    since TEXT NOT NULL,
    is_void BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX monitor_version_once ON monitor_version (monitor_id, ordinal);
CREATE TABLE monitor_decision (
    id TEXT PRIMARY KEY,
    monitor_id TEXT NOT NULL REFERENCES monitor (id),
    ordinal BIGINT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    affirmed TEXT NOT NULL,
    remark TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX monitor_decision_once ON monitor_decision (monitor_id, ordinal);
CREATE TABLE monitor_record (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    monitor_id TEXT REFERENCES monitor (id),
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX monitor_record_once ON monitor_record (clip_id, ordinal);
CREATE INDEX monitor_record_monitor ON monitor_record (monitor_id, stated_at);
CREATE TABLE record_review (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    monitor_id TEXT NOT NULL REFERENCES monitor (id),
    ordinal BIGINT NOT NULL,
    affirmed TEXT NOT NULL,
    remark TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX record_review_once ON record_review (clip_id, ordinal);
