-- What recorders' clocks were off by: a head's word, or a filmed time slate. About one docking, about one clip, or (a slate)
-- about the clip in which it was filmed and the docking at which that was read. What is said anew is another row.

CREATE TABLE clock_offset (
    id TEXT PRIMARY KEY,
    docking_id TEXT,
    clip_id TEXT REFERENCES clip (id),
    method TEXT NOT NULL,
    offset_ms BIGINT NOT NULL,
    uncertainty_ms BIGINT NOT NULL,
    measured_at BIGINT,
    handover_id TEXT,
    slate TEXT,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE INDEX clock_offset_docking ON clock_offset (docking_id);
CREATE INDEX clock_offset_clip ON clock_offset (clip_id);
-- A look at a clip may be taken again; its slates are written once.
CREATE UNIQUE INDEX clock_offset_slate ON clock_offset (clip_id, slate);
