-- Footage that no dock read from a recorder: who brought it in, and what they said of it. Nothing here is changed later.

CREATE TABLE clip_intake (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL UNIQUE REFERENCES clip (id),
    brought_by TEXT NOT NULL,
    unit_id TEXT REFERENCES unit (id),
    source TEXT NOT NULL,
    room TEXT,
    recorded_from BIGINT,
    said_by TEXT,
    stated_at BIGINT NOT NULL
);
CREATE INDEX clip_intake_by ON clip_intake (brought_by);
CREATE INDEX clip_intake_room ON clip_intake (room);
CREATE INDEX clip_intake_unit ON clip_intake (unit_id);

-- The room register: rooms with fixed cameras, and who used them. What is said anew is another row.
CREATE TABLE room (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL
);
CREATE TABLE room_version (
    id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id),
    ordinal BIGINT NOT NULL,
    name TEXT NOT NULL,
    cameras TEXT NOT NULL,
    is_void BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX room_version_once ON room_version (room_id, ordinal);
CREATE TABLE room_use (
    id TEXT PRIMARY KEY,
    room_id TEXT NOT NULL REFERENCES room (id),
    case_id TEXT NOT NULL REFERENCES case_file (id),
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL
);
CREATE INDEX room_use_entered ON room_use (entered_at);
CREATE TABLE room_use_version (
    id TEXT PRIMARY KEY,
    use_id TEXT NOT NULL REFERENCES room_use (id),
    room_id TEXT NOT NULL REFERENCES room (id),
    ordinal BIGINT NOT NULL,
    persons TEXT NOT NULL,
    in_at BIGINT NOT NULL,
    out_at BIGINT,
    is_void BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX room_use_version_once ON room_use_version (use_id, ordinal);
CREATE INDEX room_use_version_time ON room_use_version (room_id, in_at);
