#!/usr/bin/python3
"""Backs up the live environment; the work is in module_utils/pressluft/backup.py."""

DOCUMENTATION = r"""
module: pressluft_backup
short_description: Write and complete a backup of a WordPress environment
description:
  - Dumps the database that the live configuration names and archives the live release, uploads and configuration, both
    at once, each as one stream into the storage; then reads the artifact back and completes it.
  - Runs under the environment's lease. Repeating a step is safe.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  step:
    description: C(write) makes the partial artifact, C(seal) reads it back and completes it, C(both) does both.
    type: str
    choices: [write, seal, both]
    default: both
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  site: {description: Id and slug., type: dict, required: true}
  environment: {description: Id, slug, kind and path., type: dict, required: true}
  database: {description: How to reach the server., type: dict}
  backup: {description: Id, scope, storage, storage_path, compression and exclude., type: dict, required: true}
  engine_version: {description: The controller's version for the manifest., type: str}
  progress_file: {description: Where to write the progress., type: path}
  secrets: {description: The signing key and the password of the database account, encoded., type: str}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Write the dump and the archive
  pressluft_backup:
    step: write
"""

RETURN = r"""
pressluft:
  description: Facts for the controller; C(backup) once the artifact is complete.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import layout, runtime  # noqa: E402
from ansible.module_utils.pressluft.backup import Backup  # noqa: E402
from ansible.module_utils.pressluft.lease import Lease  # noqa: E402
from ansible.module_utils.pressluft.version import VERSION  # noqa: E402


def work(module):
    """Does the step under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), site=("id",), environment=("id", "path"),
                          backup=("id", "scope", "key", "storage", "storage_path"))
    job, environment, order = given["job"], given["environment"], given["backup"]
    with Lease(environment["path"], job["id"], job["fence"], job.get("attempt", 1)) as lease:
        with runtime.progress(given["progress_file"], environment["path"], "dump") as progress:
            backup = Backup(order, given["site"], environment, given["database"] or {}, layout.read(environment["path"]),
                            lease, int(job["fence"]), progress, given["engine_version"] or VERSION)
            if given["step"] == "write":
                return {"write": backup.write()}
            return {"backup": backup.seal() if given["step"] == "seal" else backup.run()}


def main():
    runtime.run(AnsibleModule(argument_spec={
        "step": {"type": "str", "choices": ["write", "seal", "both"], "default": "both"},
        "job": runtime.SECTION,
        "site": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "backup": runtime.SECTION,
        "engine_version": {"type": "str"},
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
