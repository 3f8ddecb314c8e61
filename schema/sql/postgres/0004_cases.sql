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
