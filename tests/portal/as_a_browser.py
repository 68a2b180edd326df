"""A form with files as browsers put it on the wire; Django's test client takes names apart."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def escaped(name: str) -> str:
    """The three characters that a browser escapes in a file's name, and no other."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def written(fields: Mapping[str, Any], files: Iterable[tuple[str, str, bytes]]) -> bytes:
    """Fields by name (one value or several) and files (field, name, content)."""
    parts = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            head = f'Content-Disposition: form-data; name="{name}"'
            parts.append((head, str(value).encode()))
    for field, name, content in files:
        head = f'Content-Disposition: form-data; name="{field}"; filename="{escaped(name)}"'
        parts.append((f"{head}\r\nContent-Type: application/octet-stream", content))
    body = b"".join(
        b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head.encode(), content)
        for head, content in parts
    )
    return body + b"--%s--\r\n" % BOUNDARY.encode()


def send(
    client: Client,
    path: str,
    fields: Mapping[str, Any],
    *files: tuple[str, bytes],
    field: str = "_file",
    **more: Any,
) -> Any:
    """Send a form with files, each a name and its bytes."""
    body = written(fields, [(field, *each) for each in files])
    return client.post(path, body, content_type=MULTIPART, **more)
