"""A virus scanner of the tests' own: it speaks clamd's INSTREAM and knows one signature."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SIGNATURE = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Answering(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.server.answer is not None:
            self.wfile.write(self.server.answer)
            return
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        found = SIGNATURE in content
        self.wfile.write(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")


@contextmanager
def scanner(answer: bytes | None = None) -> Iterator[socketserver.ThreadingTCPServer]:
    """Listens until the `with` ends; given an answer, says only that, whatever it is sent."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answering) as server:
        server.daemon_threads = True
        server.answer, server.seen = answer, []
        server.address = "{}:{}".format(*server.server_address)
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        yield server
        server.shutdown()
