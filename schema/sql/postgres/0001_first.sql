-- First version of the store. Evidence tables change only together with a custody entry (EvidenceTx); working tables
-- may change alone. Only BIGINT and TEXT: times are microseconds UTC, flags 0 or 1, digests hex.

-- Custody log -------------------------------------------------------------------------------------------------------
CREATE TABLE entry (
    ordinal BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    number BIGINT UNIQUE,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    salt TEXT,
    detail TEXT
);
CREATE INDEX entry_subject ON entry (subject, ordinal);
CREATE INDEX entry_unnumbered ON entry (ordinal) WHERE number IS NULL;

CREATE TABLE log_hash (
    stored_index BIGINT PRIMARY KEY,
    hash TEXT NOT NULL
);
CREATE TABLE log_head (
    id BIGINT PRIMARY KEY,
    size BIGINT NOT NULL,
    root TEXT NOT NULL
);
CREATE TABLE checkpoint (
    size BIGINT PRIMARY KEY,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL
);

-- Evidence ----------------------------------------------------------------------------------------------------------
CREATE TABLE person (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    is_active BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE machine (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    bearer_hash TEXT NOT NULL UNIQUE,
    is_active BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE dock (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    enroll_hash TEXT UNIQUE,
    enroll_expires_at BIGINT,
    vkey TEXT,
    bearer_hash TEXT UNIQUE,
    added_at BIGINT NOT NULL,
    enrolled_at BIGINT
);
CREATE TABLE recorder (
    id TEXT PRIMARY KEY,
    serial TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    is_active BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE clip (
    id TEXT PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    object_key TEXT NOT NULL UNIQUE,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    sealed_at BIGINT NOT NULL,
    verified_at BIGINT,
    recorder_id TEXT,
    device_serial TEXT,
    is_marked_important BIGINT NOT NULL,
    has_statement BIGINT NOT NULL,
    time_claims TEXT NOT NULL
);
CREATE INDEX clip_sealed_at ON clip (sealed_at, id);
CREATE INDEX clip_sha256 ON clip (sha256);
CREATE INDEX clip_verified_at ON clip (verified_at, id);
CREATE TABLE capture (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    dock_id TEXT NOT NULL REFERENCES dock (id),
    docking_id TEXT,
    statement TEXT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX capture_clip ON capture (clip_id);
CREATE INDEX capture_docking ON capture (docking_id);
CREATE TABLE clip_media (
    clip_id TEXT PRIMARY KEY REFERENCES clip (id),
    level BIGINT NOT NULL,
    duration_ms BIGINT,
    facts TEXT NOT NULL,
    probed_at BIGINT NOT NULL
);
CREATE TABLE case_file (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by TEXT NOT NULL
);
CREATE INDEX case_created_at ON case_file (created_at, id);
CREATE TABLE case_clip (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    clip_id TEXT NOT NULL REFERENCES clip (id),
    linked_at BIGINT NOT NULL,
    linked_by TEXT NOT NULL,
    reason TEXT,
    unlinked_at BIGINT,
    unlinked_by TEXT
);
CREATE UNIQUE INDEX case_clip_once ON case_clip (case_id, clip_id) WHERE unlinked_at IS NULL;
CREATE INDEX case_clip_clip ON case_clip (clip_id);
CREATE TABLE finding (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    note TEXT
);
CREATE UNIQUE INDEX finding_open_once ON finding (kind, subject) WHERE settled_at IS NULL;
CREATE INDEX finding_raised_at ON finding (raised_at, id);

-- Working tables ----------------------------------------------------------------------------------------------------
CREATE TABLE upload (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    server TEXT NOT NULL,
    metadata TEXT NOT NULL,
    upload_key TEXT NOT NULL,
    state TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    declared_sha256 TEXT,
    file_name TEXT NOT NULL,
    statement TEXT,
    capture_id TEXT,
    object_key TEXT,
    clip_id TEXT,
    refusal TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX upload_key_once ON upload (upload_key) WHERE state <> 'refused';
CREATE INDEX upload_state ON upload (state, expires_at);
CREATE INDEX upload_capture ON upload (capture_id);
CREATE TABLE docking (
    id TEXT PRIMARY KEY,
    dock_id TEXT NOT NULL REFERENCES dock (id),
    slot TEXT NOT NULL,
    state TEXT NOT NULL,
    is_present BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    report TEXT NOT NULL
);
CREATE INDEX docking_started_at ON docking (started_at, id);
CREATE TABLE dock_contact (
    dock_id TEXT PRIMARY KEY REFERENCES dock (id),
    seen_at BIGINT NOT NULL,
    clock_ahead_ms BIGINT NOT NULL,
    spool_free_bytes BIGINT NOT NULL
);
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    server TEXT,
    state TEXT NOT NULL,
    run_after BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    claimed_by TEXT,
    claimed_until BIGINT,
    last_error TEXT
);
CREATE UNIQUE INDEX job_once ON job (kind, subject);
CREATE INDEX job_due ON job (state, run_after);
CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    form_token TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE throttle (
    name TEXT PRIMARY KEY,
    window_ends_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL
);
CREATE TABLE poster (
    clip_id TEXT PRIMARY KEY REFERENCES clip (id),
    media_type TEXT NOT NULL,
    image_base64 TEXT NOT NULL
);
