"""A wizard step against the stock session wizard: same database, server and middleware."""

from copy import deepcopy

import pytest
from django.conf import settings as project
from django.urls import reverse

from registry import drafts
from tests.bench.measuring import as_served, report, side_by_side
from tests.bench.procedures import NAMES, bench_procedure

pytestmark = [pytest.mark.bench, pytest.mark.django_db]


@pytest.fixture
def control(settings):
    settings.ROOT_URLCONF = "tests.bench.urls"
    settings.INSTALLED_APPS = [*project.INSTALLED_APPS, "formtools"]
    templates = deepcopy(project.TEMPLATES)
    templates[0]["DIRS"].append(project.BASE_DIR / "tests" / "bench" / "templates")
    settings.TEMPLATES = templates


def visit(client, key, code, member):
    """GET and POST of the first step of a draft: what one section costs an applicant."""
    application = drafts.start(key, account=member, entry=code.entry, code=code)
    url = reverse("apply-step", args=[key, application.pk, "s0"])
    seen = [0]

    def once():
        assert client.get(url).status_code == 200
        typed = {f"s0-{name}": "港湾商事" for name in NAMES}
        answer = client.post(url, {**typed, "seen": seen[0], "_next": "1"})
        assert answer.status_code == 303, answer.content[:500]
        seen[0] += 1

    return once


def stock(client):
    def once():
        assert client.get("/control/").status_code == 200
        typed = {f"0-{name}": "港湾商事" for name in NAMES}
        answer = client.post("/control/", {"wizard-current_step": "0", **typed})
        assert answer.status_code == 200

    return once


def test_a_step_serves_at_least_as_many_requests_as_the_stock_wizard(
    control, applicant, code, member
):
    with bench_procedure(3) as key, as_served():
        ours, theirs = side_by_side(visit(applicant, key, code, member), stock(applicant))

    assert report("wizard step, GET + POST, 12 fields", ours, theirs) <= 1.0


def test_a_step_of_twelve_costs_what_a_step_of_three_costs(control, applicant, code, member):
    with bench_procedure(3) as short, bench_procedure(12) as long, as_served():
        twelve, three = side_by_side(
            visit(applicant, long, code, member), visit(applicant, short, code, member)
        )

    assert report("a step in a procedure of 12, beside one of 3", twelve, three) <= 1.15
