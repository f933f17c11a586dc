"""The manifest: what an artifact holds, to whom it belongs, and the controller's signature over it.

See docs/artifact-format.md. The bytes are canonical (UTF-8, no spaces, keys in the order they were put in, one
newline at the end), so that their SHA-256 is the checksum of the backup.
"""
import hashlib
import hmac
import json
import re

from ansible.module_utils.pressluft.errors import PressluftError

FORMAT = 1
NAME = "manifest.json"
SIGNATURE_NAME = "manifest.json.sig"
# A hundred thousand tables fit; anything larger is not a manifest.
SIZE_LIMIT = 16 * 1024 * 1024
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_ENDING = {"zstd": "zst", "gzip": "gz"}
_ROLES = {"db": ("database",), "files": ("files",), "full": ("database", "files")}
SCOPES = frozenset(_ROLES)
COMPRESSIONS = frozenset(_ENDING)
_STEM = {"database": "database.sql.", "files": "files.tar."}


def part_name(role, compression):
    """The file name of a part, such as `database.sql.zst`."""
    return _STEM[role] + _ENDING[compression]


def roles(scope):
    """The parts that a scope has, in the order of the manifest."""
    return _ROLES[scope]


def encode(manifest):
    """The canonical bytes."""
    return (json.dumps(manifest, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")


def sha256(data):
    """The checksum of the backup."""
    return hashlib.sha256(data).hexdigest()


def sign(key, data):
    """HMAC-SHA256 in hex; `key` is the 64 hex digits of this backup's own key."""
    return hmac.new(_key(key), data, hashlib.sha256).hexdigest()


def _key(key):
    if not isinstance(key, str) or not _HEX.match(key):
        raise PressluftError("MANIFEST_INVALID", "The key of the backup is not 64 hexadecimal digits.")
    return bytes.fromhex(key)


def check_signature(key, data, signature):
    """Refuses bytes that were not signed with the key."""
    given = signature.decode("ascii", "replace").strip() if isinstance(signature, bytes) else signature.strip()
    if not hmac.compare_digest(sign(key, data).encode(), given.encode("utf-8", "replace")):
        raise PressluftError("MANIFEST_INVALID", "The signature of the manifest is not the controller's; "
                             "the artifact was altered or made by another controller.")


def _invalid(reason):
    return PressluftError("MANIFEST_INVALID", "The manifest of the artifact is not valid: %s." % reason)


def _once(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError("a key appears twice")
    return dict(pairs)


def _no_constant(text):
    raise ValueError("%s is not JSON" % text)


def decode(data):
    """Parses and checks the shape; the manifest as a dict."""
    if len(data) > SIZE_LIMIT:
        raise _invalid("it is larger than %d bytes" % SIZE_LIMIT)
    try:
        manifest = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _invalid("it cannot be parsed (%s)" % str(error)[:200])
    if not isinstance(manifest, dict):
        raise _invalid("it is not an object")
    if manifest.get("format") != FORMAT or isinstance(manifest.get("format"), bool):
        raise _invalid("its format is %r and this version reads format %d" % (manifest.get("format"), FORMAT))
    for name in ("backup_id", "environment_id", "site_id"):
        if not isinstance(manifest.get(name), str) or not _UUID.match(manifest[name]):
            raise _invalid("%s is not an id" % name)
    if manifest.get("scope") not in _ROLES:
        raise _invalid("the scope is unknown")
    _check_parts(manifest)
    if "database" in _ROLES[manifest["scope"]]:
        _check_database(manifest.get("database"))
    if "files" in _ROLES[manifest["scope"]]:
        _check_files(manifest.get("files"))
    return manifest


def _count(value):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2 ** 63


def _check_parts(manifest):
    parts = manifest.get("parts")
    wanted = _ROLES[manifest["scope"]]
    if not isinstance(parts, list) or [isinstance(p, dict) and p.get("role") for p in parts] != list(wanted):
        raise _invalid("its parts are not those of the scope %s" % manifest["scope"])
    for part in parts:
        if part.get("compression") not in _ENDING:
            raise _invalid("the compression of a part is unknown")
        if part.get("name") != part_name(part["role"], part["compression"]):
            raise _invalid("the name of a part is not the one of its role")
        if not isinstance(part.get("sha256"), str) or not _HEX.match(part["sha256"]):
            raise _invalid("the checksum of a part is not SHA-256")
        if not _count(part.get("size")) or not _count(part.get("uncompressed_size")):
            raise _invalid("the size of a part is not a number")


def _check_database(database):
    if not isinstance(database, dict) or not isinstance(database.get("name"), str) or not database["name"]:
        raise _invalid("the database has no name")
    tables = database.get("tables")
    if not isinstance(tables, list):
        raise _invalid("the tables are not listed")
    for table in tables:
        if not isinstance(table, dict) or not isinstance(table.get("name"), str) or not _count(table.get("rows")):
            raise _invalid("a table has no name or no row count")
    if len({table["name"] for table in tables}) != len(tables):
        raise _invalid("a table is listed twice")
    for name in ("views", "triggers", "routines", "events"):
        if not _count(database.get(name)):
            raise _invalid("the number of %s is missing" % name)


def _check_files(files):
    if not isinstance(files, dict) or not _count(files.get("count")):
        raise _invalid("the number of files is missing")
    for name in ("release", "uploads", "config"):
        check_path(files.get(name), name)


def check_path(path, name):
    """Refuses what is not a plain path below the environment."""
    if not isinstance(path, str) or not path or "\0" in path or any(
            piece in ("", ".", "..") for piece in path.split("/")):
        raise _invalid("the path of the %s is not one below the environment" % name)


def open_manifest(data, signature, key, backup_id, environment_id, expected_sha256=None, scope=None):
    """All checks in the order in which their answers help most: owner, checksum, signature, shape, identity."""
    if len(data) > SIZE_LIMIT:
        raise _invalid("it is larger than %d bytes" % SIZE_LIMIT)
    _check_owner(data, environment_id)
    if expected_sha256 and sha256(data) != expected_sha256:
        raise PressluftError("CHECKSUM_MISMATCH", "The manifest of the artifact is not the one that was recorded "
                             "when the backup was completed.")
    check_signature(key, data, signature)
    manifest = decode(data)
    if manifest["backup_id"] != backup_id:
        raise PressluftError("MANIFEST_INVALID", "The artifact holds the backup %s, not %s."
                             % (manifest["backup_id"], backup_id))
    if scope and manifest["scope"] != scope:
        raise PressluftError("MANIFEST_INVALID", "The artifact has the scope %s, not %s." % (manifest["scope"], scope))
    return manifest


def _check_owner(data, environment_id):
    # Only to give the better answer: a foreign manifest would fail at the signature as well.
    try:
        owner = json.loads(data.decode("utf-8")).get("environment_id")
    except (ValueError, AttributeError, RecursionError):
        return
    if isinstance(owner, str) and owner != environment_id:
        raise PressluftError("BACKUP_NOT_OWNED", "The artifact belongs to another environment (%s)." % owner[:64])
