-- Several controllers on one database. Each writes here that it lives; one that was not seen for long is
-- dead to the others, and one of them takes over what it left running.
CREATE TABLE controller (
  id text COLLATE "C" NOT NULL PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  -- Which process works under the id. A second one (a copied home) displaces the first.
  process text COLLATE "C" NOT NULL,
  -- Grows with every sign of life. The others watch it grow by their own clocks, so that clocks that differ
  -- harm nobody; seen_at is for people.
  beat bigint NOT NULL CHECK (beat >= 1),
  started_at bigint NOT NULL,
  seen_at bigint NOT NULL
);

CREATE TRIGGER controller_beats BEFORE UPDATE ON controller FOR EACH ROW
  WHEN (NEW.beat <= OLD.beat)
  EXECUTE FUNCTION refuse('controller: its beat grows');

CREATE TRIGGER controller_kept BEFORE DELETE ON controller FOR EACH ROW
  EXECUTE FUNCTION refuse('controller: history is kept');

CREATE TRIGGER no_truncate_controller BEFORE TRUNCATE ON controller
  EXECUTE FUNCTION refuse('controller: history is kept');

-- Whose job it is: the controller that it was asked for at, until another one takes it over. Null only in
-- rows that are older than this column.
ALTER TABLE job ADD COLUMN controller_id text COLLATE "C" REFERENCES controller (id);

CREATE INDEX job_by_controller ON job (controller_id, number) WHERE status IN ('queued', 'running');

-- A job that runs changes hands only with a new fence: the node refuses whatever the old hands still start.
DROP TRIGGER job_fence_fixed ON job;
CREATE TRIGGER job_fence_fixed BEFORE UPDATE ON job FOR EACH ROW
  WHEN (NEW.fence <> OLD.fence AND NOT (OLD.status = 'queued' AND NEW.status = 'running')
    AND NOT (OLD.status = 'running' AND NEW.status = 'running'
      AND OLD.controller_id IS DISTINCT FROM NEW.controller_id))
  EXECUTE FUNCTION refuse('job: the fence changes only with a claim or a take-over');

CREATE FUNCTION job_taken_over_with_fence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.fence <= (SELECT MAX(fence) FROM pressluft.job) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = 'job: who takes it over brings a greater fence';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER job_taken_over_with_fence BEFORE UPDATE OF controller_id ON job FOR EACH ROW
  WHEN (OLD.status = 'running' AND OLD.controller_id IS DISTINCT FROM NEW.controller_id)
  EXECUTE FUNCTION job_taken_over_with_fence();

-- Who works under a lock of a reset, and with which number it asks the node: a reset that finds another
-- number has lost its hold.
ALTER TABLE resource_lock ADD COLUMN controller_id text COLLATE "C" REFERENCES controller (id);
ALTER TABLE resource_lock ADD COLUMN fence bigint;

ALTER TABLE site_hold ADD COLUMN controller_id text COLLATE "C" REFERENCES controller (id);

-- The registry that controllers of one database share: one document, and how often it was declared anew.
CREATE TABLE registry_document (
  only_one integer NOT NULL PRIMARY KEY CHECK (only_one = 1),
  revision bigint NOT NULL CHECK (revision >= 1),
  text text NOT NULL,
  declared_by text NOT NULL,
  declared_at bigint NOT NULL
);

CREATE TRIGGER registry_document_revision BEFORE UPDATE ON registry_document FOR EACH ROW
  WHEN (NEW.revision <> OLD.revision + 1)
  EXECUTE FUNCTION refuse('registry_document: every change is the next revision');

-- Of the key that signs manifests: all controllers of a database must have the same.
CREATE TABLE manifest_key (
  only_one integer NOT NULL PRIMARY KEY CHECK (only_one = 1),
  fingerprint text NOT NULL,
  brought_by text NOT NULL
);

CREATE TRIGGER manifest_key_fixed BEFORE UPDATE ON manifest_key FOR EACH ROW
  EXECUTE FUNCTION refuse('manifest_key: it is fixed');

CREATE TRIGGER manifest_key_kept BEFORE DELETE ON manifest_key FOR EACH ROW
  EXECUTE FUNCTION refuse('manifest_key: it is fixed');

CREATE TRIGGER no_truncate_manifest_key BEFORE TRUNCATE ON manifest_key
  EXECUTE FUNCTION refuse('manifest_key: it is fixed');
