"""The production profile: what it refuses to start with, and what it sends when it has started."""

import json
import os
import shutil
import subprocess
import sys
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.house.test_settings import PRODUCTION

YEAR = 31_536_000
pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DB") == "postgres",
    reason="needs SQLite: its own, whichever database the suite runs on",
)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> dict[str, str]:
    """The environment of an authority's house: its own data, tables made, static files gathered."""
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = clean | PRODUCTION | {"DATA_DIR": str(tmp_path_factory.mktemp("production"))}
    for line in ("migrate", "createcachetable", "collectstatic --noinput"):
        done = manage(environment, *line.split(), "--verbosity", "0")
        assert done.returncode == 0, done.stderr
    return environment


def manage(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return run(environment, "manage.py", *words)


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


ASK = """
import json
from portal.wsgi import application
from django.conf import settings
from django.test import Client
from billing.models import TransferAccount
from portal.accounts import people

people.create("member", name="港湾 太郎", sign_ins={"email": "taro@authority.test"},
              password="kaze-to-nami-88")
browser = Client(headers={"host": "portal.example.jp"}, raise_request_exception=False)

def told(answer):
    return {"status": answer.status_code, "headers": dict(answer.headers),
            "cookies": answer.cookies.output(header="").splitlines(),
            "text": b"".join(answer).decode("utf-8", "replace")}

key = "00000000-0000-4000-8000-000000000000"
out = {path: told(browser.get(path, secure=True)) for path in
       ("/", "/login/", "/outbox/", "/outbox/1/", "/nowhere/", f"/agency/{key}/", "/admin/")}
out["plain"] = told(browser.get("/login/"))
out["stranger"] = told(browser.get("/", secure=True, headers={"host": "evil.example"}))
out["panel"] = told(browser.post(f"/agency/{key}/deposit/", {"kind": "exact"}, secure=True))
out["signed in"] = told(browser.post("/login/", {"sign_in_name": "taro@authority.test",
    "password": "kaze-to-nami-88"}, secure=True))
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def answers(house):
    done = run(house, "-c", ASK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_djangos_own_check_of_a_deployment_finds_nothing(house):
    done = manage(house, "check", "--deploy", "--fail-level", "WARNING", "--database", "default")

    assert (done.returncode, done.stderr) == (0, "")
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize("path", ["/", "/login/", "/nowhere/", "/outbox/"])
def test_a_browser_keeps_to_https_for_a_year(answers, path):
    said = answers[path]["headers"]

    assert said["Strict-Transport-Security"] == f"max-age={YEAR}; includeSubDomains; preload"
    assert "unsafe" not in said["Content-Security-Policy"]
    assert said["X-Content-Type-Options"] == "nosniff"


def test_whoever_comes_without_https_is_sent_there(answers):
    assert answers["plain"]["status"] == 301
    assert answers["plain"]["headers"]["Location"] == "https://portal.example.jp/login/"


def test_a_host_that_was_not_named_is_not_answered(answers):
    assert answers["stranger"]["status"] == 400


def test_cookies_belong_to_this_host_alone_and_no_script_reads_them(answers):
    given = [each for answer in answers.values() for each in answer["cookies"]]

    cookies = {name: c for each in given for name, c in SimpleCookie(each.strip()).items()}
    assert set(cookies) == {"__Host-session", "__Host-csrf", "__Host-device"}
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert (cookie["path"], cookie["domain"]) == ("/", ""), name
    assert answers["signed in"]["status"] == 302


def test_what_only_the_demonstration_has_is_not_there(answers):
    assert answers["/outbox/"]["status"] == 404
    assert answers["/outbox/1/"]["status"] == 404
    assert answers["panel"]["status"] == 404
    assert all("Madoguchi-2026" not in answer["text"] for answer in answers.values())
    assert "/outbox/" not in answers["/"]["text"]


def test_the_demonstration_is_not_loaded(house):
    done = manage(house, "demo")

    assert done.returncode == 1
    assert done.stderr == "CommandError: The demonstration is off here (PROFILE or DEMO).\n"


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL", "REDIS_URL", "AGENCY_SECRETS"],
)
def test_what_is_not_said_stops_the_server_and_every_command_with_one_line(name):
    incomplete = {key: value for key, value in PRODUCTION.items() if key != name}
    done = run({"PATH": os.environ["PATH"]} | incomplete, "-c", "import portal.wsgi")

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Madoguchi cannot start: {name} ")


def test_a_short_key_is_refused_without_being_shown():
    environment = {"PATH": os.environ["PATH"]} | PRODUCTION | {"SECRET_KEY": "k" * 39}

    done = run(environment, "-c", "import portal.wsgi")

    assert done.stderr == (
        "Madoguchi cannot start: SECRET_KEY is the demonstration's or shorter than 40 characters.\n"
    )


# The demonstration's accounts -----------------------------------------------------------------

ENTER = """
import django
django.setup()
from datetime import date
from portal.demonstration import deeds, holders
from portal.models import Account
code = deeds.enter(holders.SHINONOME, valid_until=date(2030, 1, 31), password=deeds.PASSWORD)
deeds.staff("examiner", "佐藤 恵", "examiner", password=None)
"""
MOVED = """
import django
django.setup()
from portal.models import Account
Account.objects.update(email="desk@authority.test")
"""
OWN = """
import django
django.setup()
from portal.models import Account
for account in Account.objects.all():
    account.set_password("a-password-of-ones-own-4711")
    account.save()
"""


@pytest.fixture
def demonstrated(house, tmp_path) -> dict[str, str]:
    """A house into whose database accounts of the demonstration have come."""
    made = Path(house["DATA_DIR"])
    (tmp_path / "static").symlink_to(made / "static")
    shutil.copy(made / "madoguchi.sqlite3", tmp_path)
    environment = house | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    assert run(environment, "-c", ENTER).returncode == 0
    return environment


def refused(name: str) -> str:
    return (
        f"Madoguchi cannot start: the database holds accounts of the demonstration ({name}): "
        "production needs an empty database of its own.\n"
    )


def test_accounts_of_the_demonstration_stop_the_server_the_check_and_the_migration(demonstrated):
    server = run(demonstrated, "-c", "import portal.wsgi")
    checked = manage(demonstrated, "check", "--database", "default")
    migrated = manage(demonstrated, "migrate", "--verbosity", "0")

    assert server.stderr == refused("P00A1B2C0000")
    assert server.returncode == 3  # gunicorn gives up at this one
    for done in (checked, migrated):
        assert done.returncode == 1
        assert refused("P00A1B2C0000").strip() in done.stderr


@pytest.mark.full
def test_they_are_known_by_their_password_when_their_addresses_have_changed(demonstrated):
    run(demonstrated, "-c", MOVED)
    by_password = run(demonstrated, "-c", "import portal.wsgi")
    run(demonstrated, "-c", OWN)
    of_ones_own = run(demonstrated, "-c", "import portal.wsgi")

    assert by_password.stderr == refused("P00A1B2C0000")
    assert (of_ones_own.returncode, of_ones_own.stderr) == (0, "")


def test_the_demonstration_itself_starts_on_them(demonstrated):
    environment = {name: demonstrated[name] for name in ("PATH", "DATA_DIR")}

    assert run(environment, "-c", "import portal.wsgi").returncode == 0


def test_a_database_that_is_away_stops_no_start(house, tmp_path):
    away = house | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}

    done = run(away, "-c", "import portal.wsgi")

    assert (done.returncode, done.stderr) == (0, "")
