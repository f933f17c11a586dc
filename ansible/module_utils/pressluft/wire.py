"""One connection to MariaDB, spoken in its own protocol, for the statements of a dump.

The client program reads a dump character by character to find the ends of its statements, which costs a quarter of the
processor time that the server needs to execute them; the dump reader has found them already, in C. And it is stricter:
the connection takes exactly one statement at a time (no CLIENT_MULTI_STATEMENTS), so what was judged as one is executed
as one, and it offers no file of this machine (no CLIENT_LOCAL_FILES).

Only what a load needs is here: the account by `mysql_native_password`, statements that answer with no rows.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import struct
from typing import BinaryIO, NamedTuple, Optional, Sequence

from ansible.module_utils.pressluft.server_errors import ServerError, answered

_CONNECT_SECONDS = 10.0
_PACKET = 0xFFFFFF
_SEND_BUFFER = 1024 * 1024
# The largest packet that the server may be told to expect: MariaDB's own limit.
_MAX_PACKET = 1 << 30
_UTF8MB4 = 45
_LONG_PASSWORD, _LONG_FLAG, _WITH_DATABASE, _PROTOCOL_41 = 0x1, 0x4, 0x8, 0x200
_SSL, _TRANSACTIONS, _SECURE, _PLUGINS = 0x800, 0x2000, 0x8000, 0x80000
_OURS = _LONG_PASSWORD | _LONG_FLAG | _WITH_DATABASE | _PROTOCOL_41 | _TRANSACTIONS | _SECURE | _PLUGINS
_NATIVE = b"mysql_native_password"
_COM_QUERY = b"\x03"
_LOST = 2013
_CANNOT_CONNECT = 2002


class Address(NamedTuple):
    """Where the server is: a socket of this machine, or a host and a port."""

    path: Optional[str]
    host: Optional[str] = None
    port: int = 3306


class Connection:
    """Open from the start. Every failure is a ServerError; after one the connection is of no use any more."""

    def __init__(self, address: Address, user: str, password: str, database: str) -> None:
        self._sequence = 0
        try:
            self._socket = _connected(address)
        except OSError as error:
            raise ServerError(_CANNOT_CONNECT, None, "error 2002: no connection (%s)" % (error.strerror or error))
        self._source: BinaryIO = self._socket.makefile("rb")
        try:
            self._log_in(user, password, database, address.path is None)
        except BaseException:
            self.close()
            raise

    def execute(self, pieces: Sequence[bytes]) -> None:
        """Executes one statement, given in pieces without a delimiter; it must not answer with rows."""
        try:
            self._sequence = 0
            self._send([_COM_QUERY, *pieces])
            answer = self._receive()
        except OSError as error:
            raise ServerError(_LOST, None, "error 2013: the connection was lost (%s)" % (error.strerror or error))
        _require_ok(answer)

    def shut(self) -> None:
        """Ends what another thread waits for on this connection; harmless when it is over."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self) -> None:
        self._source.close()
        self._socket.close()

    # The way in

    def _log_in(self, user: str, password: str, database: str, over_network: bool) -> None:
        try:
            greeting = self._receive()
            if greeting[:1] == b"\xff":
                _require_ok(greeting)
            offered, challenge = _greeting(greeting)
            wanted = _OURS
            if over_network and offered & _SSL:
                wanted |= _SSL
                self._send([_prologue(wanted)])
                self._encrypt()
            token = _token(password, challenge)
            self._send(
                [
                    _prologue(wanted),
                    user.encode() + b"\0",
                    bytes([len(token)]) + token,
                    database.encode() + b"\0",
                    _NATIVE + b"\0",
                ]
            )
            answer = self._receive()
            if answer[:1] == b"\xfe":
                # The server prefers another way and names it, with a new challenge.
                name, _, challenge = answer[1:].partition(b"\0")
                if name != _NATIVE:
                    raise ServerError(1045, None, "error 1045: the account must be proven by another way than its password")
                self._send([_token(password, challenge.rstrip(b"\0"))])
                answer = self._receive()
        except OSError as error:
            raise ServerError(_LOST, None, "error 2013: the connection was lost (%s)" % (error.strerror or error))
        _require_ok(answer)

    def _encrypt(self) -> None:
        """As the client programs do it: encrypted, the server's certificate taken as it is."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self._socket = context.wrap_socket(self._socket)
        self._source = self._socket.makefile("rb")

    # Packets

    def _send(self, pieces: Sequence[bytes]) -> None:
        left = sum(len(piece) for piece in pieces)
        if left < _PACKET:
            self._head(left)
            for piece in pieces:
                self._socket.sendall(piece)
            return
        # A statement of 16 MiB or more travels in several packets; the last one is shorter than the others, if need be empty.
        whole = memoryview(b"".join(pieces))
        for start in range(0, left + 1, _PACKET):
            part = whole[start:start + _PACKET]
            self._head(len(part))
            self._socket.sendall(part)

    def _head(self, size: int) -> None:
        self._socket.sendall(struct.pack("<I", size | (self._sequence & 0xFF) << 24))
        self._sequence += 1

    def _receive(self) -> bytes:
        head = self._source.read(4)
        if len(head) < 4:
            raise ConnectionResetError("the server closed it")
        size = int.from_bytes(head[:3], "little")
        self._sequence = head[3] + 1
        body = self._source.read(size)
        if len(body) < size:
            raise ConnectionResetError("the server closed it")
        return body


def _connected(address: Address) -> socket.socket:
    if address.path:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            connection.connect(address.path)
        except BaseException:
            connection.close()
            raise
        return connection
    connection = socket.create_connection((address.host, address.port), _CONNECT_SECONDS)
    # A statement may take as long as it takes.
    connection.settimeout(None)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _greeting(packet: bytes) -> "tuple[int, bytes]":
    """What the server can do, and its challenge of 20 bytes."""
    at = packet.index(b"\0", 1) + 5
    first, low = packet[at:at + 8], int.from_bytes(packet[at + 9:at + 11], "little")
    high = int.from_bytes(packet[at + 14:at + 16], "little")
    return low | high << 16, first + packet[at + 27:at + 39]


def _prologue(capabilities: int) -> bytes:
    return struct.pack("<IIB23x", capabilities, _MAX_PACKET, _UTF8MB4)


def _token(password: str, challenge: bytes) -> bytes:
    """Proves the password without telling it: SHA1(p) XOR SHA1(challenge, SHA1(SHA1(p)))."""
    if not password:
        return b""
    once = hashlib.sha1(password.encode()).digest()
    mask = hashlib.sha1(challenge + hashlib.sha1(once).digest()).digest()
    return bytes(left ^ right for left, right in zip(once, mask))


def _require_ok(packet: bytes) -> None:
    if packet[:1] == b"\x00":
        return
    if packet[:1] == b"\xff":
        text = packet[3:].decode("utf-8", "replace")
        raise answered(int.from_bytes(packet[1:3], "little"), text[6:] if text[:1] == "#" else text)
    raise ServerError(0, None, "the server answered with rows where none may be")
