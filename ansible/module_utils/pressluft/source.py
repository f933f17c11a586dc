"""Where a release's code comes from, and what is refused before anything is asked of anybody.

A source is named by a caller of the API and ends up in the arguments of git and in paths opened by root, so
every name is taken apart here and nothing passes that is not understood. The engine refuses the same things
earlier and with better words for a form; this is the node's own line.
"""

from __future__ import annotations

import ipaddress
import os
import re
from typing import List, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from ansible.module_utils.pressluft.errors import PressluftError

LENGTH_LIMIT = 2048
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_SCP_LIKE = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?([A-Za-z0-9][A-Za-z0-9._-]*):([^/-].*|/.*)\Z")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
_CHECKSUM = re.compile(r"sha256:([0-9a-fA-F]{64})\Z")
_FORBIDDEN_IN_REF = re.compile(r"[~^:?*\[\\\"'`$;&|<>(){}!]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)")
COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?\Z")
SHORT_COMMIT = re.compile(r"[0-9a-f]{7,63}\Z")


def refused(message: str) -> PressluftError:
    return PressluftError("SOURCE_NOT_FOUND", message)


def unsafe(message: str) -> PressluftError:
    return PressluftError("ARTIFACT_UNSAFE", message)


class Limits(NamedTuple):
    """What a release may be at most: unpacked bytes, entries, and unpacked bytes for each byte of an archive."""

    bytes: int = 2 * 1024 ** 3
    entries: int = 200_000
    ratio: int = 200

    @classmethod
    def of(cls, given: Optional[dict]) -> "Limits":
        return cls(**{name: int(value) for name, value in (given or {}).items() if value is not None})


class GitSource(NamedTuple):
    """A repository and what of it: `transport` is ssh, https, http (loopback only) or file."""

    url: str
    ref: str
    transport: str

    @property
    def path(self) -> str:
        """The repository's directory; only for the transport `file`."""
        return self.url[len("file://"):]


def check_text(text: object, what: str) -> str:
    """Refuses what no name of a source has: nothing, too much, spaces, control and direction characters."""
    if not isinstance(text, str) or not text:
        raise refused("The %s is empty." % what)
    if len(text) > LENGTH_LIMIT:
        raise refused("The %s has %d characters; %d are allowed." % (what, len(text), LENGTH_LIMIT))
    if _CONTROL.search(text):
        raise refused("The %s contains a space, a line break or another control character." % what)
    if text.startswith("-"):
        raise refused("The %s begins with a dash, which programs would take for an option." % what)
    return text


def git_source(source_ref: object) -> GitSource:
    """Takes `<url>#<ref>` apart; raises SOURCE_NOT_FOUND with what is wrong with it."""
    text = check_text(source_ref, "source")
    url, mark, ref = text.partition("#")
    if not mark or not ref:
        raise refused(
            "The source names no branch, tag or commit. Write <url>#<ref>, for example %s#main; "
            "Pressluft does not guess a default branch." % (_shown(url) or "git@example.org:acme/site.git")
        )
    check_ref(ref)
    url, transport = git_url(url)
    return GitSource(url, ref, transport)


def check_ref(ref: str) -> str:
    """Refuses what git itself would not accept as a branch's, tag's or commit's name, and a few things more."""
    check_text(ref, "branch, tag or commit")
    if len(ref) > 250 or _FORBIDDEN_IN_REF.search(ref) or ref[0] in "/." or ref[-1] in "/." or ref == "@":
        raise refused("%r is not the name of a branch, a tag or a commit." % ref[:100])
    return ref


def git_url(url: str) -> Tuple[str, str]:
    """(URL as git is given it, transport); the only forms that are known, everything else is refused."""
    check_text(url, "repository's URL")
    if "--" in url and re.search(r"--(?:upload|receive)-pack|--exec", url):
        raise refused("The repository's URL contains an option of git.")
    if "::" in url and not re.match(r"(?:ssh|https?)://[^/]*\[", url):
        raise refused("The repository's URL names a remote helper (%s::), and those run commands." %
                      url.partition("::")[0][:20])
    if url.startswith("/"):
        return "file://" + _local_path(url), "file"
    scheme = url.partition("://")[0] if "://" in url else ""
    if scheme == "file":
        return "file://" + _local_path(url[len("file://"):]), "file"
    if scheme in ("ssh", "https", "http"):
        return _remote(url, scheme)
    if scheme:
        raise refused("The repository's URL has the scheme %r; ssh, https and local paths are known." % scheme[:20])
    scp = _SCP_LIKE.match(url)
    if scp:
        return url, "ssh"
    raise refused("%r is neither an ssh or https URL of a repository nor an absolute path." % _shown(url))


def _remote(url: str, scheme: str) -> Tuple[str, str]:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise refused("The repository's URL cannot be read: %r." % _shown(url)) from None
    if parts.password is not None or (parts.username is not None and scheme != "ssh"):
        raise refused("The repository's URL holds a user name or password, which would end up in every log. "
                      "Use ssh with a key.")
    if parts.username is not None and not _USER.match(parts.username):
        raise refused("The user in the repository's URL is not one.")
    if not (_HOST.match(host) or _is_address(host)):
        raise refused("The repository's URL names no host that could exist.")
    if parts.path in ("", "/") or parts.query:
        raise refused("The repository's URL names no repository on its host.")
    if scheme == "http" and not is_loopback(host):
        raise refused("Plain http is only allowed to this machine itself; use https.")
    return url, scheme


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
        return True
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _local_path(path: str) -> str:
    if not path.startswith("/") or path != os.path.normpath(path) or path == "/" or path.startswith("//"):
        raise refused("A repository on the node is named by its absolute path, without . or .. in it.")
    return path


def upload_path(path: object) -> str:
    """The absolute path of an archive on the node."""
    text = check_text(path, "source")
    if text.startswith("s3://"):
        raise refused("An archive in an object storage is fetched by an address that the controller signs, and none "
                      "came with it.")
    if not text.startswith("/") or text != os.path.normpath(text) or text.startswith("//"):
        raise refused("An archive on the node is named by its absolute path, without . or .. in it.")
    return text


def check_below(path: str, roots: Optional[List[str]]) -> None:
    """Refuses a path of the node outside the directories that sources may be taken from; None allows all."""
    if roots is None:
        return
    real = os.path.realpath(path)
    for root in roots:
        top = os.path.realpath(root)
        if real == top or real.startswith(top.rstrip("/") + "/"):
            return
    raise refused("%s is not below a directory that releases may be taken from on this node." % path)


def checksum(given: Optional[str]) -> Optional[str]:
    """The 64 hex digits of `sha256:<hex>`; None when no checksum is given."""
    if given is None or given == "":
        return None
    found = _CHECKSUM.match(given) if isinstance(given, str) else None
    if not found:
        raise PressluftError("CHECKSUM_MISMATCH", "The checksum must be written as sha256:<64 hexadecimal digits>.")
    return found.group(1).lower()


def _shown(url: str) -> str:
    return url[:200]
