-- Versions of the act catalogue, each whole. Version 0 is the preset and no row; what is said anew is another version.

CREATE TABLE catalogue_version (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    in_force_from TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX catalogue_version_once ON catalogue_version (number);
