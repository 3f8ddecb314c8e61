-- Why a clip stands outside of an act in whose time it may lie. What is said anew is another row; the highest counts.
CREATE TABLE act_clip_left_out (
    id TEXT PRIMARY KEY,
    act_id TEXT NOT NULL REFERENCES act (id),
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    reason TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX act_clip_left_out_once ON act_clip_left_out (act_id, clip_id, ordinal);
