"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id at the OWASP minimum: 19 MiB, two passes, one lane.

    Django's default (100 MiB, eight lanes) lets a dozen people signing in at once use up a
    small server; throttling, not cost, is what stops guessing here.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
