"""From where somebody asks, for the trail and for the limits of guessing."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The network address that asks, as the last trusted proxy saw it; "" if unknown."""
    hops = request.headers.get("x-forwarded-for", "").split(",")
    trusted = settings.TRUSTED_PROXIES
    seen = hops[-trusted] if 0 < trusted <= len(hops) else ""
    for candidate in (seen.strip(), request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ipaddress.ip_address(candidate))
        except ValueError:
            continue
    return ""
