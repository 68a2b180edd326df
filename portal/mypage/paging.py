"""A page of rows with the page numbers that its pager shows."""

from typing import Any

from django.core.paginator import Page, Paginator


def paged(rows: Any, number: str | None, size: int = 20) -> Page:
    """The asked page, or the nearest there is; `numbers` leaves out what lies far away."""
    page = Paginator(rows, size).get_page(number)
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    page.numbers = list(shown)  # type: ignore[attr-defined]
    return page
