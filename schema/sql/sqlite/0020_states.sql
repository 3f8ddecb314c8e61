-- What was said to have happened to case files. What is said anew, or taken back, is another row.

CREATE TABLE case_step (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    ordinal BIGINT NOT NULL,
    step TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    act_id TEXT REFERENCES act (id),
    takes_back BIGINT,
    document TEXT,
    approved_by TEXT,
    went TEXT NOT NULL,
    source TEXT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX case_step_once ON case_step (case_id, ordinal);
