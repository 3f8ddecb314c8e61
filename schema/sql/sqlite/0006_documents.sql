-- Documents beside the footage of a case file: their bytes, and what is said of them. What is said later is another row.

CREATE TABLE document (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    upload_id TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    object_key TEXT NOT NULL UNIQUE,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed_at BIGINT NOT NULL,
    sealed_by TEXT NOT NULL,
    verified_at BIGINT
);
CREATE INDEX document_case ON document (case_id, sealed_at);
CREATE TABLE document_version (
    id TEXT PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES document (id),
    case_id TEXT NOT NULL REFERENCES case_file (id),
    ordinal BIGINT NOT NULL,
    title TEXT NOT NULL,
    document_type TEXT,
    stage TEXT,
    is_withdrawn BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX document_version_once ON document_version (document_id, ordinal);
