#!/usr/bin/python3
"""The steps of a restore; the work is in module_utils/pressluft/restoring.py."""

DOCUMENTATION = r"""
module: pressluft_restore
short_description: Restore a WordPress environment, all or nothing
description:
  - Each step runs under the environment's lease. C(prepare) settles what an earlier attempt left and says in C(next) how
    to go on; C(verify) makes sure of the artifact; C(stage) makes a new generation beside the live one; C(switch) renames
    C(current) and checks what visitors get; C(finish) keeps the previous generation.
  - C(undo) renames back to the kept generation; C(destination) copies a backup into an allowed directory; C(plan) is the
    dry run and writes nothing; C(recover) settles by the journal after a failed step. docs/restore.md tells what a kill at any point leaves behind.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  step:
    description: Which step to run.
    type: str
    required: true
    choices: [prepare, verify, stage, switch, finish, undo, destination, plan, recover]
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Id, path, preview URL, FastCGI address and undo window., type: dict, required: true}
  database: {description: How to reach the server and the name that generations are named after., type: dict}
  restore: {description: Backup id, scope, key, storage, manifest_sha256 and what to do., type: dict, required: true}
  progress_file: {description: Where to write the progress., type: path}
  secrets: {description: The secrets of the sections; the action plugin fills it., type: str}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Make the new generation
  pressluft_restore:
    step: stage
"""

RETURN = r"""
pressluft:
  description: Facts for the controller, C(live) always among them.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import runtime  # noqa: E402
from ansible.module_utils.pressluft.leased import leased  # noqa: E402
from ansible.module_utils.pressluft.restoring import STEPS, Restoring  # noqa: E402


def work(module):
    """Does the step under the lease; what goes into the result."""
    given = runtime.given(module, job=("id", "fence"), environment=("id", "path"))
    dry = given["step"] == "plan"
    with runtime.progress(given["progress_file"], given["environment"]["path"], given["step"]) as progress:
        return leased(
            given,
            lambda operation: STEPS[given["step"]](Restoring(operation, progress)),
            warn=module.warn,
            read_only=dry,
        )


def main():
    runtime.run(AnsibleModule(argument_spec={
        "step": {"type": "str", "required": True, "choices": sorted(STEPS)},
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "database": runtime.OPTIONAL_SECTION,
        "restore": runtime.SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work)


if __name__ == "__main__":
    main()
