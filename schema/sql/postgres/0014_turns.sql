-- Whose turn it is: what only one transaction at a time reads and then writes has a row here.

CREATE TABLE write_turn (
    subject TEXT PRIMARY KEY,
    taken BIGINT NOT NULL
);
