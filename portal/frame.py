"""What stands around every page: who is signed in, since when, where one can go."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.sessions import seconds_left
from registry.models.registrants import acting_for

MEMBER_NAV = (
    ("/my/", _("ホーム")),
    ("/my/applications/", _("申込内容確認")),
    ("/my/password/", _("パスワード変更")),
)
HOMES = ("/my/", "/admin/")  # everything lies under these
STAFF_NAV = (("/admin/", _("審査")), ("/my/password/", _("パスワード変更")))


class Frame:
    """Answers of the page's frame; each is looked up only when a template asks for it."""

    authority = settings.AUTHORITY

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.account: Any = getattr(request, "user", None)

    @cached_property
    def signed_in(self) -> bool:
        return bool(self.account and self.account.is_authenticated)

    @cached_property
    def is_staff(self) -> bool:
        return self.signed_in and self.account.kind == "staff"

    @cached_property
    def company(self) -> str:
        """The registrant for whom the account acts, or the person's own name."""
        if not self.is_staff:
            mine = acting_for(self.account)
            if mine:
                return str(mine[0].registrant)
        return str(self.account)

    @cached_property
    def code(self) -> list[str]:
        """The code that signs in, in groups of four; empty for those without one."""
        if not hasattr(self.account, "signs_in_as"):  # signed in by this very request
            return []
        name = self.account.signs_in_as or ""
        return [name[i : i + 4] for i in range(0, len(name), 4)]

    @cached_property
    def since(self) -> datetime | None:
        """The moment of signing in."""
        stamp = self.request.session.get("since")
        return datetime.fromtimestamp(stamp, timezone.get_current_timezone()) if stamp else None

    @cached_property
    def nav(self) -> list[dict[str, Any]]:
        """The main menu; the present page is marked, or the entry that it lies under."""
        path = self.request.path
        found = []
        for url, label in STAFF_NAV if self.is_staff else MEMBER_NAV:
            under = "true" if url not in HOMES and path.startswith(url) else ""
            found.append({"url": url, "label": label, "current": "page" if url == path else under})
        return found

    @cached_property
    def left(self) -> dict[str, int]:
        """Seconds: until the idle end, until the end at most, and how early to warn."""
        idle, at_most = seconds_left(self.request)
        return {
            "idle": idle,
            "at_most": at_most,
            "warning": int(settings.SESSION_WARNING.total_seconds()),
            "minutes": int(settings.SESSION_WARNING.total_seconds() // 60),
        }

    @cached_property
    def demo(self) -> bool:
        return settings.DEMO


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: `frame`, lazy, so that a page that needs nothing asks nothing."""
    return {"frame": Frame(request)}
