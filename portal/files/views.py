"""People look at page images; the file itself is only ever downloaded (R-033)."""

from urllib.parse import quote
from uuid import UUID

from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
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
    """A look at evidence, or a download, is in the trail (R-045)."""
    trail.record(
        deed,
        account=request.user,
        address=address(request),
        about=attachment.application.receipt_number or str(attachment.application_id),
        attachment=str(attachment.pk),
    )


def home(request: HttpRequest, application: Application) -> str:
    """The page that the asker sees the application on."""
    if me(request).kind == "staff":
        return reverse("admin:registry_application_change", args=[application.pk])
    if application.is_editable:
        return reverse("apply-hub", args=[application.procedure, application.pk])
    return reverse("my-application", args=[application.receipt_number])


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
        {
            "attachment": attachment,
            "name": evidence.visible(attachment.name),
            "images": attachment.page_images.order_by("number"),
            "back": home(request, attachment.application),
        },
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
    is_staff = me(request).kind == "staff"
    rows = found.attachments.examinable() if is_staff else found.attachments.present()
    attachments = list(rows)
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
    """A download's header (RFC 5987): every character but plain ones is written as %XX.

    No name can end the line, and none is read in another way, as browsers do with `filename=`.
    """
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _opened(file: FieldFile) -> File:
    """The stored file, wherever the storage keeps it; 404 when it is no longer there."""
    try:
        return file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
