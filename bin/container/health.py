"""Exit status 0 when the sign-in page answers, asked as the proxy in front would ask."""

import os
import sys
import urllib.error
import urllib.request

hosts = os.environ.get("ALLOWED_HOSTS", "").split(",")
request = urllib.request.Request(
    "http://127.0.0.1:8000/login/",
    headers={"Host": hosts[0].strip().lstrip(".") or "localhost", "X-Forwarded-Proto": "https"},
)
try:
    with urllib.request.urlopen(request, timeout=4) as answer:
        sys.exit(answer.status != 200)
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"the sign-in page does not answer: {error}")
