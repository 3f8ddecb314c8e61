-- The agency's case system: which machines may tell of case files.

CREATE TABLE case_system (
    id TEXT PRIMARY KEY REFERENCES machine (id),
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
