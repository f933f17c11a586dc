"""Artifacts with a dump that somebody tampered with, and that is signed all the same: the last line must hold alone."""
import hashlib
import json
import os
import subprocess

from ansible.module_utils.pressluft import manifest as manifests


def forge(backup, change, **counts):
    """Rewrites the dump of a backup by `change(bytes) → bytes` and signs the result; the backup as it is now known.

    `counts` replaces numbers of the manifest's database section, such as `triggers=1`.
    """
    directory = os.path.join(backup["storage"]["path"], backup["storage_path"])
    part = os.path.join(directory, "database.sql.zst")
    sql = change(subprocess.run(["zstd", "-dcq", part], stdout=subprocess.PIPE, check=True).stdout)
    packed = subprocess.run(["zstd", "-1", "-q", "-c"], input=sql, stdout=subprocess.PIPE, check=True).stdout
    with open(part, "wb") as target:
        target.write(packed)
    path = os.path.join(directory, manifests.NAME)
    with open(path, encoding="utf-8") as source:
        manifest = json.load(source)
    for entry in manifest["parts"]:
        if entry["role"] == "database":
            entry.update(size=len(packed), sha256=hashlib.sha256(packed).hexdigest(), uncompressed_size=len(sql))
    manifest["database"].update(counts)
    data = manifests.encode(manifest)
    with open(path, "wb") as target:
        target.write(data)
    with open(os.path.join(directory, manifests.SIGNATURE_NAME), "w", encoding="ascii") as target:
        target.write(manifests.sign(backup["key"], data) + "\n")
    return dict(backup, manifest_sha256=manifests.sha256(data))
