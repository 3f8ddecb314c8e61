-- Search (2026-11-22). Working tables, made from evidence by the indexer and made again whenever they are lost: what a
-- clip is found by, its terms, what waits to be looked at again, what was seen of units and officers.

CREATE TABLE clip_find (
    clip_id TEXT PRIMARY KEY REFERENCES clip (id),
    rank BIGINT NOT NULL UNIQUE,
    recorded_from BIGINT,
    recorded_to BIGINT,
    facets TEXT NOT NULL,
    words TEXT NOT NULL,
    places TEXT NOT NULL
);
CREATE TABLE clip_term (
    term BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (term, rank)
) WITHOUT ROWID;
CREATE TABLE index_due (
    subject TEXT PRIMARY KEY,
    turn BIGINT NOT NULL,
    run_after BIGINT NOT NULL
);
CREATE INDEX index_due_run_after ON index_due (run_after, subject);
CREATE TABLE index_seen (
    subject TEXT PRIMARY KEY,
    digest TEXT NOT NULL
);
CREATE TABLE saved_filter (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,
    query TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX saved_filter_name ON saved_filter (person_id, name);
