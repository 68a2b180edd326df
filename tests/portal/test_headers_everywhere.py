"""The headers of every address in the URL configuration, to whoever asks, errors included."""

import pytest

from tests.house.matrix_walk import ROWS, ask, living

pytestmark = pytest.mark.django_db
WHO = ("anonymous", "filer", "other", "examiner", "administrator")
# The same bytes for everybody, and nothing of the asker's in them.
FOR_EVERYBODY = {"terms-pdf", "admin:jsi18n"}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    yield from living(django_db_blocker)


def lacking(answer) -> list[str]:
    """The promises of reliability goal 27 that an answer breaks."""
    policy = answer.get("Content-Security-Policy", "")
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part)
    promises = {
        "default-src": directives.get("default-src") == "'none'",
        "frame-ancestors": directives.get("frame-ancestors") == "'none'",
        "nothing unsafe": "unsafe" not in policy and "*" not in policy,
        "no foreign source": "http" not in policy,
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        "referrer": answer.get("Referrer-Policy") == "same-origin",
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "frames": answer.get("X-Frame-Options") == "DENY",
    }
    return [promise for promise, kept in promises.items() if not kept]


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_answer_keeps_the_promises(house, role, method):
    broken = {}
    for name in ROWS:
        answer, _written = ask(house, role, method, name)
        if found := lacking(answer):
            broken[name] = found

    assert broken == {}


@pytest.mark.parametrize("role", [role for role in WHO if role != "anonymous"])
def test_nothing_that_a_person_sees_is_kept_on_the_way(house, role):
    kept = []
    for name in set(ROWS) - FOR_EVERYBODY:
        answer, _written = ask(house, role, "get", name)
        if answer.status_code < 300 and "no-store" not in answer.get("Cache-Control", ""):
            kept.append(name)

    assert sorted(kept) == []


def test_control_a_bare_answer_breaks_every_promise():
    from django.http import HttpResponse

    assert len(lacking(HttpResponse())) == 6


@pytest.mark.parametrize("role", WHO)
def test_a_page_that_is_not_there_keeps_the_promises(house, role):
    _world, clients = house

    assert lacking(clients[role].get("/no/such/page/")) == []


def test_too_much_at_once_and_a_forged_host_keep_the_promises(house, settings):
    _world, clients = house
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    too_much = clients["filer"].post("/my/applications/2600002B/answer/", {"body": "あ" * 2000})
    forged = clients["anonymous"].get("/", headers={"host": "elsewhere.example.com"})

    assert (too_much.status_code, lacking(too_much)) == (413, [])
    assert (forged.status_code, lacking(forged)) == (400, [])


def test_cookies_of_every_answer_are_out_of_reach_of_scripts(house):
    _world, clients = house
    for name, row in ROWS.items():
        answer = clients["anonymous"].get(row.url(name, house[0]))
        for cookie in answer.cookies.values():
            assert cookie["httponly"], (name, cookie.key)
            assert cookie["samesite"] == "Lax", (name, cookie.key)
