#!/usr/bin/python3
"""A module for the engine's tests: says what it is told to, as the real ones do."""
import os
import subprocess
import time

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(argument_spec={"say": {"type": "dict"}, "code": {"type": "str"}, "child": {"type": "path"}})
    if module.params["child"]:
        child = subprocess.Popen(["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"])
        with open(module.params["child"] + ".part", "w") as out:
            out.write(str(child.pid))
        os.rename(module.params["child"] + ".part", module.params["child"])
        time.sleep(60)
    if module.params["code"]:
        module.fail_json(msg="The checksum of files.tar.zst is not the manifest's.", pressluft=module.params["say"],
                         pressluft_error={"code": module.params["code"],
                                          "message": "The checksum of files.tar.zst is not the manifest's."})
    module.exit_json(pressluft=module.params["say"])


if __name__ == "__main__":
    main()
