-- Whose turn it is: what only one transaction at a time reads and then writes has a row here.

CREATE TABLE write_turn (
    subject TEXT PRIMARY KEY,
    taken BIGINT NOT NULL
);

-- Findings about what is said of case files: each change and each contradiction is one, so several of a kind may be open.
DROP INDEX finding_open_once;
CREATE UNIQUE INDEX finding_open_once ON finding (kind, subject)
    WHERE settled_at IS NULL AND substr(kind, 1, 5) <> 'case_';
CREATE INDEX finding_about ON finding (subject, kind);

-- Uses of rooms of which nobody said when they ended.
CREATE INDEX room_use_version_open ON room_use_version (in_at) WHERE out_at IS NULL;

-- When the server heard of a docking first, by its own clock.
CREATE TABLE docking_heard (
    docking_id TEXT PRIMARY KEY REFERENCES docking (id),
    heard_at BIGINT NOT NULL
);
INSERT INTO docking_heard (docking_id, heard_at) SELECT id, updated_at FROM docking;

-- Which acts name an officer, and which handovers a recorder, by what is said of them now: written beside each version. Acts of
-- before stand for all of time.
CREATE TABLE act_named (
    officer_id TEXT NOT NULL,
    act_id TEXT NOT NULL REFERENCES act (id),
    begins_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (officer_id, act_id)
);
CREATE INDEX act_named_act ON act_named (act_id);
CREATE INDEX act_named_time ON act_named (officer_id, begins_at);
INSERT INTO act_named (officer_id, act_id, begins_at, ends_at)
    SELECT officer.id, v.act_id, 0, 9000000000000000 FROM act_version v
    JOIN officer ON v.facts LIKE '%' || officer.id || '%'
    WHERE v.is_void = 0 AND v.ordinal = (SELECT MAX(w.ordinal) FROM act_version w WHERE w.act_id = v.act_id);
CREATE TABLE handover_held (
    recorder_id TEXT NOT NULL,
    handover_id TEXT NOT NULL REFERENCES handover (id),
    from_at BIGINT NOT NULL,
    PRIMARY KEY (recorder_id, handover_id)
);
CREATE INDEX handover_held_handover ON handover_held (handover_id);
CREATE INDEX handover_held_time ON handover_held (recorder_id, from_at);
INSERT INTO handover_held (recorder_id, handover_id, from_at)
    SELECT recorder.id, v.handover_id, v.from_at FROM handover_version v
    JOIN recorder ON ' ' || v.recorders || ' ' LIKE '% ' || recorder.id || ' %'
    WHERE v.is_void = 0
    AND v.ordinal = (SELECT MAX(w.ordinal) FROM handover_version w WHERE w.handover_id = v.handover_id);
