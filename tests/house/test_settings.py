"""Settings come from the environment; a wrong value stops the start with one clear line."""

import os
import re
import subprocess
import sys

import pytest

from tests.house.source import ROOT

PRODUCTION = {
    "PROFILE": "production",
    "SECRET_KEY": "a-key-of-the-authority-that-is-long-enough-to-sign-with-0123456789",
    "SITE_URL": "https://portal.example.jp",
    "ALLOWED_HOSTS": "portal.example.jp",
    "EMAIL_URL": "smtp://mail.example.jp:25",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "AGENCY_SECRETS": "one-secret-shared-with-the-agency",
}

# By boto3 and by docker-compose.yml.
READ_BY_OTHERS = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "POSTGRES_PASSWORD",
}


def start(environment: dict[str, str], code: str = "import portal.settings"):
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"PROFILE": "staging"}, "PROFILE"),
        ({"DEBUG": "perhaps"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "not an address"}, "DATABASE_URL"),
        ({"REDIS_URL": "http://127.0.0.1"}, "REDIS_URL"),
        ({"EMAIL_URL": "post office"}, "EMAIL_URL"),
        ({"PAYMENT_DAYS": "seven"}, "PAYMENT_DAYS"),
        ({"DRAFT_DAYS": "0"}, "DRAFT_DAYS"),
        ({"JASTPRO_RENEWAL_WINDOW_RULE": "Z"}, "JASTPRO_RENEWAL_WINDOW_RULE"),
        (PRODUCTION | {"SECRET_KEY": ""}, "SECRET_KEY"),
        (PRODUCTION | {"SECRET_KEY": "demonstration-key-never-for-production"}, "SECRET_KEY"),
        (PRODUCTION | {"DEBUG": "1"}, "DEBUG"),
        (PRODUCTION | {"SITE_URL": "http://portal.example.jp"}, "SITE_URL"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        (PRODUCTION | {"AGENCY_SECRETS": ""}, "AGENCY_SECRETS"),
        (PRODUCTION | {"REDIS_URL": ""}, "REDIS_URL"),
        (PRODUCTION | {"EMAIL_URL": ""}, "EMAIL_URL"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_value_stops_the_start_with_one_line(environment: dict[str, str], name: str):
    done = start(environment)

    assert done.returncode != 0
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"Madoguchi cannot start: {name} ")
    assert line.endswith(".")
    assert "demonstration-key" not in line


def test_production_starts_when_all_is_said_and_is_not_the_demonstration():
    code = (
        "from portal import settings as s;"
        "print(s.DEMO, s.DEBUG, s.STAFF_SECOND_FACTOR, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS)"
    )

    done = start(PRODUCTION | {"DEMO": "1"}, code)

    assert done.stdout.strip() == "False False True __Host-session __Host-csrf True 31536000"


def test_the_demonstration_starts_with_nothing_said_and_debug_off():
    done = start({}, "from portal import settings as s; print(s.DEMO, s.DEBUG)")

    assert done.stdout.strip() == "True False"


def test_env_example_names_every_setting_that_is_read_and_no_other():
    read = set()
    for name in ("settings.py", "environment.py"):
        source = (ROOT / "portal" / name).read_text()
        read |= set(
            re.findall(r"""\b(?:text|number|flag|words)\(\s*["']([A-Z_0-9]+)["']""", source)
        )
    read -= {"MADOGUCHI_TESTING", "TEST_DB_SUFFIX"}
    example = (ROOT / ".env.example").read_text()

    listed = re.findall(r"^#? ?([A-Z_0-9]+)=", example, re.MULTILINE)

    assert sorted(listed) == sorted(set(listed))
    assert set(listed) - READ_BY_OTHERS == read
