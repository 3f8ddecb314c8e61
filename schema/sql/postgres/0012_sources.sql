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
