#!/usr/bin/python3
"""Deletes what nobody needs any more; the work is in module_utils/pressluft/cleanup.py."""

DOCUMENTATION = r"""
module: pressluft_cleanup
short_description: Delete expired artifacts and generations of one environment
description:
  - Deletes the artifacts of exactly the backups that it is given, what is left of attempts that never became a backup, and
    the generations whose undo window is over. What is gone already counts as deleted; links are refused.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Path and undo window., type: dict, required: true}
  database: {description: How to reach the server., type: dict}
  cleanup:
    description:
      - C(backups) are deleted, C(unfinished) only lose their partial directories; each has backup_id, storage, storage_path.
    type: dict
    required: true
  secrets: {description: The secrets of the sections; the action plugin fills it., type: str}
  progress_file: {description: Not used; a deletion has no progress., type: path}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Delete what has expired
  pressluft_cleanup:
"""

RETURN = r"""
pressluft:
  description: C(cleanup) with what was deleted and what is kept, and C(live).
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import cleanup, runtime  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402


def work(module):
    """Under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("id", "path"))
    return leased(given, lambda operation: cleanup.clean(operation, given["cleanup"]), warn=module.warn)


def main():
    runtime.run(AnsibleModule(argument_spec={
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "cleanup": runtime.SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
