-- Cleaning up: which artifacts are gone from their storage, and which replaced generations from their node.

ALTER TABLE backup ADD COLUMN artifact_deleted_at INTEGER;

CREATE INDEX backup_to_delete ON backup (environment_id) WHERE status = 'expired' AND artifact_deleted_at IS NULL;

CREATE TRIGGER backup_deleted_when_expired BEFORE UPDATE OF artifact_deleted_at ON backup
  WHEN NEW.artifact_deleted_at IS NOT NULL AND OLD.artifact_deleted_at IS NULL AND NEW.status <> 'expired'
BEGIN
  SELECT RAISE(ABORT, 'backup: only the artifact of an expired one is deleted');
END;

CREATE TRIGGER backup_deleted_once BEFORE UPDATE OF artifact_deleted_at ON backup
  WHEN OLD.artifact_deleted_at IS NOT NULL AND OLD.artifact_deleted_at IS NOT NEW.artifact_deleted_at
BEGIN
  SELECT RAISE(ABORT, 'backup: an artifact is deleted once');
END;

CREATE TRIGGER backup_begins_undeleted BEFORE INSERT ON backup
  WHEN NEW.artifact_deleted_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'backup: begins with its artifact to come');
END;

ALTER TABLE restore ADD COLUMN generation_dropped_at INTEGER;

CREATE UNIQUE INDEX job_one_cleanup_per_environment ON job (environment_id)
  WHERE status IN ('queued', 'running') AND job_type = 'backup_cleanup';
