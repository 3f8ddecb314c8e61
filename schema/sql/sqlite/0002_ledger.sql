-- The ledger: who is in which unit, who had which recorder when, whose footage a clip is. What is said later of a
-- handover or a clip is another row; of units, officers, devices and duties the custody log keeps the older text. Dates
-- are days of the agency's calendar (2026-11-21).

CREATE TABLE unit (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    parent_id TEXT REFERENCES unit (id),
    is_active BIGINT NOT NULL,
    erasing_is_on BIGINT NOT NULL,
    erasing_rest_hours BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE TABLE officer (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    certificate_number TEXT,
    certificate_from TEXT,
    certificate_to TEXT,
    is_inspecting BIGINT NOT NULL,
    is_assistant BIGINT NOT NULL,
    person_id TEXT REFERENCES person (id),
    off_duty_on TEXT,
    added_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX officer_certificate ON officer (certificate_number) WHERE certificate_number IS NOT NULL;
CREATE UNIQUE INDEX officer_person ON officer (person_id) WHERE person_id IS NOT NULL;
CREATE TABLE posting (
    id TEXT PRIMARY KEY,
    officer_id TEXT NOT NULL REFERENCES officer (id),
    unit_id TEXT NOT NULL REFERENCES unit (id),
    from_on TEXT NOT NULL,
    to_on TEXT
);
CREATE INDEX posting_officer ON posting (officer_id, from_on);
CREATE INDEX posting_unit ON posting (unit_id);
CREATE TABLE device (
    recorder_id TEXT PRIMARY KEY REFERENCES recorder (id),
    unit_id TEXT NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL,
    note TEXT
);
CREATE INDEX device_unit ON device (unit_id);
CREATE TABLE handover (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL
);
CREATE TABLE handover_version (
    id TEXT PRIMARY KEY,
    handover_id TEXT NOT NULL REFERENCES handover (id),
    ordinal BIGINT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    lead_id TEXT NOT NULL REFERENCES officer (id),
    assisting_id TEXT REFERENCES officer (id),
    from_at BIGINT NOT NULL,
    to_at BIGINT,
    recorders TEXT NOT NULL,
    is_void BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX handover_version_once ON handover_version (handover_id, ordinal);
CREATE INDEX handover_version_from ON handover_version (from_at, id);
CREATE TABLE roster_line (
    id TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    lead_id TEXT NOT NULL REFERENCES officer (id),
    assisting_id TEXT REFERENCES officer (id),
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    recorders TEXT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX roster_line_once ON roster_line (lead_id, from_at);
CREATE INDEX roster_line_from ON roster_line (from_at, id);
CREATE TABLE attribution (
    id TEXT PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clip (id),
    ordinal BIGINT NOT NULL,
    handover_id TEXT REFERENCES handover (id),
    unit_id TEXT REFERENCES unit (id),
    lead_id TEXT REFERENCES officer (id),
    assisting_id TEXT REFERENCES officer (id),
    recorded_from BIGINT,
    recorded_to BIGINT,
    uncertainty_ms BIGINT,
    verdict TEXT NOT NULL,
    is_by_person BIGINT NOT NULL,
    reason TEXT,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX attribution_once ON attribution (clip_id, ordinal);
CREATE TABLE erasure (
    id TEXT PRIMARY KEY REFERENCES capture (id),
    clip_id TEXT NOT NULL REFERENCES clip (id),
    reread_sha256 TEXT NOT NULL,
    reread_at BIGINT NOT NULL,
    erased_at BIGINT NOT NULL,
    heard_at BIGINT NOT NULL
);
CREATE INDEX erasure_clip ON erasure (clip_id);

CREATE INDEX clip_device_serial ON clip (device_serial);

-- Working tables: when a recorder was docked last; the newest attribution of each clip, for lists.
CREATE TABLE recorder_docked (
    recorder_id TEXT PRIMARY KEY REFERENCES recorder (id),
    docked_at BIGINT NOT NULL
);
CREATE TABLE clip_owner (
    clip_id TEXT PRIMARY KEY REFERENCES clip (id),
    unit_id TEXT,
    lead_id TEXT,
    assisting_id TEXT,
    recorded_from BIGINT,
    recorded_to BIGINT
);
CREATE INDEX clip_owner_unit ON clip_owner (unit_id, recorded_from);
CREATE INDEX clip_owner_lead ON clip_owner (lead_id, recorded_from);
CREATE INDEX clip_owner_assisting ON clip_owner (assisting_id, recorded_from);
CREATE INDEX clip_owner_from ON clip_owner (recorded_from, clip_id);
