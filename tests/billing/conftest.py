from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction

from tests.billing import books


@pytest.fixture
def rates(db):
    books.rates()


@pytest.fixture
def invoice(rates):
    """3,300 yen, issued on 20 November 2026, due on 27 November, closing on 2 December."""
    return books.invoice(on=date(2026, 11, 20))


@pytest.fixture
def examples(rates, django_user_model):
    """A clean page for each example: everything written inside is undone at its end."""

    @contextmanager
    def page():
        with transaction.atomic():
            yield django_user_model.objects.create(username=uuid4().hex, kind="staff")
            transaction.set_rollback(True)

    return page
