-- Who may see what: roles on units, members of case files, sensitivity. A grant and a membership are ended, never
-- deleted; what is said of sensitivity later is another row (2026-11-22).

CREATE TABLE role_grant (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    unit_id TEXT REFERENCES unit (id),
    granted_at BIGINT NOT NULL,
    granted_by TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT
);
CREATE UNIQUE INDEX role_grant_once ON role_grant (person_id, role, COALESCE(unit_id, ''))
    WHERE withdrawn_at IS NULL;
CREATE TABLE case_member (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    left_at BIGINT,
    left_by TEXT
);
CREATE UNIQUE INDEX case_member_once ON case_member (case_id, person_id) WHERE left_at IS NULL;
CREATE INDEX case_member_person ON case_member (person_id);
CREATE TABLE sensitivity (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    flags TEXT NOT NULL,
    reason TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL
);
CREATE UNIQUE INDEX sensitivity_once ON sensitivity (subject, ordinal);
CREATE INDEX unit_parent ON unit (parent_id);
CREATE INDEX case_file_created_by ON case_file (created_by);
