"""Sets the environment before Django reads it: which database, and that this is a test.

`TEST_DB=postgres` runs the same tests on PostgreSQL and Redis; without it they run on SQLite,
whatever the developer's own environment says. Nothing is written to the developer's own data.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["MADOGUCHI_TESTING"] = "1"
for name in ("PROFILE", "DEMO", "DEBUG", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
    os.environ.pop(name, None)
data = Path(tempfile.mkdtemp(prefix="madoguchi-data-"))
(data / "static").mkdir()  # whitenoise warns where it is missing
atexit.register(shutil.rmtree, data, ignore_errors=True)
os.environ["DATA_DIR"] = str(data)
if os.environ.get("TEST_DB") == "postgres":
    os.environ["DATABASE_URL"] = (
        os.environ.get("TEST_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
    )
    os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/9"
