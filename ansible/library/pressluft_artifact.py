#!/usr/bin/python3
"""Verifies a stored artifact; the work is in module_utils/pressluft/artifact.py."""

DOCUMENTATION = r"""
module: pressluft_artifact
short_description: Verify a stored backup to its last byte
description:
  - Checks owner, checksum and signature of the manifest, then unpacks every part while hashing it, reads the dump with
    the checks of a restore and walks the archive. Changes nothing on the node.
  - The action plugin of the same name fills the options from the variable C(pressluft).
options:
  depth:
    description: C(examined) judges all that the parts hold; C(stored) hashes every byte and relies on what was judged when the
      backup was made, which it does only for a manifest of this version without warnings.
    type: str
    choices: [examined, stored]
    default: examined
  job: {description: Id, attempt and fence of the job., type: dict, required: true}
  environment: {description: Id, slug, kind and path., type: dict, required: true}
  verify: {description: Backup id, scope, storage, storage_path and manifest_sha256., type: dict, required: true}
  progress_file: {description: Where to write the progress., type: path}
  secrets: {description: The signing key and the password of the database account, encoded., type: str}
author: [Pressluft]
"""

EXAMPLES = r"""
- name: Verify the backup
  pressluft_artifact:
"""

RETURN = r"""
pressluft:
  description: C(verify) with what was seen.
  type: dict
  returned: always
"""

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible.module_utils.pressluft import artifact, runtime  # noqa: E402
from ansible.module_utils.pressluft.errors import PressluftError  # noqa: E402
from ansible.module_utils.pressluft.storage_file import ArtifactDirectory  # noqa: E402


def work(module):
    """Examines the artifact; what goes into the result."""
    given = runtime.given(module, environment=("id", "path"), verify=("backup_id", "key", "storage", "storage_path"))
    order, environment = given["verify"], given["environment"]
    if order["storage"].get("type") != "file":
        raise PressluftError(None, "The storage type %r is not known to this version." % order["storage"].get("type"))
    with runtime.progress(given["progress_file"], environment["path"], "verify") as progress:
        with ArtifactDirectory(order["storage"]["path"], order["storage_path"]) as place:
            manifest, _, _ = artifact.open_manifest(place, order["key"], order["backup_id"], environment["id"],
                                                    order.get("manifest_sha256"), order.get("scope"))
            progress.enter("verify", sum(part["size"] for part in manifest["parts"]))
            if given["depth"] == "stored":
                facts = artifact.confirm(place, manifest, progress)
            else:
                facts = dict(artifact.examine(place, manifest, progress=progress).facts(), examined=True)
    return {"verify": dict(facts, backup_id=order["backup_id"], ok=True)}


def main():
    runtime.run(AnsibleModule(supports_check_mode=True, argument_spec={
        "depth": {"type": "str", "choices": ["examined", "stored"], "default": "examined"},
        "job": runtime.SECTION,
        "environment": runtime.SECTION,
        "verify": runtime.SECTION,
        "progress_file": {"type": "path"},
        "secrets": runtime.SECRETS,
    }), work, changed=False)


if __name__ == "__main__":
    main()
