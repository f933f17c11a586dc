-- The machine that the caller wants a job's playbooks to run on, and the part of the host that asked.
ALTER TABLE job ADD COLUMN run_on TEXT;
ALTER TABLE job ADD COLUMN asked_in TEXT;
