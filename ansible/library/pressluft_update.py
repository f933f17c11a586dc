#!/usr/bin/python3
"""Updates WordPress, its plugins or themes; the work is in module_utils/pressluft/updating.py."""

DOCUMENTATION = r"""
module: pressluft_update
short_description: Let WordPress update itself beside what is live, then switch to it
description:
  - C(prepare), C(stage), C(update), C(check), C(switch) and C(finish) make an update; C(recover) settles by the journal
    after a failed step. Each step runs under the environment's lease and goes on where the journal stands.
  - The updater works in a copy of the live release. A failed step clears away what it made.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  step:
    description: What to do now.
    type: str
    required: true
    choices: [prepare, stage, update, check, switch, finish, recover]
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Path, preview_url, fastcgi and health_checks., type: dict, required: true}
  database: {description: How to reach the server., type: dict}
  update: {description: What to update and how; see docs/update.md., type: dict, required: true}
  program: {description: The text of files/update.php; the action plugin fills it., type: str}
  progress_file: {description: Where the module tells its progress; the action plugin fills it., type: path}
  secrets: {description: The secrets of the sections; the action plugin fills it., type: str}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Let WordPress update itself
  pressluft_update:
    step: update
"""

RETURN = r"""
pressluft:
  description: Facts for the controller; C(update) with the outcome after C(finish) and on failures, and C(live), what is
    live now.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import runtime  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402
from ansible.module_utils.pressluft.updating import STEPS, step  # noqa: E402


def work(module):
    """Does the step under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("id", "path"))
    with runtime.progress(given["progress_file"], given["environment"]["path"], given["step"]) as progress:
        return leased(given, lambda operation: step(given["step"], operation, given, progress), warn=module.warn)


def main():
    runtime.run(AnsibleModule(argument_spec={
        "step": {"type": "str", "choices": sorted(STEPS), "required": True},
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "update": runtime.SECTION,
        "program": {"type": "str"},
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
