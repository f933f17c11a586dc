-- A site kept for a sequence of jobs. The oldest of a site has it, the others wait in line.
CREATE TABLE site_hold (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  site_id TEXT NOT NULL REFERENCES site (id),
  holder TEXT NOT NULL,
  held_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX site_hold_by_site ON site_hold (site_id, number);
