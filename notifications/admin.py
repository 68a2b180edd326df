"""The mail room: what was said to whom, letters to print, what came back, news and answers."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core import clock, dates, shown
from core.roleadmin import RoleAdmin, has_role
from notifications import batches, letters, outbox, papers
from notifications.models import Faq, IssuedDocument, LetterBatch, News, Notice

MAIL_ROOM = ("examiner", "administrator")
SEES_ALL = ("administrator", "auditor")
ONLOOKERS = ("examiner", "administrator", "auditor", "accountant")


def pdf_response(data: bytes, name: str) -> HttpResponse:
    """A PDF to save: never shown inside a page, never kept by a cache."""
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


class UndeliveredForm(forms.Form):
    """When and why something came back."""

    use_required_attribute = False
    on = forms.CharField(
        label=_("戻った日"),
        max_length=40,
        error_messages={
            "required": _("戻った日を入力してください。"),
            "max_length": _("戻った日は「2026/11/20」のように入力してください。"),
        },
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        error_messages={
            "required": _("理由を入力してください。"),
            "max_length": _("理由は200文字以内で入力してください。"),
        },
    )

    def clean_on(self) -> date:
        on = dates.read(self.cleaned_data["on"], clock.today(), ahead=False)
        if on is None:
            raise forms.ValidationError(_("戻った日は「2026/11/20」のように入力してください。"))
        if on > clock.today():
            raise forms.ValidationError(_("戻った日は今日までの日付で入力してください。"))
        return on


def only_schemes(request: HttpRequest, sees_all: tuple[str, ...]) -> set[str] | None:
    """The schemes to which the asker is kept; None for those who see all."""
    if has_role(request, sees_all):
        return None
    roles = getattr(request.user, "staff_roles")  # noqa: B009  core and voice know no accounts
    schemes = set(roles.values_list("scheme", flat=True))
    return None if "" in schemes else schemes


def worded_for(schemes: set[str]) -> Q:
    """Notices of these schemes: worded for the scheme itself or for one of its procedures."""
    known = Q(pk=None)
    for scheme in schemes:
        known |= Q(wording=scheme) | Q(wording__startswith=f"{scheme}-")
    return known


@admin.register(Notice)
class NoticeAdmin(RoleAdmin):
    roles: ClassVar = {"view": ("examiner", "administrator", "auditor")}
    actions = ("resend",)  # type: ignore[assignment]
    list_display = ("queued_at", "status", "channel", "subject", "whom", "about", "sent_at")
    list_filter = ("status", "channel", "event", "queued_at")
    search_fields = ("about", "to", "subject", "document__number", "document__partner")
    search_help_text = _("受付番号、コード、E-mailアドレス、件名、文書番号で探せます。")
    date_hierarchy = "queued_at"
    list_select_related = ("document",)
    fields = (
        *("status", "channel", "event", "subject", "whom", "about", "words"),
        *("queued_at", "sent_at", "attempts", "next_at", "obstacle", "error"),
        *("document", "batch", "undelivered_on", "undelivered_by", "undelivered_reason"),
    )
    readonly_fields = ("whom", "words")
    change_form_template = "admin/notifications/notice/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        """Examiners see the words of the schemes they are given; no scheme means all."""
        notices = super().get_queryset(request)
        if has_role(request, SEES_ALL):
            return notices
        asker: Any = request.user
        mine = set(asker.staff_roles.values_list("scheme", flat=True))
        if "" in mine:
            return notices
        known = Q(pk=None)
        for scheme in mine:
            known |= Q(wording=scheme) | Q(wording__startswith=f"{scheme}-")
        return notices.filter(known)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return has_role(request, MAIL_ROOM)

    @admin.display(description=_("宛先"))
    def whom(self, notice: Notice) -> str:
        return notice.to or " ".join(line["text"] for line in notice.to_lines)

    @admin.display(description=_("本文"))
    def words(self, notice: Notice) -> str:
        if notice.channel == Notice.Channel.EMAIL:
            return format_html('<pre class="words">{}</pre>', notice.body)
        url = reverse("admin:notifications_notice_paper", args=[notice.pk])
        return format_html('<a href="{}">{}</a>', url, _("書面（PDF）を保存する"))

    @admin.action(description=_("送信に失敗したメールを再送する"), permissions=["resend"])
    def resend(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        count = outbox.resend(chosen)
        if count:
            text = _("%(count)d件を送信待ちに戻しました。1分以内に送信します。")
            messages.success(request, text % {"count": count})
        else:
            messages.warning(request, _("送信に失敗したメールを選んでください。"))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/paper/", view(self.paper), name="notifications_notice_paper"),
            path(
                "<int:pk>/undelivered/",
                view(self.undelivered),
                name="notifications_notice_undelivered",
            ),
        ]
        return own + super().get_urls()

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The letter itself, drawn if it was not yet."""
        waiting = self.get_queryset(request).filter(channel=Notice.Channel.LETTER)
        letter = get_object_or_404(waiting, pk=pk if self.has_view_permission(request) else None)
        assert letter.document is not None
        return pdf_response(letters.paper(letter), f"{letter.document.number}.pdf")

    def undelivered(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Record that it came back: a page with day and reason, then one deed."""
        may = has_role(request, MAIL_ROOM)
        notice = get_object_or_404(self.get_queryset(request), pk=pk if may else None)
        form = UndeliveredForm(request.POST or None, initial={"on": shown.short_day(clock.today())})
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                batches.undelivered(notice, request.user, said["reason"], on=said["on"])
            except batches.NotSent as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("不達を記録しました。"))
            return redirect("admin:notifications_notice_change", notice.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": _("不達の記録"),
            "opts": self.opts,
            "notice": notice,
            "form": form,
        }
        return TemplateResponse(request, "admin/notifications/notice/undelivered.html", context)


@admin.register(LetterBatch)
class LetterBatchAdmin(RoleAdmin):
    roles: ClassVar = {"view": ("examiner", "administrator", "auditor")}
    list_display = ("number", "count", "made_at", "made_by", "confirmed_at", "dissolved_at")
    change_list_template = "admin/notifications/letterbatch/change_list.html"
    change_form_template = "admin/notifications/letterbatch/change_form.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("make/", view(self.make), name="notifications_letterbatch_make"),
            path("<int:pk>/pdf/", view(self.pdf), name="notifications_letterbatch_pdf"),
            path("<int:pk>/do/<slug:deed>/", view(self.close), name="notifications_letterbatch_do"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        known = {"waiting": batches.waiting().count(), "may_print": has_role(request, MAIL_ROOM)}
        return super().changelist_view(request, {**(extra_context or {}), **known})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        batch = self.get_object(request, object_id)
        known: dict[str, Any] = {"may_print": has_role(request, MAIL_ROOM)}
        if batch:
            known |= {
                "letters": batches.in_order(batch),
                "warnings": batches.warnings(batch),
                "is_open": not (batch.confirmed_at or batch.dissolved_at),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **known})

    def make(self, request: HttpRequest) -> HttpResponse:
        """Take the waiting letters into a batch."""
        if request.method != "POST" or not has_role(request, MAIL_ROOM):
            return redirect("admin:notifications_letterbatch_changelist")
        try:
            batch = batches.make_batch(request.user)
        except batches.NothingToPrint as error:
            messages.info(request, str(error))
            return redirect("admin:notifications_letterbatch_changelist")
        return redirect("admin:notifications_letterbatch_change", batch.pk)

    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """All letters of the batch in one file; the same again at every print."""
        may = has_role(request, MAIL_ROOM)
        batch = get_object_or_404(LetterBatch, pk=pk if may else None)
        return pdf_response(batches.pdf(batch), f"{batch.number}.pdf")

    def close(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Confirm that all was posted, or dissolve the batch."""
        may = has_role(request, MAIL_ROOM)
        batch = get_object_or_404(LetterBatch, pk=pk if may else None)
        deeds = {
            "confirm": (batches.confirm, _("%(count)d通を送信済にしました。")),
            "dissolve": (batches.dissolve, _("%(count)d通を印刷待ちに戻しました。")),
        }
        if request.method == "POST" and deed in deeds:
            do, text = deeds[deed]
            try:
                messages.success(request, text % {"count": do(batch, request.user)})
            except batches.Closed as error:
                messages.error(request, str(error))
        return redirect("admin:notifications_letterbatch_change", batch.pk)


@admin.register(IssuedDocument)
class IssuedDocumentAdmin(RoleAdmin):
    """Every numbered paper, to be found by day, amount and partner (X07)."""

    roles: ClassVar = {"view": ONLOOKERS}
    list_display = ("number", "title", "partner", "amount", "issued_on", "about", "replaced_by")
    list_filter = ("kind", "issued_on")
    search_fields = ("number", "partner", "about", "amount")
    search_help_text = _("文書番号、取引先、受付番号、金額で探せます。")
    date_hierarchy = "issued_on"
    change_form_template = "admin/notifications/issueddocument/change_form.html"
    exclude = ("check_word",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssuedDocument]:
        """Examiners of some schemes see the letters of these; books are the accountants'."""
        documents = super().get_queryset(request)
        schemes = only_schemes(request, (*SEES_ALL, "accountant"))
        if schemes is None:
            return documents
        return documents.filter(notice__in=Notice.objects.filter(worded_for(schemes)))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = "notifications_issueddocument_paper"
        return [path("<int:pk>/paper/", view(self.paper), name=name), *super().get_urls()]

    def paper(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The kept bytes, after their hash was checked."""
        may = self.has_view_permission(request)
        document = get_object_or_404(self.get_queryset(request), pk=pk if may else None)
        try:
            data = papers.read(document)
        except (papers.NotDrawn, papers.Altered) as error:
            messages.error(request, str(error))
            return redirect("admin:notifications_issueddocument_change", document.pk)
        return pdf_response(data, f"{document.number}.pdf")


@admin.register(News)
class NewsAdmin(RoleAdmin):
    roles: ClassVar = {deed: ("administrator",) for deed in ("view", "add", "change", "delete")}
    list_display = ("title", "audience", "since", "until")
    list_filter = ("audience",)
    search_fields = ("title", "body")


@admin.register(Faq)
class FaqAdmin(RoleAdmin):
    roles: ClassVar = {deed: MAIL_ROOM for deed in ("view", "add", "change", "delete")}
    list_display = ("question", "program", "position", "published")
    list_filter = ("program", "published")
    search_fields = ("question", "answer")
