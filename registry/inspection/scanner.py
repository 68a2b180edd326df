"""The virus scanner's hook: a file streamed to clamd, and its answer.

Without `CLAMD_ADDRESS` there is no scanner and nothing is asked. The address is host:port, or
the path of a socket. Anything but a plain answer counts as away: nobody sees the file then.
"""

import socket
import struct
from contextlib import closing

from django.conf import settings

from registry.inspection.kinds import Readable

CHUNK = 65_536
CONNECT_SECONDS = 2
ANSWER_SECONDS = 15
LONGEST_ANSWER = 4096


class Away(Exception):
    """The scanner did not answer, or not in a way that settles anything."""


def is_set() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def finding(file: Readable) -> str:
    """The name of what was found, empty if the file is clean. Raises Away."""
    try:
        with closing(connected()) as connection:
            connection.settimeout(ANSWER_SECONDS)
            connection.sendall(b"zINSTREAM\0")
            file.seek(0)
            while chunk := file.read(CHUNK):
                connection.sendall(struct.pack("!L", len(chunk)) + chunk)
            connection.sendall(struct.pack("!L", 0))
            answer = answered(connection)
    except (OSError, ValueError) as error:
        raise Away(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise Away(answer)


def connected() -> socket.socket:
    address = settings.CLAMD_ADDRESS
    if "/" in address:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(CONNECT_SECONDS)
        try:
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)


def answered(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        part = connection.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
