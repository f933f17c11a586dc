"""An archive in an object storage, read by an address that the controller signed for this one object.

The address is a secret for as long as it is valid: whoever has it may read the object. So it is in no message, no
argument of a program and no file, and nothing is followed that could carry it elsewhere.
"""

from __future__ import annotations

import http.client
import ssl
import time
from typing import Optional
from urllib.parse import urlsplit

from ansible.module_utils.pressluft import code_archive
from ansible.module_utils.pressluft.errors import PressluftError
from ansible.module_utils.pressluft.source import Limits, is_loopback, refused

# Seconds for one answer of the storage; the whole transfer has its own limit.
_PATIENCE = 30.0


def copy(url: str, private: str, limits: Limits, expected: Optional[str], seconds: float) -> str:
    """Copies the object into the new file `private` and returns its SHA-256; with `expected` given it must be that.

    :raises PressluftError: SOURCE_NOT_FOUND when there is no such object or it may not be read, CHECKSUM_MISMATCH,
        ARTIFACT_UNSAFE, DISK_SPACE_LOW; without a code when the storage fails or breaks off, which may pass
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http") or not host or parts.username is not None:
        raise refused("The address of the archive is none of an object storage.")
    if parts.scheme == "http" and not is_loopback(host):
        raise refused("An object storage is only asked over https, but for one on this machine itself.")
    connection = _connection(parts.scheme, host, parts.port)
    try:
        try:
            return _Transfer(connection, parts.path + "?" + parts.query, host, seconds).take(private, limits, expected)
        except (OSError, http.client.HTTPException) as failed:
            raise PressluftError(None, "The object storage at %s could not be read: %s." % (host, _said(failed))) from None
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: Optional[int]) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=_PATIENCE)


class _Transfer:
    def __init__(self, connection: http.client.HTTPConnection, target: str, host: str, seconds: float) -> None:
        self.connection = connection
        self.target = target
        self.host = host
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.read = 0

    def take(self, private: str, limits: Limits, expected: Optional[str]) -> str:
        self.connection.request("GET", self.target, headers={"User-Agent": "Pressluft"})
        response = self.connection.getresponse()
        self._judge(response.status)
        length = response.length
        if length is not None and length > limits.bytes:
            raise code_archive.too_large(limits)

        def block(size: int) -> bytes:
            if time.monotonic() > self.deadline:
                raise PressluftError(None, "The object storage at %s did not give the archive within %g seconds." %
                                     (self.host, self.seconds))
            # One answer of the network at a time, so that a slow one is noticed.
            piece = response.read1(size)
            self.read += len(piece)
            if not piece and length is not None and self.read < length:
                raise PressluftError(None, "The object storage at %s broke off after %d of %d bytes." %
                                     (self.host, self.read, length))
            return piece

        return code_archive.take(block, private, limits, expected)

    def _judge(self, status: int) -> None:
        if status == 200:
            return
        if status in (401, 403, 404, 410) or 300 <= status < 400:
            raise refused("The object storage at %s does not give the archive (status %d): it is not there, or the "
                          "keys, the region or the endpoint of the storage are not the right ones." % (self.host, status))
        if 400 <= status < 500 and status not in (408, 429):
            raise refused("The object storage at %s does not understand what it is asked (status %d): look at the "
                          "endpoint, the region and the path_style of the storage." % (self.host, status))
        raise PressluftError(None, "The object storage at %s failed with status %d." % (self.host, status))


def _said(failed: BaseException) -> str:
    """What went wrong, in the words of the system: those of the protocol may repeat what was asked."""
    if isinstance(failed, ssl.SSLError):
        return "its certificate or encryption is not accepted (%s)" % (failed.reason or "TLS")
    if isinstance(failed, OSError):
        return failed.strerror or type(failed).__name__
    return type(failed).__name__
