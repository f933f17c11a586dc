"""A small WordPress-like environment on disk, in the layout a site has before Pressluft first touches it."""
import hashlib
import hmac
import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid

from tests.support.modules import ROOT

MASTER = b"the controller's master key of the tests"

_CONFIG = """<?php
define( 'DB_NAME', %s );
define( 'DB_USER', 'wp' );
define( 'DB_PASSWORD', 'secret-of-the-site' );
define( 'DB_HOST', 'localhost' );
$table_prefix = 'wp_';
if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
"""

SCHEMA = """
CREATE TABLE wp_posts (ID bigint PRIMARY KEY AUTO_INCREMENT, post_content longtext, post_title text);
CREATE TABLE wp_options (option_id bigint PRIMARY KEY AUTO_INCREMENT, option_name varchar(191), option_value longtext);
CREATE TABLE wp_terms (term_id bigint PRIMARY KEY);
INSERT INTO wp_posts (post_content, post_title) VALUES ('Hello\\n(world);\\n(', 'a'), ('x', 'It''s'), (NULL, '\\\\');
INSERT INTO wp_options (option_name, option_value) VALUES ('siteurl', 'http://127.0.0.1/'), ('blob', REPEAT('ü', 1000));
"""


def key_of(backup_id, environment_id):
    """What the controller derives for one backup."""
    text = "pressluft-manifest-v1\n%s\n%s" % (backup_id, environment_id)
    return hmac.new(MASTER, text.encode(), hashlib.sha256).hexdigest()


class Site:
    """`server` may be None for scopes without a database. Everything lies in `directory`; `remove` removes it."""

    def __init__(self, server=None, database="wp", schema=SCHEMA, name="acme"):
        self.directory = tempfile.mkdtemp(prefix="plsite-")
        self.path = os.path.join(self.directory, name)
        self.storage = os.path.join(self.directory, "storage")
        self.server = server
        self.database = database
        self.id = str(uuid.uuid4())
        self.environment_id = str(uuid.uuid4())
        self.fence = 0
        os.mkdir(self.storage)
        self._lay_out()
        if server is not None:
            quoted = "`%s`" % database.replace("`", "``")
            server.run("DROP DATABASE IF EXISTS %s; CREATE DATABASE %s CHARACTER SET utf8mb4" % (quoted, quoted))
            server.run(schema, database)

    def _lay_out(self):
        release = os.path.join(self.path, "releases", "20261120T203000Z")
        os.makedirs(os.path.join(release, "wp-content", "plugins", "akismet"))
        os.makedirs(os.path.join(release, "wp-content", "cache"))
        os.makedirs(os.path.join(release, "wp-includes"))
        os.makedirs(os.path.join(self.path, "shared", "uploads", "2026"))
        self.write("releases/20261120T203000Z/index.php", "<?php // front\n")
        self.write("releases/20261120T203000Z/wp-content/cache/page.html", "cached")
        self.write("releases/20261120T203000Z/wp-content/plugins/akismet/akismet.php", "<?php\n")
        self.write("releases/20261120T203000Z/wp-includes/version.php", "<?php\n$wp_version = '6.1.1';\n")
        self.write("shared/uploads/2026/picture.jpg", os.urandom(50000))
        self.write("shared/uploads/2026/o'dd \"name\"; $(x)\nline.txt", "odd")
        self.write("shared/wp-config.php", _CONFIG % ("'%s'" % self.database.replace("\\", "\\\\").replace("'", "\\'")))
        os.symlink("../../shared/wp-config.php", os.path.join(release, "wp-config.php"))
        os.symlink("../../../shared/uploads", os.path.join(release, "wp-content", "uploads"))
        os.symlink("releases/20261120T203000Z", os.path.join(self.path, "current"))

    def write(self, relative, content):
        """Writes a file below the environment's path."""
        path = os.path.join(self.path, relative)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as target:
            target.write(content if isinstance(content, bytes) else content.encode())
        return path

    def variables(self, scope="full", backup_id=None, **changes):
        """What the controller writes for a backup; `changes` go into the `backup` section."""
        backup_id = backup_id or str(uuid.uuid4())
        self.fence += 1
        backup = {"id": backup_id, "scope": scope, "message": "", "key": key_of(backup_id, self.environment_id),
                  "storage": {"type": "file", "path": self.storage},
                  "storage_path": "acme/production/%s" % backup_id, "compression": "zstd", "exclude": [],
                  "purpose": "requested"}
        backup.update(changes)
        return {"job": {"id": str(uuid.uuid4()), "type": "backup_create", "attempt": 1, "fence": self.fence},
                "site": {"id": self.id, "slug": "acme"},
                "environment": {"id": self.environment_id, "slug": "production", "kind": "wordpress", "path": self.path,
                                "preview_url": "http://127.0.0.1:1/", "fastcgi": "127.0.0.1:1",
                                "undo_window_seconds": 604800, "destinations": []},
                "database": self.server.variables(self.database) if self.server else {"name": self.database},
                "backup": backup}

    def verification(self, variables, manifest_sha256=None):
        """The variables for verifying the backup that `variables` made."""
        backup = variables["backup"]
        return {"job": dict(variables["job"], type="backup_verify"), "environment": variables["environment"],
                "verify": {"backup_id": backup["id"], "scope": backup["scope"], "storage": backup["storage"],
                           "storage_path": backup["storage_path"], "manifest_sha256": manifest_sha256,
                           "key": backup["key"]}}

    def artifact(self, variables, *names):
        """A path in the artifact of a backup."""
        return os.path.join(self.storage, variables["backup"]["storage_path"], *names)

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)


class Play:
    """One run of ansible-playbook, as the controller starts it: `exit`, `events`, `output`."""

    def __init__(self, playbook, variables, inventory=None, environment=None, wait=True):
        self.variables = variables
        self._directory = tempfile.TemporaryDirectory(prefix="plrun-")
        self.private = self._directory.name
        self.path = os.path.join(self.private, "events")
        with open(os.path.join(self.private, "vars.json"), "w") as target:
            json.dump({"pressluft": variables}, target)
        with open(os.path.join(self.private, "hosts.json"), "w") as target:
            json.dump(inventory or {"pressluft": {"hosts": {"node": {
                "ansible_connection": "local", "ansible_python_interpreter": "/usr/bin/python3"}}}}, target)
        everything = dict(os.environ, ANSIBLE_CONFIG=os.path.join(ROOT, "ansible.cfg"), PRESSLUFT_EVENTS=self.path,
                          ANSIBLE_LOCAL_TEMP=os.path.join(self.private, "tmp"), PYTHONDONTWRITEBYTECODE="1")
        everything.update(environment or {})
        path = playbook if "/" in playbook else os.path.join(ROOT, "playbooks", playbook)
        self.process = subprocess.Popen(
            [sys.executable, "/usr/bin/ansible-playbook", "-i", os.path.join(self.private, "hosts.json"), "-e",
             "@" + os.path.join(self.private, "vars.json"), path],
            env=everything, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True)
        if wait:
            self.end()

    def end(self):
        """Waits for the end."""
        self.output = self.process.communicate()[0].decode(errors="replace")
        self.exit = self.process.returncode
        return self

    @property
    def events(self):
        """What was written to the event file so far."""
        try:
            with open(self.path, encoding="utf-8") as source:
                return [json.loads(line) for line in source if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def of(self, event):
        """The events of one kind."""
        return [each for each in self.events if each["event"] == event]

    @property
    def result(self):
        """The outcome that the completion marker carries; None without one."""
        found = self.of("complete")
        return found[0]["result"] if found else None

    @property
    def code(self):
        """The error code of the first failure."""
        found = self.of("failed")
        return found[0]["error"].get("code") if found else None

    def close(self):
        self._directory.cleanup()
