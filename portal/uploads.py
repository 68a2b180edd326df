"""Uploads under the names that they were sent with, and no more of them than can ever be kept.

Django shortens a file's name to what is safe as a path, and turns `&amp;` in it into `&`. Here no
name is ever a path (`registry.models.attachments`), so that it stays what the person called it.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import multipartparser
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

# Browsers write these three in a name as %XX, and nothing else (HTML, multipart form data).
ESCAPED = {"%22": '"', "%0D": "\r", "%0A": "\n"}
NOT_A_NAME = {"", ".", ".."}
HARMLESS = "upload"  # what the handlers hear, who make temporary files of names
BESIDE = 5 * 1024 * 1024  # bytes of a form beyond the files that may be kept
DRAINED = 128 * 1024 * 1024
CHUNK = 65_536

# 255 characters outside the basic plane, with the form's own words, are more than Django's 1,024.
multipartparser.MAX_TOTAL_HEADER_SIZE = 8_192  # type: ignore[attr-defined]


def given_name(upload: UploadedFile) -> str:
    """The name of an upload as the person gave it; it may hold anything, and is never a path."""
    return getattr(upload, "given_name", None) or upload.name or ""


class NamesAsSent(FileUploadHandler):
    """First of `FILE_UPLOAD_HANDLERS`: hands the body to a parser that leaves names alone."""

    def handle_raw_input(
        self,
        input_data: Any,
        meta: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[Any, Any]:
        """Fields and files of the body. Raises RequestDataTooBig (a page with 413)."""
        if content_length > settings.ATTACHMENT_BYTES + BESIDE:
            drain(input_data, content_length)
            raise RequestDataTooBig(f"a form of {content_length} bytes")
        assert self.request is not None
        others = [each for each in self.request.upload_handlers if each is not self]
        return Parser(meta, input_data, others, encoding).parse()


def drain(input_data: Any, size: int) -> None:
    """Read on for a while, since a browser that still sends does not hear the answer."""
    left = min(size, DRAINED)
    while left > 0 and (chunk := input_data.read(min(CHUNK, left))):
        left -= len(chunk)


class Parser(MultiPartParser):
    """Django's parser; each upload gets an attribute `given_name`."""

    _files: MultiValueDict[str, Any]
    sent = ""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Keep the name in mind; the handlers hear another one. None where there is no file."""
        for escaped, char in ESCAPED.items():
            file_name = file_name.replace(escaped, char)
        self.sent = file_name
        return None if file_name in NOT_A_NAME else HARMLESS

    def handle_file_complete(self, old_field_name: str, counters: list[int]) -> None:
        """A file is whole, and the next one's name is not read yet."""
        super().handle_file_complete(old_field_name, counters)
        self._files.getlist(old_field_name)[-1].given_name = self.sent
