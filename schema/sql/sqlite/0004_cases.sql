-- Case files: what is said of one beyond number and title. Whatever a person or another system said is another row with
-- the next ordinal; the highest counts, the older ones stay.

CREATE TABLE number_pattern (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    category TEXT,
    ordinal BIGINT NOT NULL,
    pattern TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX number_pattern_once ON number_pattern (unit_id, ordinal);
CREATE TABLE case_heading (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    ordinal BIGINT NOT NULL,
    category TEXT,
    unit_id TEXT REFERENCES unit (id),
    lead_id TEXT REFERENCES officer (id),
    assisting_id TEXT REFERENCES officer (id),
    stage TEXT,
    source TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX case_heading_once ON case_heading (case_id, ordinal);
CREATE INDEX case_heading_unit ON case_heading (unit_id);
CREATE INDEX case_heading_lead ON case_heading (lead_id);
CREATE INDEX case_heading_assisting ON case_heading (assisting_id);
CREATE TABLE act (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    foreign_number TEXT,
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL
);
CREATE INDEX act_case ON act (case_id);
CREATE UNIQUE INDEX act_foreign_once ON act (case_id, foreign_number) WHERE foreign_number IS NOT NULL;
CREATE TABLE act_version (
    id TEXT PRIMARY KEY,
    act_id TEXT NOT NULL REFERENCES act (id),
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    place TEXT,
    facts TEXT NOT NULL,
    approval_number TEXT,
    is_urgent BIGINT NOT NULL,
    is_void BIGINT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX act_version_once ON act_version (act_id, ordinal);
CREATE TABLE case_object (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    kind TEXT NOT NULL,
    is_party BIGINT NOT NULL,
    name TEXT,
    number TEXT,
    name_key TEXT,
    number_key TEXT,
    source TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL,
    removed_at BIGINT,
    removed_by TEXT,
    removal_reason TEXT
);
CREATE INDEX case_object_case ON case_object (case_id);
CREATE INDEX case_object_name ON case_object (name_key);
CREATE INDEX case_object_number ON case_object (number_key);
CREATE TABLE link_placing (
    id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES case_clip (id),
    ordinal BIGINT NOT NULL,
    stage TEXT,
    acts TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX link_placing_once ON link_placing (link_id, ordinal);
CREATE TABLE suggestion_decline (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    act_id TEXT NOT NULL REFERENCES act (id),
    clip_id TEXT NOT NULL REFERENCES clip (id),
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX suggestion_decline_once ON suggestion_decline (act_id, clip_id);
