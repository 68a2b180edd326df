"""Numbered papers: a number inside the deed, a PDF drawn once, its bytes and hash kept.

    document = papers.reserve(series="invoice", …)      in the deed's transaction
    papers.draw(document, lambda: papers.page(document, "billing/invoice.html", {…}))

Numbers run without a gap per series and fiscal year. What was drawn is never drawn again: the
second caller gets the bytes that the first one kept (X07).
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core import numbers
from notifications import pdf, pictures
from notifications.models import IssuedDocument, PaperBytes

LETTERS = {"invoice": "I", "payment_receipt": "R", "letter": "L", "certificate": "C"}
NOT_IN_FILE_NAMES = re.compile(
    r'[\s\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+'
)


class NotDrawn(LookupError):
    """The number is given out but its paper has not been drawn yet."""


class Altered(ValueError):
    """The kept bytes no longer have the hash that was taken when they were drawn."""


def reserve(
    *,
    series: str,
    kind: str,
    about: str,
    title: str,
    partner: str,
    on: date,
    amount: int | None = None,
    number: str = "",
) -> IssuedDocument:
    """Give out the next number of the series, such as I-2026-00001; amount in whole yen.

    With `number` the caller has taken it itself; asking twice gives the same document.
    Must run inside a transaction. Raises KeyError for a series that LETTERS does not know.
    """
    if not number:
        year = numbers.fiscal_year(on)
        number = f"{LETTERS[series]}-{year}-{numbers.following(series, year):05d}"
    document, _created = IssuedDocument.objects.get_or_create(
        series=series,
        number=number,
        defaults={
            "kind": kind,
            "about": about,
            "title": title,
            "partner": partner[:120],
            "issued_on": on,
            "amount": amount,
        },
    )
    return document


def page(document: IssuedDocument, template: str, context: Mapping[str, Any]) -> str:
    """The paper's HTML; adds document, authority, seal, verify_url and verify_qr."""
    url = verify_url(document)
    return render_to_string(
        template,
        {
            "document": document,
            "authority": settings.AUTHORITY,
            "seal": pictures.seal(settings.AUTHORITY["name"]),
            "verify_url": url,
            "verify_qr": pictures.qr(url),
            **context,
        },
    )


def draw(document: IssuedDocument, html: str | Callable[[], str], *, css: str = "") -> bytes:
    """The paper's bytes: those already kept, else drawn now and kept.

    Drawing takes a tenth of a second or two: call it outside a transaction. Of two at once one
    wins, and both get its bytes. Raises Altered.
    """
    if not PaperBytes.objects.filter(document=document).exists():
        words = html if isinstance(html, str) else html()
        _keep(document, pdf.render(words, title=str(document), css=css))
    return read(document)


def issue(
    *,
    series: str,
    kind: str,
    about: str,
    title: str,
    partner: str,
    on: date,
    amount: int | None = None,
    number: str = "",
    html: str = "",
    template: str = "",
    context: Mapping[str, Any] | None = None,
) -> IssuedDocument:
    """`reserve` and `draw` in one, from ready HTML or from a template and its context."""
    with transaction.atomic():
        document = reserve(
            series=series,
            kind=kind,
            about=about,
            title=title,
            partner=partner,
            on=on,
            amount=amount,
            number=number,
        )
    draw(document, html or (lambda: page(document, template, context or {})))
    document.refresh_from_db()
    return document


def read(document: IssuedDocument) -> bytes:
    """The kept bytes, checked against the hash. Raises NotDrawn and Altered."""
    row = (
        PaperBytes.objects.filter(document=document).values_list("data", "document__sha256").first()
    )
    if row is None:
        raise NotDrawn(_("%(number)s はまだ作成されていません。") % {"number": document.number})
    data = bytes(row[0])
    if not hmac.compare_digest(hashlib.sha256(data).hexdigest(), row[1]):
        raise Altered(
            _("%(number)s の内容が発行時と異なります。管理者に連絡してください。")
            % {"number": document.number}
        )
    return data


@transaction.atomic
def replace(old: IssuedDocument, new: IssuedDocument) -> None:
    """Say that a paper was replaced by another; a replaced one stays what it is for good."""
    IssuedDocument.objects.filter(pk=old.pk, replaced_by=None).update(replaced_by=new)


def verify_url(document: IssuedDocument) -> str:
    """Where anybody who holds the paper can see that it is genuine."""
    return f"{settings.SITE_URL}/verify/{document.number}/{document.check_word}/"


def find(number: str, word: str) -> IssuedDocument | None:
    """The paper with this number and check word, as they stand in its QR code; else None."""
    for document in IssuedDocument.objects.filter(number=number).select_related("replaced_by"):
        if hmac.compare_digest(document.check_word.encode(), word.encode(errors="replace")):
            return document
    return None


def file_name(document: IssuedDocument) -> str:
    """20261120_取引先_3300_請求書_I-2026-00001.pdf: the search keys of 電子帳簿保存法."""
    parts = [
        f"{document.issued_on:%Y%m%d}",
        NOT_IN_FILE_NAMES.sub("", document.partner)[:40],
        "" if document.amount is None else str(document.amount),
        NOT_IN_FILE_NAMES.sub("", document.title),
        document.number,
    ]
    return "_".join(part for part in parts if part) + ".pdf"


@transaction.atomic
def _keep(document: IssuedDocument, data: bytes) -> None:
    """Write bytes and hash, unless somebody was quicker."""
    digest = hashlib.sha256(data).hexdigest()
    if IssuedDocument.objects.filter(pk=document.pk, sha256="").update(sha256=digest):
        PaperBytes.objects.create(document=document, data=data)
        document.sha256 = digest
