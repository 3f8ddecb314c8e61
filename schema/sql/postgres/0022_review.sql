-- Signed records: bundles sent for review, and coverage sheets. The row holds the digest of the signed text.
CREATE TABLE signed_record (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    act_id TEXT REFERENCES act (id),
    record TEXT NOT NULL,
    number BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    answer TEXT,
    remark TEXT,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX signed_record_case ON signed_record (case_id, record, number);
CREATE UNIQUE INDEX signed_record_bundle ON signed_record (case_id, number) WHERE record = 'bundle';
CREATE UNIQUE INDEX signed_record_sheet ON signed_record (act_id, number) WHERE record = 'coverage_sheet';

-- The signed text: too long for an entry's detail, and held to the row by its digest.
CREATE TABLE signed_text (
    record_id TEXT PRIMARY KEY REFERENCES signed_record (id),
    note TEXT NOT NULL
);

-- Written opinions on bundles.
CREATE TABLE review_opinion (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    record_id TEXT NOT NULL REFERENCES signed_record (id),
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    counsel_document_id TEXT REFERENCES document (id),
    due_at BIGINT,
    given_at BIGINT NOT NULL,
    given_by TEXT NOT NULL
);
CREATE UNIQUE INDEX review_opinion_once ON review_opinion (record_id);
CREATE INDEX review_opinion_case ON review_opinion (case_id);

-- What a head decided where the handlers disagree with an opinion.
CREATE TABLE review_settling (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES case_file (id),
    opinion_id TEXT NOT NULL REFERENCES review_opinion (id),
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    settled_at BIGINT NOT NULL,
    settled_by TEXT NOT NULL
);
CREATE UNIQUE INDEX review_settling_once ON review_settling (opinion_id);
CREATE INDEX review_settling_case ON review_settling (case_id);
