-- What people said at docks, and the units that docks belong to (2026-11-22). A dock's newest binding counts; a claim is
-- written once, with what it changed.

CREATE TABLE dock_unit (
    id TEXT PRIMARY KEY,
    dock_id TEXT NOT NULL REFERENCES dock (id),
    ordinal BIGINT NOT NULL,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX dock_unit_once ON dock_unit (dock_id, ordinal);
CREATE TABLE dock_claim (
    id TEXT PRIMARY KEY,
    dock_id TEXT NOT NULL REFERENCES dock (id),
    docking_id TEXT NOT NULL,
    serial TEXT NOT NULL,
    kind TEXT NOT NULL,
    statement TEXT NOT NULL,
    outcome TEXT NOT NULL,
    handover_id TEXT REFERENCES handover (id),
    said_at BIGINT NOT NULL,
    heard_at BIGINT NOT NULL
);
CREATE INDEX dock_claim_docking ON dock_claim (docking_id);
-- Two answers in one moment: the second is asked again, and finds the first.
CREATE UNIQUE INDEX dock_claim_merged ON dock_claim (docking_id, kind) WHERE outcome = 'merged';

-- Which docking was the recorder's last before another: asked for every claim.
CREATE INDEX docking_dock ON docking (dock_id, is_present);
-- Working table: the serial in a docking's newest report.
CREATE TABLE docking_serial (
    docking_id TEXT PRIMARY KEY REFERENCES docking (id),
    serial TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX docking_serial_times ON docking_serial (serial, started_at);
