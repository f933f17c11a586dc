-- What the overview looks up for each environment: its newest backups, what is under way, what became of the last job.
CREATE INDEX backup_completed ON backup (environment_id, number) WHERE status = 'completed';
CREATE INDEX job_unfinished ON job (environment_id, number) WHERE status IN ('queued', 'running');
CREATE INDEX release_by_job ON release (job_id);
CREATE INDEX operation_reset ON operation (environment_id, sequence) WHERE operation = 'reset' AND outcome = 'succeeded';
CREATE INDEX operation_site_reset ON operation (site_id, sequence) WHERE operation = 'reset' AND outcome = 'succeeded';
