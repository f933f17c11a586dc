#!/usr/bin/python3
"""Documents the completion marker; the action plugin of the same name does all of it on the controller."""

DOCUMENTATION = r"""
module: pressluft_complete
short_description: Say that a play came to its end
description:
  - The last task of every playbook. Without its event the controller takes no run for a success.
options:
  from:
    description: Names of registered variables whose C(pressluft) facts are the playbook's outcome.
    type: list
    elements: str
    required: true
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Report the completed backup
  pressluft_complete:
    from: sealed
"""

RETURN = r"""
pressluft:
  description: The result again.
  type: dict
  returned: success
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402


def main():
    module = AnsibleModule(argument_spec={"from": {"type": "list", "elements": "str", "required": True}}, supports_check_mode=True)
    module.fail_json(msg="The action plugin pressluft_complete was not found; check ANSIBLE_CONFIG.")


if __name__ == "__main__":
    main()
