-- Several controllers on one database. Each writes here that it lives; one that was not seen for long is
-- dead to the others, and one of them takes over what it left running. A database file of one process has
-- exactly one row.
CREATE TABLE controller (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- Which process works under the id. A second one (a copied home) displaces the first.
  process TEXT NOT NULL,
  -- Grows with every sign of life. The others watch it grow by their own clocks, so that clocks that differ
  -- harm nobody; seen_at is for people.
  beat INTEGER NOT NULL CHECK (beat >= 1),
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER controller_beats BEFORE UPDATE ON controller
  WHEN NEW.beat <= OLD.beat
BEGIN
  SELECT RAISE(ABORT, 'controller: its beat grows');
END;

CREATE TRIGGER controller_kept BEFORE DELETE ON controller
BEGIN
  SELECT RAISE(ABORT, 'controller: history is kept');
END;

-- Whose job it is: the controller that it was asked for at, until another one takes it over. Null only in
-- rows that are older than this column.
ALTER TABLE job ADD COLUMN controller_id TEXT REFERENCES controller (id);

CREATE INDEX job_by_controller ON job (controller_id, number) WHERE status IN ('queued', 'running');

-- A job that runs changes hands only with a new fence: the node refuses whatever the old hands still start.
DROP TRIGGER job_fence_fixed;
CREATE TRIGGER job_fence_fixed BEFORE UPDATE ON job
  WHEN NEW.fence <> OLD.fence AND NOT (OLD.status = 'queued' AND NEW.status = 'running')
    AND NOT (OLD.status = 'running' AND NEW.status = 'running' AND OLD.controller_id IS NOT NEW.controller_id)
BEGIN
  SELECT RAISE(ABORT, 'job: the fence changes only with a claim or a take-over');
END;

CREATE TRIGGER job_taken_over_with_fence BEFORE UPDATE OF controller_id ON job
  WHEN OLD.status = 'running' AND OLD.controller_id IS NOT NEW.controller_id
    AND NEW.fence <= (SELECT MAX(fence) FROM job)
BEGIN
  SELECT RAISE(ABORT, 'job: who takes it over brings a greater fence');
END;

-- Who works under a lock of a reset, and with which number it asks the node: a reset that finds another
-- number has lost its hold.
ALTER TABLE resource_lock ADD COLUMN controller_id TEXT REFERENCES controller (id);
ALTER TABLE resource_lock ADD COLUMN fence INTEGER;

ALTER TABLE site_hold ADD COLUMN controller_id TEXT REFERENCES controller (id);

-- The registry that controllers of one database share: one document, and how often it was declared anew.
CREATE TABLE registry_document (
  only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
  revision INTEGER NOT NULL CHECK (revision >= 1),
  text TEXT NOT NULL,
  declared_by TEXT NOT NULL,
  declared_at INTEGER NOT NULL
) STRICT;

CREATE TRIGGER registry_document_revision BEFORE UPDATE ON registry_document
  WHEN NEW.revision <> OLD.revision + 1
BEGIN
  SELECT RAISE(ABORT, 'registry_document: every change is the next revision');
END;

-- Of the key that signs manifests: all controllers of a database must have the same.
CREATE TABLE manifest_key (
  only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
  fingerprint TEXT NOT NULL,
  brought_by TEXT NOT NULL
) STRICT;

CREATE TRIGGER manifest_key_fixed BEFORE UPDATE ON manifest_key
BEGIN
  SELECT RAISE(ABORT, 'manifest_key: it is fixed');
END;

CREATE TRIGGER manifest_key_kept BEFORE DELETE ON manifest_key
BEGIN
  SELECT RAISE(ABORT, 'manifest_key: it is fixed');
END;
