"""All settings, from the environment only; `.env.example` lists them."""

import os
import secrets
import tempfile
import warnings
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.environment import flag, number, read, stop, text, words

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(text("DATA_DIR") or BASE_DIR / "data").resolve()
TESTING = flag("MADOGUCHI_TESTING")

# Identity and security ------------------------------------------------------------------
PROFILE = text("PROFILE", "demo")
if PROFILE not in {"demo", "production"}:
    stop("PROFILE", "must be demo or production.")
PRODUCTION = PROFILE == "production"
DEMO = not PRODUCTION and flag("DEMO", default=True)
DEBUG = flag("DEBUG")
if PRODUCTION and DEBUG:
    stop("DEBUG", "must be off in production.")

DEMO_KEY = "demonstration-key-never-for-production"
SECRET_KEY = text("SECRET_KEY") or (stop("SECRET_KEY", "is missing.") if PRODUCTION else DEMO_KEY)
if PRODUCTION and (SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 40):
    stop("SECRET_KEY", "is the demonstration's or shorter than 40 characters.")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
SITE_URL = text("SITE_URL", f"http://127.0.0.1:{text('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
if PRODUCTION and not ALLOWED_HOSTS:
    stop("ALLOWED_HOSTS", "is missing: name the host, such as portal.example.jp.")
if PRODUCTION and not SITE_URL.startswith("https://"):
    stop("SITE_URL", "must begin with https:// in production.")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "madoguchi_session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "madoguchi_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "registry.apps.RegistryConfig",
    "billing.apps.BillingConfig",
    "notifications.apps.NotificationsConfig",
    "core.apps.CoreConfig",
    "portal.apps.HouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.errors.BusyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.accounts.sessions.SessionLimitsMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

# Templates and forms --------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.frame.frame",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_FAIL_SILENTLY = False

# Database, cache, sessions --------------------------------------------------------------
DATABASE_URL = text("DATABASE_URL")
if DATABASE_URL:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its warning would print the address, password and all
            database = read.db_url_config(DATABASE_URL)
    except Exception:
        stop("DATABASE_URL", "cannot be read; it looks like postgres://user@host:5432/name.")
    if database.get("ENGINE") != "django.db.backends.postgresql":
        stop("DATABASE_URL", "must begin with postgres:// (leave it out for SQLite).")
    database |= {
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c lock_timeout=20000 -c statement_timeout=60000"},
        "TEST": {"NAME": f"test_madoguchi_{text('TEST_DB_SUFFIX', 'suite')}"},
    }
else:
    database = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "madoguchi.sqlite3",
        "OPTIONS": {
            # Writers queue from their first statement instead of failing at their first write.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        # Threads and browsers need a database in a file.
        "TEST": {
            "NAME": Path(tempfile.gettempdir())
            / f"test_madoguchi_{text('TEST_DB_SUFFIX', str(os.getpid()))}.sqlite3"
        },
    }
DATABASES = {"default": database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Files ----------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "files"
BUCKET = text("AWS_STORAGE_BUCKET_NAME")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": text("AWS_S3_ENDPOINT_URL") or None,
                "querystring_expire": 60,
                "default_acl": "private",
                "file_overwrite": False,
            },
        }
        if BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = PRODUCTION
ATTACHMENT_BYTES = number("ATTACHMENT_BYTES", 20 * 1024 * 1024, least=1)
ATTACHMENT_COUNT = number("ATTACHMENT_COUNT", 50, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = ATTACHMENT_COUNT + 1
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.NamesAsSent",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
CLAMD_ADDRESS = text("CLAMD_ADDRESS")

# Mail -----------------------------------------------------------------------------------
EMAIL_URL = text("EMAIL_URL")
if EMAIL_URL:
    try:
        globals().update(read.email_url_config(EMAIL_URL))
    except Exception:
        stop("EMAIL_URL", "cannot be read; it looks like smtp://user:password@host:25.")
elif PRODUCTION:
    stop("EMAIL_URL", "is missing.")
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("MAIL_FROM", "窓口 <madoguchi@example.jp>")

# Celery ---------------------------------------------------------------------------------
REDIS_URL = text("REDIS_URL")
if REDIS_URL and not REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
    stop("REDIS_URL", "must begin with redis://.")
if PRODUCTION and not REDIS_URL:
    stop("REDIS_URL", "is missing.")
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 300,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "max_retries": 0,  # kombu would try for six seconds inside a page
    }
    if REDIS_URL
    else {}
)
CELERY_TASK_PUBLISH_RETRY = False  # a lost nudge is healed by the sweep; no page waits for Redis
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 110
CELERY_TIMEZONE = "Asia/Tokyo"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("日本語"))]
LOCALE_PATHS = [BASE_DIR / "core" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

# Sign-in --------------------------------------------------------------------------------
AUTH_USER_MODEL = "portal.Account"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/my/"
LOGOUT_REDIRECT_URL = "/logout/done/"
PASSWORD_HASHERS = ["portal.accounts.hashers.Argon2"]
SESSION_IDLE = timedelta(minutes=60)
SESSION_IDLE_STAFF = timedelta(minutes=30)
SESSION_AT_MOST = timedelta(hours=12)
SESSION_WARNING = timedelta(minutes=5)
SESSION_COOKIE_AGE = int(SESSION_AT_MOST.total_seconds())
STAFF_SECOND_FACTOR = not DEMO

# The house's own few --------------------------------------------------------------------
DRAFT_DAYS = number("DRAFT_DAYS", 30, least=1)
SENT_BACK_DAYS = number("SENT_BACK_DAYS", 14, least=1)
DECISION_REST = timedelta(seconds=number("DECISION_REST", 0 if DEMO else 120))
PAYMENT_DAYS = number("PAYMENT_DAYS", 7, least=1)
PAYMENT_GRACE = number("PAYMENT_GRACE", 3)  # business days
JASTPRO_RENEWAL_WINDOW_RULE = text("JASTPRO_RENEWAL_WINDOW_RULE", "A")
if JASTPRO_RENEWAL_WINDOW_RULE not in {"A", "B", "C"}:
    stop("JASTPRO_RENEWAL_WINDOW_RULE", "must be A, B or C.")
AUTHORITY = {
    "name": text("AUTHORITY_NAME", "一般財団法人 港湾コード管理センター"),
    "postal_code": text("AUTHORITY_POSTAL_CODE", "1040032"),
    "address": text("AUTHORITY_ADDRESS", "東京都中央区八丁堀2-29-11 八重洲ビル4階"),
    "phone": text("AUTHORITY_PHONE", "0120-000-000"),
    "mail": text("AUTHORITY_MAIL", "desk@example.jp"),
    "hours": text("AUTHORITY_HOURS", "平日 9:00〜17:30"),
    "registration_number": text("AUTHORITY_REGISTRATION_NUMBER", "T7123456789012"),
}
LETTER_ENVELOPE = {
    "window_left": 22,
    "window_top": 14,
    "w": 90,
    "h": 45,
    "play_x": 23,
    "play_y": 19,
}
AGENCY_SECRETS = words("AGENCY_SECRETS", "" if PRODUCTION else "demonstration-agency-secret")
if PRODUCTION and not AGENCY_SECRETS:
    stop("AGENCY_SECRETS", "is missing: one or two shared secrets, separated by a comma.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": text("LOG_LEVEL", "WARNING")},
}

if TESTING:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    MEDIA_ROOT = Path(tempfile.gettempdir()) / f"madoguchi-test-{secrets.token_hex(4)}"
    DECISION_REST = timedelta(seconds=120)

# Sign-in, the particulars (portal/accounts) -------------------------------------------------
AUTHENTICATION_BACKENDS = ["portal.accounts.backend.HouseBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "portal.accounts.passwords.Length"},
    {"NAME": "portal.accounts.passwords.Common"},
    {"NAME": "portal.accounts.passwords.OwnWords"},
]
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "portal.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Madoguchi"
MFA_TOTP_TOLERANCE = 1  # 30 s either way; a used code is remembered longer than that
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 10
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
DEVICE_COOKIE_NAME = "__Host-device" if PRODUCTION else "madoguchi_device"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MIDDLEWARE += ["portal.accounts.first_steps.FirstStepsMiddleware"]
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 1 if PRODUCTION else 0)

# The payment agency -----------------------------------------------------------------------
AGENCY = text("AGENCY", "sandbox")
if AGENCY not in {"sandbox"}:
    stop("AGENCY", "must be sandbox.")
if len(AGENCY_SECRETS) > 2:
    stop("AGENCY_SECRETS", "holds more than two secrets: the new one and the old one at most.")

# Tests --------------------------------------------------------------------------------------
if TESTING:
    WHITENOISE_AUTOREFRESH = True  # look files up when asked: each test client would list them all
