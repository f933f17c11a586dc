-- The last time step whose code was accepted, by the name of the seed's secret, and the attempts that failed since.
-- Environments that name the same secret share both. Neither seeds nor codes are kept.
CREATE TABLE one_time_code (
  secret TEXT NOT NULL PRIMARY KEY,
  last_step INTEGER NOT NULL CHECK (last_step >= 0)
) STRICT;

CREATE TRIGGER one_time_code_used_once BEFORE UPDATE ON one_time_code
  WHEN NEW.last_step <= OLD.last_step
BEGIN
  SELECT RAISE(ABORT, 'one_time_code: a step is accepted once');
END;

CREATE TRIGGER one_time_code_kept BEFORE DELETE ON one_time_code
BEGIN
  SELECT RAISE(ABORT, 'one_time_code: what was used stays used');
END;

CREATE TABLE one_time_code_failure (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  secret TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL
) STRICT;

CREATE INDEX one_time_code_failure_by_secret ON one_time_code_failure (secret, at);
