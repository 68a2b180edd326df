"""People look at page images; the file itself is only ever downloaded (R-033)."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from core import trail
from portal.access import account_required, address, me
from registry import evidence
from registry.models import Application, Attachment


def visible(request: HttpRequest, pk: UUID) -> Attachment:
    """The attachment, if the asker may see its application; staff see it once it is scanned."""
    applications = Application.objects.visible_to(me(request))
    found = Attachment.objects.filter(application__in=applications, removed_at=None)
    if me(request).kind == "staff":
        found = found.examinable()
    return get_object_or_404(found.select_related("application"), pk=pk)


def remember(request: HttpRequest, deed: str, attachment: Attachment) -> None:
    """Every look of staff at evidence, and every download, is in the trail (R-045)."""
    trail.record(
        deed,
        account=request.user,
        address=address(request),
        about=attachment.application.receipt_number or str(attachment.application_id),
        attachment=str(attachment.pk),
    )


def sealed(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of an upload runs, is guessed at, or stays in a cache."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response


@require_safe
@account_required
def pages(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page images of one file, on a page of their own."""
    attachment = visible(request, pk)
    remember(request, "evidence.view", attachment)
    response = render(
        request,
        "portal/files/pages.html",
        {"attachment": attachment, "images": attachment.page_images.order_by("number")},
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@account_required
def page_image(request: HttpRequest, pk: UUID, number: int) -> HttpResponseBase:
    """One page as an image that we drew."""
    attachment = visible(request, pk)
    image = get_object_or_404(attachment.page_images, number=number)
    if me(request).kind == "staff":
        remember(request, "evidence.page", attachment)
    kind = "image/png" if image.file.name.endswith(".png") else "image/jpeg"
    return sealed(FileResponse(_opened(image.file), content_type=kind))


@require_safe
@account_required
def download(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The file itself, under the name it was given, byte for byte; never shown in the browser."""
    attachment = visible(request, pk)
    remember(request, "evidence.download", attachment)
    response = FileResponse(_opened(attachment.file), content_type=attachment.media_type)
    response["Content-Length"] = str(attachment.stored_size)
    response["Content-Disposition"] = disposition(attachment.name)
    return sealed(response)


@require_safe
@account_required
def everything(request: HttpRequest, application: UUID) -> HttpResponseBase:
    """「まとめてダウンロードする」: all files as one ZIP, made while it is sent."""
    found = get_object_or_404(Application.objects.visible_to(me(request)), pk=application)
    rows = found.attachments.examinable() if me(request).kind == "staff" else None
    attachments = list(found.attachments.present() if rows is None else rows)
    if not attachments:
        raise Http404
    for attachment in attachments:
        remember(request, "evidence.download", attachment)
    parcel = evidence.archive(attachments)
    response = StreamingHttpResponse(parcel, content_type="application/zip")
    response["Content-Length"] = str(len(parcel))
    response["Content-Disposition"] = disposition(f"{found.receipt_number or 'draft'}.zip")
    return sealed(response)


def disposition(name: str) -> str:
    """A download's header; control characters are made visible, so that no header is split."""
    return content_disposition_header(as_attachment=True, filename=evidence.visible(name)) or ""


def _opened(file):
    """The stored file; 404 when it is no longer there."""
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
