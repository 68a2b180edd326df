"""A small mail server for tests: it takes mail, refuses it, hangs, or is gone."""

import socketserver
import threading
from typing import ClassVar


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        office = self.server.office
        if office.hangs:
            office.gate.wait(20)
            return
        self.say("220 ready")
        while line := self.rfile.readline().decode("ascii", "replace").strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT" and office.answer_to_rcpt:
                self.say(office.answer_to_rcpt)
            elif verb == "DATA":
                self.say("354 go on")
                office.taken.append(self.read_mail())
                self.say("250 kept")
            else:
                self.say("250 ok")

    def read_mail(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    office: ClassVar = None

    def handle_error(self, request, client_address):
        """A sender that hung up is no news."""


class PostOffice:
    def __init__(self, port=0):
        self.taken: list[bytes] = []
        self.answer_to_rcpt = ""
        self.hangs = False
        self.gate = threading.Event()
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.office = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()
