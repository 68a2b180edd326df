"""Letters for a window envelope: words frozen at once, drawn when they are printed (ux 7.4)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string, select_template
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from core import clock
from notifications import addresses, outbox, papers, pdf, pictures
from notifications.addresses import Line
from notifications.models import IssuedDocument, Notice

TITLES = {
    "completed": _("登録完了のお知らせ"),
    "renewal_reminder": _("更新の手続きの案内"),
    "renewal_completed": _("更新登録完了のお知らせ"),
}


@transaction.atomic
def post_letter(
    *,
    event: str,
    about: str,
    to_lines: Iterable[Line | str],
    context: Mapping[str, Any],
    wording: str,
    once: str,
    series: str = "letter",
    title: str = "",
    url: str = "/my/",
) -> Notice:
    """Queue a letter with the next number of its series; it is drawn when it is printed.

    `to_lines` is what `addresses.lines` gives; `url` the page of its QR code. The same `once`
    again gives the first letter back and takes no number. Raises outbox.HoldsSecret.
    """
    outbox.refuse_secrets(context)
    known = Notice.objects.filter(once=once).first()
    if known:
        return known
    block = addresses.told(to_lines)
    try:
        with transaction.atomic():
            document = papers.reserve(
                series=series,
                kind=event,
                about=about,
                title=title or titled(event, context),
                partner=addresses.partner(block),
                on=clock.today(),
            )
            return Notice.objects.create(
                channel=Notice.Channel.LETTER,
                event=event,
                wording=wording,
                about=about,
                about_url=url,
                to_lines=block,
                subject=document.title,
                body=page(document, block, event, wording, {**context, "url": url}),
                once=once,
                document=document,
                error="" if fit(block).is_whole else too_long(),
            )
    except IntegrityError:  # another one was quicker; its number went back
        return Notice.objects.get(once=once)


def titled(event: str, context: Mapping[str, Any]) -> str:
    """A letter's title: the one of its kind, else 「…のお知らせ」 of the procedure."""
    if event in TITLES:
        return str(TITLES[event])
    name = context.get("procedure_name") or context.get("procedure_title", "")
    return say("%(name)sのお知らせ") % {"name": name}


def page(
    document: IssuedDocument,
    block: list[Line],
    event: str,
    wording: str,
    context: Mapping[str, Any],
) -> str:
    """The letter's HTML, words and address frozen; the window's place is added when drawn."""
    template = select_template([f"letters/{wording}/{event}.html", f"letters/{event}.html"])
    return papers.page(
        document,
        template.template.name,
        {
            **context,
            "to_lines": block,
            "window_class": fit(block).css_class,
            "page_qr": pictures.qr(settings.SITE_URL + context["url"]),
            "site_url": settings.SITE_URL,
        },
    )


def paper(letter: Notice) -> bytes:
    """The letter as PDF: drawn once, then kept. Call it outside a transaction."""
    assert letter.document is not None
    return papers.draw(letter.document, letter.body, css=window_css())


def seen() -> dict[str, float]:
    """What is always seen through the window, in mm, however the sheet slides: 67 × 26."""
    e = settings.LETTER_ENVELOPE
    return {
        "left": e["window_left"],
        "top": e["window_top"],
        "w": e["w"] - e["play_x"],
        "h": e["h"] - e["play_y"],
    }


def clear() -> dict[str, float]:
    """What may show at times and holds nothing but the address, in mm: 113 × 64."""
    e = settings.LETTER_ENVELOPE
    return {
        "left": e["window_left"] - e["play_x"],
        "top": e["window_top"] - e["play_y"],
        "w": e["w"] + e["play_x"],
        "h": e["h"] + e["play_y"],
    }


def fit(block: list[Line]) -> addresses.Fit:
    """The size of type at which an address fits into the window."""
    return addresses.fit(block, width=seen()["w"] - 2, height=seen()["h"] - 1)


def too_long() -> str:
    return say("宛名が封筒の窓に収まりません。窓のない封筒に宛名ラベルを貼ってお送りください。")


def window_css() -> str:
    """The rules that put address, head and body where this envelope needs them."""
    box, free = seen(), clear()
    right, bottom = free["left"] + free["w"], free["top"] + free["h"]
    return (
        f".window{{left:{box['left'] + 1}mm;top:{box['top'] + 0.5}mm;"
        f"width:{box['w'] - 2}mm;min-height:{box['h'] - 1}mm}}"
        f".letter-head{{width:{210 - 18 - right - 2}mm}}"
        f".letter-body{{padding-top:{bottom + 7}mm}}"
        f".guide.seen{{left:{box['left']}mm;top:{box['top']}mm;"
        f"width:{box['w']}mm;height:{box['h']}mm}}"
        f".guide.clear{{left:0;top:0;width:{right}mm;height:{bottom}mm}}"
    )


def window_sheet() -> bytes:
    """A page that shows whether the envelope's window is where the settings say."""
    document = IssuedDocument(
        number="0000", title=say("窓あき封筒の確認用紙"), issued_on=clock.today()
    )
    block = addresses.lines(
        postal_code=settings.AUTHORITY["postal_code"],
        address=[settings.AUTHORITY["address"]],
        company=settings.AUTHORITY["name"],
        department=say("発送担当"),
        person=say("見本 花子"),
    )
    html = render_to_string(
        "letters/window_sheet.html",
        {
            "document": document,
            "authority": settings.AUTHORITY,
            "to_lines": block,
            "window_class": fit(block).css_class,
            "envelope": settings.LETTER_ENVELOPE,
            "seen": seen(),
            "clear": clear(),
        },
    )
    return pdf.render(html, title=document.title, css=window_css())
