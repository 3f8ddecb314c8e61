-- Webhooks (2026-11-22). Working tables: how far in the custody log each system was told, and which readiness it heard last.

CREATE TABLE webhook (
    name TEXT PRIMARY KEY,
    next_number BIGINT NOT NULL,
    next_part BIGINT NOT NULL,
    delivered BIGINT NOT NULL,
    delivered_at BIGINT,
    attempts BIGINT NOT NULL,
    failing_since BIGINT,
    retry_at BIGINT,
    last_error TEXT,
    given_up_at BIGINT
);
CREATE TABLE webhook_seen (
    name TEXT NOT NULL REFERENCES webhook (name),
    case_id TEXT NOT NULL REFERENCES case_file (id),
    digest TEXT NOT NULL,
    PRIMARY KEY (name, case_id)
);
