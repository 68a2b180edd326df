"""Submissions by 64 clients at once: no error, no gap, no repeat."""

from dataclasses import replace
from time import perf_counter

import pytest
from django.db import connections
from django.urls import reverse

from billing.models import Invoice
from portal.demonstration import deeds, holders
from registry.drafts import Draft
from registry.models import Application
from tests import cast
from tests.conftest import signed_in
from tests.together import together

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
CLIENTS = 64


def test_sixty_four_clients_submit_at_once(settings):
    jobs = []
    for number in range(CLIENTS):
        holder = replace(
            holders.SHINONOME,
            code=f"P{number:07d}0000",
            twelve=f"{number:012d}",
            mail=f"{number}@example.jp",
        )
        code = deeds.enter(holder, valid_until=cast.EXPIRY)
        application = deeds.write_renewal(code)
        client = signed_in(application.account)
        url = reverse("apply-check", args=["jastpro-renewal", application.pk])
        jobs.append((client, url, Draft(Application.objects.get(pk=application.pk)).token))

    def press(client, url, token):
        def job():
            try:
                return client.post(url, {"token": token, "agree": "on"}).status_code
            finally:
                connections.close_all()

        return job

    start = perf_counter()
    answers = together(*(press(*job) for job in jobs))
    took = perf_counter() - start

    numbers = sorted(Application.objects.values_list("receipt_number", flat=True))
    invoices = sorted(Invoice.objects.values_list("number", flat=True))
    print(f"\n{CLIENTS} submissions at once: {took:.2f} s, {CLIENTS / took:.1f} a second")
    assert answers == [303] * CLIENTS
    assert numbers == [f"26{n:05d}B" for n in range(1, CLIENTS + 1)]
    assert invoices == [f"I-2026-{n:05d}" for n in range(1, CLIENTS + 1)]
