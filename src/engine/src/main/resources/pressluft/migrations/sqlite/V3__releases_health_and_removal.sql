-- What the checks said of a release, and when its directory left the node.
ALTER TABLE release ADD COLUMN health_checks TEXT;
ALTER TABLE release ADD COLUMN removed_at INTEGER;

CREATE TRIGGER release_removed_once BEFORE UPDATE OF removed_at ON release
  WHEN OLD.removed_at IS NOT NULL AND NEW.removed_at IS NOT OLD.removed_at
BEGIN
  SELECT RAISE(ABORT, 'release: it is removed once');
END;
