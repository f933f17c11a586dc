"""Which plugins and themes a release has, and of which version: read from their files as WordPress reads them, without
running any of the site's code. The names are those of their directories, since titles may be translated or be alike."""
import os
import re
import stat

MOST = 1000
_HEAD_BYTES = 8192
_LONGEST = 100
_PLUGIN = re.compile(rb"^(?:[ \t]*<\?php)?[ \t/*#@]*Plugin Name:(.*)$", re.MULTILINE | re.IGNORECASE)
_VERSION = re.compile(rb"^(?:[ \t]*<\?php)?[ \t/*#@]*Version:(.*)$", re.MULTILINE | re.IGNORECASE)


def plugins(release_path):
    """A list of `name` and `version`, by name; the version is None where the plugin does not say it."""
    root = os.path.join(release_path, "wp-content", "plugins")
    found = []
    for entry in _entries(root):
        if entry.is_dir(follow_symlinks=False):
            heads = (_head(inner.path) for inner in _entries(entry.path) if inner.name.endswith(".php"))
        elif entry.name.endswith(".php"):
            heads = iter((_head(entry.path),))
        else:
            continue
        head = next((head for head in heads if _PLUGIN.search(head)), None)
        if head is not None:
            found.append({"name": _text(os.fsencode(entry.name)), "version": _version(head)})
    return found


def themes(release_path):
    """The same of themes."""
    root = os.path.join(release_path, "wp-content", "themes")
    found = []
    for entry in _entries(root):
        if entry.is_dir(follow_symlinks=False):
            head = _head(os.path.join(entry.path, "style.css"))
            if head:
                found.append({"name": _text(os.fsencode(entry.name)), "version": _version(head)})
    return found


def _entries(path):
    try:
        with os.scandir(path) as scan:
            return sorted(scan, key=lambda entry: entry.name)[:MOST]
    except OSError:
        return []


def _head(path):
    """The beginning of a plain file; nothing of a link, a pipe or what cannot be read: the site may be a stranger's."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        return os.read(descriptor, _HEAD_BYTES).replace(b"\r", b"\n")
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _version(head):
    match = _VERSION.search(head)
    return (_text(match.group(1)) or None) if match else None


def _text(raw):
    text = raw.decode("utf-8", "replace").replace("*/", "").replace("?>", "").strip()
    return "".join(char for char in text if char.isprintable())[:_LONGEST]
