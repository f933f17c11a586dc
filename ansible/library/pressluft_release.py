#!/usr/bin/python3
"""Deploys a release, or goes back to one; the work is in module_utils/pressluft/deployment.py."""

DOCUMENTATION = r"""
module: pressluft_release
short_description: Bring a new release into an environment, or go back to an older one
description:
  - C(prepare), C(fetch), C(link), C(check), C(switch) and C(finish) make a deploy; C(choose), C(check), C(switch) and
    C(finish) a rollback; C(recover) settles by the journal after a failed step. Each step runs under the environment's
    lease and goes on where the journal stands.
  - Nothing that visitors reach changes before C(switch), and that is one rename. A failed step clears away what it made.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  step:
    description: What to do now.
    type: str
    required: true
    choices: [prepare, fetch, link, check, switch, finish, choose, recover]
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Path, preview_url and fastcgi., type: dict, required: true}
  database: {description: How to reach the server., type: dict}
  deploy: {description: The source and how to build it; see docs/deploy.md., type: dict}
  rollback: {description: The release to go back to; see docs/deploy.md., type: dict}
  sent: {description: Where the files of the controller arrived; the action plugin fills it., type: dict}
  progress_file: {description: Unused; a deploy has no long stream., type: path}
  secrets: {description: The password of the database account, encoded., type: str}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Fetch the code
  pressluft_release:
    step: fetch
"""

RETURN = r"""
pressluft:
  description: Facts for the controller; C(deploy) or C(rollback) with the outcome after C(finish) and on failures, and
    C(live), what is live now.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import runtime  # noqa: E402
from ansible.module_utils.pressluft.deployment import STEPS, step  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402


def work(module):
    """Does the step under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("path",))
    return leased(given, lambda operation: step(given["step"], operation, given, given["sent"]), warn=module.warn)


def main():
    runtime.run(AnsibleModule(argument_spec={
        "step": {"type": "str", "choices": sorted(STEPS), "required": True},
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "deploy": runtime.OPTIONAL_SECTION,
        "rollback": runtime.OPTIONAL_SECTION,
        "sent": runtime.OPTIONAL_SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
