-- The whole state of the house. Times are UTC milliseconds since 1970, ids are UUID texts, JSON is text.
-- Every state machine of docs/state-machines.md is held here a second time: what the triggers below
-- refuse cannot be written, whatever the program does.

CREATE TABLE node (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  spec TEXT NOT NULL,
  declared INTEGER NOT NULL CHECK (declared IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state_version INTEGER NOT NULL CHECK (state_version >= 1)
) STRICT;

CREATE TABLE storage (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  spec TEXT NOT NULL,
  declared INTEGER NOT NULL CHECK (declared IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state_version INTEGER NOT NULL CHECK (state_version >= 1)
) STRICT;

CREATE TABLE site (
  id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'cloning', 'deploying', 'restoring', 'failed')),
  primary_environment_id TEXT REFERENCES environment (id),
  declared INTEGER NOT NULL CHECK (declared IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state_version INTEGER NOT NULL CHECK (state_version >= 1)
) STRICT;

CREATE TABLE environment (
  id TEXT NOT NULL PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES site (id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('active', 'cloning', 'deploying', 'restoring', 'failed')),
  node_id TEXT NOT NULL REFERENCES node (id),
  storage_id TEXT REFERENCES storage (id),
  spec TEXT NOT NULL,
  current_release_id TEXT REFERENCES release (id),
  declared INTEGER NOT NULL CHECK (declared IN (0, 1)),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  state_version INTEGER NOT NULL CHECK (state_version >= 1),
  UNIQUE (site_id, slug)
) STRICT;

CREATE TABLE job (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  job_type TEXT NOT NULL CHECK (job_type IN ('backup_create', 'backup_verify', 'backup_cleanup', 'env_restore',
    'env_deploy', 'env_update', 'release_rollback', 'health_check')),
  status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  site_id TEXT REFERENCES site (id),
  environment_id TEXT REFERENCES environment (id),
  node_id TEXT REFERENCES node (id),
  backup_id TEXT REFERENCES backup (id),
  attempt_count INTEGER NOT NULL CHECK (attempt_count >= 0),
  max_attempts INTEGER NOT NULL CHECK (max_attempts BETWEEN 1 AND 10),
  fence INTEGER NOT NULL,
  run_after INTEGER,
  locked_at INTEGER,
  locked_by TEXT,
  heartbeat_at INTEGER,
  deadline_at INTEGER,
  started_at INTEGER,
  finished_at INTEGER,
  cancel_requested_at INTEGER,
  error_code TEXT,
  error_message TEXT,
  parameters TEXT NOT NULL,
  state TEXT NOT NULL,
  result TEXT,
  handle TEXT,
  requested_by TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((status IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CHECK (status <> 'running' OR (locked_by IS NOT NULL AND locked_at IS NOT NULL)),
  CHECK (status <> 'failed' OR error_code IS NOT NULL),
  CHECK (attempt_count <= max_attempts)
) STRICT;

CREATE UNIQUE INDEX job_one_running_per_site ON job (site_id) WHERE status = 'running';
CREATE UNIQUE INDEX job_one_running_per_node ON job (node_id) WHERE status = 'running';
CREATE UNIQUE INDEX job_one_mutation_per_environment ON job (environment_id)
  WHERE status IN ('queued', 'running')
  AND job_type IN ('env_restore', 'env_deploy', 'env_update', 'release_rollback');
CREATE INDEX job_by_status ON job (status, created_at);
CREATE INDEX job_by_environment ON job (environment_id, number);
CREATE INDEX job_by_site ON job (site_id, number);

CREATE TABLE backup (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  environment_id TEXT NOT NULL REFERENCES environment (id),
  job_id TEXT REFERENCES job (id) DEFERRABLE INITIALLY DEFERRED,
  scope TEXT NOT NULL CHECK (scope IN ('db', 'files', 'full')),
  status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'expired')),
  purpose TEXT NOT NULL CHECK (purpose IN ('requested', 'safety', 'scheduled')),
  storage_type TEXT NOT NULL CHECK (storage_type IN ('file', 's3')),
  storage_id TEXT NOT NULL REFERENCES storage (id),
  storage_path TEXT NOT NULL UNIQUE,
  retention_until INTEGER NOT NULL,
  checksum TEXT,
  size_bytes INTEGER CHECK (size_bytes >= 0),
  manifest TEXT,
  signature TEXT,
  message TEXT,
  verified_at INTEGER,
  created_at INTEGER NOT NULL,
  completed_at INTEGER,
  CHECK (status NOT IN ('completed', 'expired') OR (checksum IS NOT NULL AND size_bytes IS NOT NULL
    AND manifest IS NOT NULL AND signature IS NOT NULL AND completed_at IS NOT NULL))
) STRICT;

CREATE INDEX backup_by_environment ON backup (environment_id, number);
CREATE INDEX backup_by_job ON backup (job_id);
CREATE INDEX backup_unfinished ON backup (status) WHERE status IN ('pending', 'running');

CREATE TABLE release (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  environment_id TEXT NOT NULL REFERENCES environment (id),
  job_id TEXT REFERENCES job (id),
  source_type TEXT NOT NULL CHECK (source_type IN ('git', 'upload')),
  source_ref TEXT NOT NULL,
  path TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation >= 0),
  health TEXT NOT NULL CHECK (health IN ('unknown', 'healthy', 'unhealthy')),
  notes TEXT,
  created_at INTEGER NOT NULL,
  UNIQUE (environment_id, path)
) STRICT;

CREATE TABLE restore (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  job_id TEXT NOT NULL UNIQUE REFERENCES job (id),
  backup_id TEXT NOT NULL REFERENCES backup (id),
  environment_id TEXT NOT NULL REFERENCES environment (id),
  destination TEXT,
  dry_run INTEGER NOT NULL CHECK (dry_run IN (0, 1)),
  undo_of TEXT REFERENCES restore (id),
  requested_by TEXT NOT NULL,
  origin TEXT NOT NULL,
  message TEXT,
  safety_backup_id TEXT REFERENCES backup (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('pending', 'succeeded', 'failed', 'rolled_back', 'cancelled')),
  previous_generation INTEGER,
  new_generation INTEGER,
  undo_until INTEGER,
  undone_at INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER
) STRICT;

CREATE INDEX restore_unfinished ON restore (outcome) WHERE outcome = 'pending';
CREATE INDEX restore_by_backup ON restore (backup_id, number);
CREATE INDEX restore_by_environment ON restore (environment_id, number);

CREATE TABLE job_event (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL REFERENCES job (id),
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE INDEX job_event_by_job ON job_event (job_id, sequence);

CREATE TABLE operation (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  origin TEXT NOT NULL,
  operation TEXT NOT NULL,
  site_id TEXT,
  environment_id TEXT,
  backup_id TEXT,
  job_id TEXT,
  outcome TEXT NOT NULL,
  code TEXT,
  message TEXT
) STRICT;

-- Held by a running job (site and node), or by a reset while it asks the node (environment).
CREATE TABLE resource_lock (
  scope TEXT NOT NULL CHECK (scope IN ('site', 'node', 'environment')),
  resource_id TEXT NOT NULL,
  job_id TEXT REFERENCES job (id),
  holder TEXT NOT NULL,
  acquired_at INTEGER NOT NULL,
  PRIMARY KEY (scope, resource_id),
  CHECK ((scope = 'environment') = (job_id IS NULL))
) STRICT;

-- The fencing token: grows with every attempt of every job.
CREATE TABLE fence (value INTEGER NOT NULL) STRICT;
INSERT INTO fence (value) VALUES (0);

CREATE TRIGGER node_version_grows BEFORE UPDATE ON node
  WHEN NEW.state_version <= OLD.state_version
BEGIN
  SELECT RAISE(ABORT, 'node: state_version must grow with every change');
END;

CREATE TRIGGER storage_version_grows BEFORE UPDATE ON storage
  WHEN NEW.state_version <= OLD.state_version
BEGIN
  SELECT RAISE(ABORT, 'storage: state_version must grow with every change');
END;

CREATE TRIGGER site_version_grows BEFORE UPDATE ON site
  WHEN NEW.state_version <= OLD.state_version
BEGIN
  SELECT RAISE(ABORT, 'site: state_version must grow with every change');
END;

CREATE TRIGGER environment_version_grows BEFORE UPDATE ON environment
  WHEN NEW.state_version <= OLD.state_version
BEGIN
  SELECT RAISE(ABORT, 'environment: state_version must grow with every change');
END;

CREATE TRIGGER environment_begins_active BEFORE INSERT ON environment
  WHEN NEW.status <> 'active'
BEGIN
  SELECT RAISE(ABORT, 'environment: begins active');
END;

CREATE TRIGGER environment_transition BEFORE UPDATE OF status ON environment
  WHEN OLD.status <> NEW.status AND NOT ((OLD.status = 'active' AND NEW.status IN ('cloning', 'deploying', 'restoring')) OR (OLD.status = 'cloning' AND NEW.status IN ('active', 'failed')) OR (OLD.status = 'deploying' AND NEW.status IN ('active', 'failed')) OR (OLD.status = 'restoring' AND NEW.status IN ('active', 'failed')) OR (OLD.status = 'failed' AND NEW.status IN ('active')))
BEGIN
  SELECT RAISE(ABORT, 'environment: illegal transition');
END;

CREATE TRIGGER environment_restores_by_job BEFORE UPDATE OF status ON environment
  WHEN OLD.status <> NEW.status AND NEW.status = 'restoring' AND NOT EXISTS (SELECT 1 FROM job WHERE environment_id = NEW.id AND status = 'running' AND job_type = 'env_restore')
BEGIN
  SELECT RAISE(ABORT, 'environment: restoring needs a running env_restore job');
END;

CREATE TRIGGER environment_deploys_by_job BEFORE UPDATE OF status ON environment
  WHEN OLD.status <> NEW.status AND NEW.status = 'deploying' AND NOT EXISTS (SELECT 1 FROM job WHERE environment_id = NEW.id AND status = 'running' AND job_type IN ('env_deploy', 'env_update', 'release_rollback'))
BEGIN
  SELECT RAISE(ABORT, 'environment: deploying needs a running job');
END;

CREATE TRIGGER environment_settles_after_job BEFORE UPDATE OF status ON environment
  WHEN OLD.status <> NEW.status AND NEW.status IN ('active', 'failed') AND EXISTS (SELECT 1 FROM job WHERE environment_id = NEW.id AND (status = 'running' OR (status = 'queued' AND attempt_count > 0)) AND job_type IN ('env_restore', 'env_deploy', 'env_update', 'release_rollback'))
BEGIN
  SELECT RAISE(ABORT, 'environment: a job still changes it');
END;

CREATE TRIGGER environment_pointer_owned BEFORE UPDATE OF current_release_id ON environment
  WHEN NEW.current_release_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM release WHERE id = NEW.current_release_id AND environment_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'environment: current_release_id must be a release of its own');
END;

CREATE TRIGGER environment_pointer_by_job BEFORE UPDATE OF current_release_id ON environment
  WHEN OLD.current_release_id IS NOT NEW.current_release_id AND OLD.status = 'active'
BEGIN
  SELECT RAISE(ABORT, 'environment: current_release_id changes only with a job');
END;

CREATE TRIGGER environment_pointer_set BEFORE UPDATE OF status ON environment
  WHEN NEW.status = 'active' AND OLD.status <> 'active' AND NEW.current_release_id IS NULL AND EXISTS (SELECT 1 FROM release WHERE environment_id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'environment: an active one with releases has a current release');
END;

CREATE TRIGGER environment_identity BEFORE UPDATE ON environment
  WHEN OLD.id <> NEW.id OR OLD.site_id <> NEW.site_id OR OLD.slug <> NEW.slug OR OLD.created_at <> NEW.created_at
BEGIN
  SELECT RAISE(ABORT, 'environment: identity is fixed');
END;

CREATE TRIGGER site_begins_active BEFORE INSERT ON site
  WHEN NEW.status <> 'active'
BEGIN
  SELECT RAISE(ABORT, 'site: begins active');
END;

CREATE TRIGGER site_status_derived BEFORE UPDATE OF status ON site
  WHEN OLD.status <> NEW.status AND NEW.status <> COALESCE((SELECT status FROM environment WHERE site_id = NEW.id
      ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'restoring' THEN 1 WHEN 'deploying' THEN 2 WHEN 'cloning' THEN 3 ELSE 4 END LIMIT 1), 'active')
BEGIN
  SELECT RAISE(ABORT, 'site: its status is that of its most impactful environment');
END;

-- A site follows its environments in the same statement; nobody else writes its status.
CREATE TRIGGER site_follows_environment AFTER UPDATE OF status ON environment
  WHEN OLD.status <> NEW.status
BEGIN
  UPDATE site SET status = COALESCE((SELECT status FROM environment WHERE site_id = NEW.site_id
      ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'restoring' THEN 1 WHEN 'deploying' THEN 2 WHEN 'cloning' THEN 3 ELSE 4 END LIMIT 1), 'active'),
    updated_at = NEW.updated_at, state_version = state_version + 1
  WHERE id = NEW.site_id AND status <> COALESCE((SELECT status FROM environment WHERE site_id = NEW.site_id
      ORDER BY CASE status WHEN 'failed' THEN 0 WHEN 'restoring' THEN 1 WHEN 'deploying' THEN 2 WHEN 'cloning' THEN 3 ELSE 4 END LIMIT 1), 'active');
END;

CREATE TRIGGER job_begins_queued BEFORE INSERT ON job
  WHEN NEW.status <> 'queued' OR NEW.attempt_count <> 0
BEGIN
  SELECT RAISE(ABORT, 'job: begins queued');
END;

CREATE TRIGGER job_transition BEFORE UPDATE OF status ON job
  WHEN OLD.status <> NEW.status AND NOT ((OLD.status = 'queued' AND NEW.status IN ('running', 'cancelled')) OR (OLD.status = 'running' AND NEW.status IN ('queued', 'succeeded', 'failed', 'cancelled')))
BEGIN
  SELECT RAISE(ABORT, 'job: illegal transition');
END;

CREATE TRIGGER job_final BEFORE UPDATE ON job
  WHEN OLD.status IN ('succeeded', 'failed', 'cancelled')
BEGIN
  SELECT RAISE(ABORT, 'job: a final one never changes');
END;

CREATE TRIGGER job_attempts BEFORE UPDATE ON job
  WHEN NEW.attempt_count <> OLD.attempt_count + (OLD.status = 'queued' AND NEW.status = 'running')
BEGIN
  SELECT RAISE(ABORT, 'job: attempt_count grows by one with each claim');
END;

CREATE TRIGGER job_fence_grows BEFORE UPDATE ON job
  WHEN OLD.status = 'queued' AND NEW.status = 'running' AND NEW.fence <= (SELECT MAX(fence) FROM job)
BEGIN
  SELECT RAISE(ABORT, 'job: the fence grows with every attempt');
END;

CREATE TRIGGER job_fence_fixed BEFORE UPDATE ON job
  WHEN NOT (OLD.status = 'queued' AND NEW.status = 'running') AND NEW.fence <> OLD.fence
BEGIN
  SELECT RAISE(ABORT, 'job: the fence changes only with a claim');
END;

CREATE TRIGGER job_retry_left BEFORE UPDATE ON job
  WHEN OLD.status = 'running' AND NEW.status = 'queued' AND OLD.attempt_count >= OLD.max_attempts
BEGIN
  SELECT RAISE(ABORT, 'job: no attempt is left');
END;

CREATE TRIGGER job_identity BEFORE UPDATE ON job
  WHEN OLD.id <> NEW.id OR OLD.job_type <> NEW.job_type OR OLD.site_id IS NOT NEW.site_id OR OLD.environment_id IS NOT NEW.environment_id OR OLD.node_id IS NOT NEW.node_id OR OLD.backup_id IS NOT NEW.backup_id OR OLD.parameters <> NEW.parameters OR OLD.created_at <> NEW.created_at OR OLD.requested_by <> NEW.requested_by OR OLD.max_attempts <> NEW.max_attempts
BEGIN
  SELECT RAISE(ABORT, 'job: what was asked for is fixed');
END;

CREATE TRIGGER backup_begins_pending BEFORE INSERT ON backup
  WHEN NEW.status <> 'pending' OR NEW.checksum IS NOT NULL OR NEW.size_bytes IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'backup: begins pending');
END;

CREATE TRIGGER backup_transition BEFORE UPDATE OF status ON backup
  WHEN OLD.status <> NEW.status AND NOT ((OLD.status = 'pending' AND NEW.status IN ('running', 'failed')) OR (OLD.status = 'running' AND NEW.status IN ('completed', 'failed')) OR (OLD.status = 'completed' AND NEW.status IN ('expired')))
BEGIN
  SELECT RAISE(ABORT, 'backup: illegal transition');
END;

CREATE TRIGGER backup_proof_fixed BEFORE UPDATE ON backup
  WHEN (OLD.checksum IS NOT NEW.checksum OR OLD.size_bytes IS NOT NEW.size_bytes OR OLD.manifest IS NOT NEW.manifest OR OLD.signature IS NOT NEW.signature OR OLD.completed_at IS NOT NEW.completed_at) AND NOT (OLD.status = 'running' AND NEW.status = 'completed')
BEGIN
  SELECT RAISE(ABORT, 'backup: checksum, size and manifest are written once, at completion');
END;

CREATE TRIGGER backup_verified BEFORE UPDATE ON backup
  WHEN OLD.verified_at IS NOT NEW.verified_at AND NEW.status <> 'completed'
BEGIN
  SELECT RAISE(ABORT, 'backup: only a completed one is verified');
END;

CREATE TRIGGER backup_identity BEFORE UPDATE ON backup
  WHEN OLD.id <> NEW.id OR OLD.environment_id <> NEW.environment_id OR OLD.job_id IS NOT NEW.job_id OR OLD.scope <> NEW.scope OR OLD.purpose <> NEW.purpose OR OLD.storage_type <> NEW.storage_type OR OLD.storage_id <> NEW.storage_id OR OLD.storage_path <> NEW.storage_path OR OLD.retention_until <> NEW.retention_until OR OLD.created_at <> NEW.created_at
BEGIN
  SELECT RAISE(ABORT, 'backup: identity and retention are fixed');
END;

CREATE TRIGGER release_transition BEFORE UPDATE OF health ON release
  WHEN OLD.health <> NEW.health AND NOT ((OLD.health = 'unknown' AND NEW.health IN ('healthy', 'unhealthy')) OR (OLD.health = 'healthy' AND NEW.health IN ('unhealthy')))
BEGIN
  SELECT RAISE(ABORT, 'release: illegal transition');
END;

CREATE TRIGGER release_immutable BEFORE UPDATE ON release
  WHEN OLD.id <> NEW.id OR OLD.environment_id <> NEW.environment_id OR OLD.job_id IS NOT NEW.job_id OR OLD.source_type <> NEW.source_type OR OLD.source_ref <> NEW.source_ref OR OLD.path <> NEW.path OR OLD.generation <> NEW.generation OR OLD.notes IS NOT NEW.notes OR OLD.created_at <> NEW.created_at
BEGIN
  SELECT RAISE(ABORT, 'release: only its health changes');
END;

CREATE TRIGGER restore_begins_pending BEFORE INSERT ON restore
  WHEN NEW.outcome <> 'pending'
BEGIN
  SELECT RAISE(ABORT, 'restore: begins pending');
END;

CREATE TRIGGER restore_outcome_once BEFORE UPDATE OF outcome ON restore
  WHEN OLD.outcome <> 'pending' AND OLD.outcome <> NEW.outcome
BEGIN
  SELECT RAISE(ABORT, 'restore: an outcome is written once');
END;

CREATE TRIGGER restore_undone_once BEFORE UPDATE OF undone_at ON restore
  WHEN OLD.undone_at IS NOT NEW.undone_at AND (OLD.undone_at IS NOT NULL OR OLD.outcome <> 'succeeded')
BEGIN
  SELECT RAISE(ABORT, 'restore: only a successful one is taken back, once');
END;

CREATE TRIGGER backup_owned_by_restore BEFORE INSERT ON restore
  WHEN NEW.safety_backup_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM backup WHERE id = NEW.safety_backup_id AND environment_id = NEW.environment_id)
BEGIN
  SELECT RAISE(ABORT, 'restore: the safety backup is of the same environment');
END;

CREATE TRIGGER restore_owned BEFORE INSERT ON restore
  WHEN NOT EXISTS (SELECT 1 FROM backup WHERE id = NEW.backup_id AND environment_id = NEW.environment_id)
BEGIN
  SELECT RAISE(ABORT, 'restore: the backup is of the same environment');
END;

CREATE TRIGGER job_kept BEFORE DELETE ON job
BEGIN
  SELECT RAISE(ABORT, 'job: history is kept');
END;

CREATE TRIGGER backup_kept BEFORE DELETE ON backup
BEGIN
  SELECT RAISE(ABORT, 'backup: history is kept');
END;

CREATE TRIGGER release_kept BEFORE DELETE ON release
BEGIN
  SELECT RAISE(ABORT, 'release: history is kept');
END;

CREATE TRIGGER restore_kept BEFORE DELETE ON restore
BEGIN
  SELECT RAISE(ABORT, 'restore: history is kept');
END;

CREATE TRIGGER environment_kept BEFORE DELETE ON environment
BEGIN
  SELECT RAISE(ABORT, 'environment: history is kept');
END;

CREATE TRIGGER site_kept BEFORE DELETE ON site
BEGIN
  SELECT RAISE(ABORT, 'site: history is kept');
END;

CREATE TRIGGER resource_lock_of_running_job BEFORE INSERT ON resource_lock
  WHEN NEW.job_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job WHERE id = NEW.job_id AND status = 'running')
BEGIN
  SELECT RAISE(ABORT, 'lock: only a running job holds one');
END;

CREATE TRIGGER operation_kept BEFORE UPDATE ON operation
  WHEN 1
BEGIN
  SELECT RAISE(ABORT, 'operation: the log is append-only');
END;
