#!/usr/bin/python3
"""Settles an attempt that was stopped or lost; the work is in module_utils/pressluft/recovery.py."""

DOCUMENTATION = r"""
module: pressluft_settle
short_description: Stop what is left of an attempt and bring the node to rest
description:
  - Stops every process that holds the environment's lease for this fence or an older one, takes the lease, finishes or
    clears away by the journal, and reports what is live and whether it is healthy. Closes the fence, so that later tasks
    of the same attempt are refused.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  job: {description: Id, attempt and fence of the attempt to settle., type: dict, required: true}
  environment: {description: Path, preview URL, FastCGI address and undo window., type: dict, required: true}
  database: {description: How to reach the server., type: dict}
  secrets: {description: The secrets of the sections; the action plugin fills it., type: str}
  progress_file: {description: Not used; settling has no progress., type: path}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Bring the node to rest
  pressluft_settle:
"""

RETURN = r"""
pressluft:
  description:
    - C(settle) with what was found and done, C(live), and how the operation that the journal knows ended, with its
      C(job), as C(deploy), C(update), C(rollback) or C(restore).
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import health, recovery, runtime  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402


def settle(operation):
    """Recovers by the journal and looks at what is live then."""
    recovered = recovery.recover(operation)
    live = operation.live()
    checks = recovered.checks or health.live_checks(operation.site, live)
    return dict(recovery.ending(operation, checks), settle={
        "stopped": operation.lease.stopped,
        "live": dict(live.facts(), proven=True),
        "journal": recovered.outcome,
        "healthy": health.healthy(checks),
        # It was ours for the settling, and nobody waits for it: whoever comes next gets it at once.
        "lease_free": True,
        "checks": [each.facts() for each in checks],
    })


def work(module):
    """Under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("id", "path"))
    return leased(given, settle, warn=module.warn, settle=True)


def main():
    runtime.run(AnsibleModule(argument_spec={
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
