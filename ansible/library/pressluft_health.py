#!/usr/bin/python3
"""Checks the health of what is live; the work is in module_utils/pressluft/health.py."""

DOCUMENTATION = r"""
module: pressluft_health
short_description: Check whether the live WordPress is healthy
description:
  - Fetches the preview URL, asks WordPress whether it is installed, and asks its database for every core table. An
    unhealthy site is a result and not a failure.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Path, preview URL and FastCGI address., type: dict, required: true}
  database: {description: How to reach the server; not used., type: dict}
  secrets: {description: The secrets of the sections; the action plugin fills it., type: str}
  progress_file: {description: Not used; a check has no progress., type: path}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Check what visitors get
  pressluft_health:
"""

RETURN = r"""
pressluft:
  description: C(health) with the checks, and C(live).
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import health, runtime  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402


def check(operation):
    """The three checks of what is live."""
    checks = health.live_checks(operation.site, operation.live())
    return {"health": {"healthy": health.healthy(checks), "checks": [each.facts() for each in checks]}}


def work(module):
    """Under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("id", "path"))
    return leased(given, check, warn=module.warn)


def main():
    runtime.run(AnsibleModule(argument_spec={
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work, changed=False)


if __name__ == "__main__":
    main()
