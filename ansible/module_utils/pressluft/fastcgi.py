"""A small FastCGI client: asks php-fpm for one page or script, without a web server in between.

Only what a GET needs: one request a connection, no multiplexing. Answers are read up to a limit and a
deadline, because what is asked may be a broken site.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from typing import Dict, List, NamedTuple, Optional, Tuple

_VERSION = 1
_BEGIN, _END, _PARAMS, _STDIN, _STDOUT, _STDERR = 1, 3, 4, 5, 6, 7
_RESPONDER = 1
_HEADER = struct.Struct(">BBHHBx")
_RECORD_LIMIT = 65535


class FastCgiError(Exception):
    """No answer, or one that is no FastCGI; the message is a sentence without secrets."""


class Response(NamedTuple):
    """What a web server would have passed on."""

    status: int
    headers: List[Tuple[str, str]]
    body: bytes
    # What PHP wrote to its error stream, shortened.
    errors: str

    def header(self, name: str) -> Optional[str]:
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None


def request(
    address: str, parameters: Dict[str, str], timeout: float = 10.0, limit: int = 4 * 1024 * 1024
) -> Response:
    """Asks the responder at `unix:/path`, `/path` or `host:port`.

    :param timeout: seconds for the whole exchange
    :param limit: bytes of body that are kept; the rest is read and dropped
    :raises FastCgiError: no connection, no answer in time, or an answer that cannot be read
    """
    deadline = time.monotonic() + timeout
    try:
        with _connect(address, timeout) as connection:
            connection.sendall(_encode(parameters))
            return _receive(connection, deadline, limit)
    except socket.timeout as late:
        raise FastCgiError("PHP did not answer within %g seconds" % timeout) from late
    except OSError as error:
        raise FastCgiError("PHP cannot be reached at %s (%s)" % (address, error.strerror or error)) from error


def script(path: str, root: str, url_path: str, host: str, query: str = "", https: bool = False) -> Dict[str, str]:
    """The parameters of a GET as nginx would send them. `host` is the Host header, with a port when not the default."""
    name, _, port = host.partition(":")
    return {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "SERVER_SOFTWARE": "pressluft",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REQUEST_METHOD": "GET",
        "REQUEST_SCHEME": "https" if https else "http",
        "SCRIPT_FILENAME": path,
        "SCRIPT_NAME": "/" + os.path.relpath(path, root),
        "DOCUMENT_ROOT": root,
        "DOCUMENT_URI": "/" + os.path.relpath(path, root),
        "REQUEST_URI": url_path + ("?" + query if query else ""),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "SERVER_NAME": name,
        "SERVER_PORT": port or ("443" if https else "80"),
        "REMOTE_ADDR": "127.0.0.1",
        "REMOTE_PORT": "0",
        "SERVER_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": "",
        "CONTENT_TYPE": "",
        "HTTP_USER_AGENT": "Pressluft health check",
        "REDIRECT_STATUS": "200",
        **({"HTTPS": "on"} if https else {}),
    }


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("unix:") or address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        target: object = address[5:] if address.startswith("unix:") else address
    else:
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise FastCgiError("%s is neither unix:/path nor host:port" % address)
        return socket.create_connection((host.strip("[]"), int(port)), timeout)
    connection.settimeout(timeout)
    try:
        connection.connect(target)  # type: ignore[arg-type]
    except OSError:
        connection.close()
        raise
    return connection


def _record(kind: int, content: bytes) -> bytes:
    return _HEADER.pack(_VERSION, kind, 1, len(content), 0) + content


def _encode(parameters: Dict[str, str]) -> bytes:
    body = b"".join(_pair(key, value) for key, value in parameters.items())
    parts = [_record(_BEGIN, struct.pack(">HB5x", _RESPONDER, 0))]
    parts += [_record(_PARAMS, body[at:at + _RECORD_LIMIT]) for at in range(0, len(body), _RECORD_LIMIT)]
    parts += [_record(_PARAMS, b""), _record(_STDIN, b"")]
    return b"".join(parts)


def _pair(key: str, value: str) -> bytes:
    name, content = key.encode(), value.encode("utf-8", "surrogateescape")
    return _length(len(name)) + _length(len(content)) + name + content


def _length(size: int) -> bytes:
    return struct.pack(">B", size) if size < 128 else struct.pack(">I", size | 0x80000000)


def _receive(connection: socket.socket, deadline: float, limit: int) -> Response:
    output, errors, ended = bytearray(), bytearray(), False
    while not ended:
        header = _exactly(connection, _HEADER.size, deadline)
        version, kind, _, length, padding = _HEADER.unpack(header)
        if version != _VERSION:
            raise FastCgiError("what answered does not speak FastCGI")
        content = _exactly(connection, length + padding, deadline)[:length]
        if kind == _STDOUT and len(output) < limit:
            output += content
        elif kind == _STDERR and len(errors) < 2000:
            errors += content
        ended = kind == _END
    return _parse(bytes(output), errors[:2000].decode("utf-8", "replace"))


def _exactly(connection: socket.socket, size: int, deadline: float) -> bytes:
    data = bytearray()
    while len(data) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout()
        connection.settimeout(left)
        block = connection.recv(min(size - len(data), 1 << 16))
        if not block:
            raise FastCgiError("PHP closed the connection before it had answered")
        data += block
    return bytes(data)


def _parse(output: bytes, errors: str) -> Response:
    head, separator, body = output.partition(b"\r\n\r\n")
    if not separator:
        head, _, body = output.partition(b"\n\n")
    headers, status = [], 200
    for line in head.decode("latin-1").splitlines():
        key, colon, value = line.partition(":")
        if not colon:
            continue
        if key.strip().lower() == "status":
            digits = value.strip()[:3]
            status = int(digits) if digits.isdigit() else 500
        else:
            headers.append((key.strip(), value.strip()))
    return Response(status, headers, body, errors)
