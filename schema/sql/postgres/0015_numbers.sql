-- Case numbers as they are compared, however they are written. The server fills in those of before when it starts.
CREATE TABLE case_key (
    case_id TEXT PRIMARY KEY REFERENCES case_file (id),
    key TEXT NOT NULL
);
CREATE INDEX case_key_key ON case_key (key);

-- When a recorder was docked stands in docking_serial, each time.
DROP TABLE recorder_docked;
