"""Django's settings. Everything the operator may set is read from the environment here, at the top."""

from __future__ import annotations

import os
from pathlib import Path

from lajur.config.installation import MODES, connection, secret_key
from lajur.config.plugs import PLUGS as PLUGS
from lajur.config.safety import logs, safety
from lajur.postgres.server import data_folder, own_cluster

PACKAGE = Path(__file__).resolve().parents[1]

DATA = data_folder()  # LAJUR_DATA: our own database, files, the secret key
DATABASE_URL = os.environ.get("DATABASE_URL", "")  # the office's own PostgreSQL server
MODE = MODES(os.environ.get("LAJUR_MODE", "lokal"))
DEMO = os.environ.get("LAJUR_DEMO", "") == "1"  # demonstration accounts are listed on the sign-in page
ALLOWED_HOSTS = os.environ.get("LAJUR_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
UPLOAD_LIMIT = int(os.environ.get("LAJUR_UPLOAD_MB", "100")) * 1_000_000  # bytes of one file
CLAMD = os.environ.get("LAJUR_CLAMD", "")  # virus scanner: host:port or a socket's path; without it, files wait
SIGN_TRUST = Path(os.environ.get("LAJUR_TRUST", "") or DATA / "sertifikat")  # certificates of authorities we trust
SIGN_STAMPER = os.environ.get("LAJUR_TSA_URL", "")  # time-stamp authority; without it, signatures are PAdES B-B
BSRE_URL = os.environ.get("LAJUR_BSRE_URL", "")  # eSign Client Service; without it, only certificate files sign
BSRE_USER, BSRE_PASSWORD = os.environ.get("LAJUR_BSRE_USER", ""), os.environ.get("LAJUR_BSRE_PASSWORD", "")
BSRE_VERSION = int(os.environ.get("LAJUR_BSRE_VERSION", "2"))
BSRE_SECONDS = float(os.environ.get("LAJUR_BSRE_SECONDS", "60"))  # how long a signature may take
WEBHOOK_HOSTS = [host for host in os.environ.get("LAJUR_WEBHOOK_HOSTS", "").lower().split(",") if host]
WEBHOOK_LOOPBACK = False  # only tests let webhooks go to this machine
OIDC_HOSTS = [host for host in os.environ.get("LAJUR_OIDC_HOSTS", "").lower().split(",") if host]
OIDC_LOOPBACK = False  # only tests let an agency's provider be this machine, without TLS
SESSION_COOKIE_AGE = int(os.environ.get("LAJUR_SESSION_MINUTES", "720")) * 60  # a long working day
SESSION_IDLE = int(os.environ.get("LAJUR_IDLE_MINUTES", "180")) * 60  # seconds without a request that end a session
METRICS_TOKEN = os.environ.get("LAJUR_METRICS_TOKEN", "")  # whoever shows it may read /metrik/; without it, nobody
STRUCTURED_LOG = os.environ.get("LAJUR_LOG", "") == "json"
ZONE = os.environ.get("LAJUR_ZONE", "Asia/Jakarta")  # for what belongs to no agency; agencies have their own
SMTP_URL = os.environ.get("LAJUR_SMTP_URL", "")  # smtp(s)://user:password@host:port; without all three, no mail
MAIL_FROM, PUBLIC_URL = os.environ.get("LAJUR_MAIL_FROM", ""), os.environ.get("LAJUR_PUBLIC_URL", "")

SECRET_KEY = secret_key(DATA, given=os.environ.get("LAJUR_SECRET_KEY", ""), required=MODE is MODES.PRODUCTION)
SECRET_KEY_FALLBACKS = os.environ.get("LAJUR_SECRET_KEY_OLD", "").split()  # still open what they sealed and signed
DEBUG = MODE is MODES.DEVELOPMENT
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if not host.startswith(("localhost", "127.", "["))]

INSTALLED_APPS = [
    "lajur.ui",
    "lajur.registers.authority",
    "lajur.registers.organisation",
    "lajur.registers.intake",
    "lajur.registers.packages",
    "lajur.registers.procedures",
    "lajur.registers.reference",
    "lajur.casework.cases",
    "lajur.casework.documents",
    *(f"lajur.casework.documents.{name}" for name in ("papers", "signing", "checking", "retention")),
    "lajur.casework.notices",
    "lajur.casework.archive",
    "lajur.casework.guide",
    "lajur.casework.jobs",
    "lajur.casework.overview",
    "lajur.casework.privacy",
    "lajur.casework.schedule",
    "lajur.casework.search",
    "lajur.casework.upkeep",
    "lajur.casework.demonstration",
    "lajur.capabilities.staffing",
    "lajur.capabilities.surveys",
    "lajur.entrypoints.api",
    *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")),
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "template_partials",
]
MIDDLEWARE = [
    "lajur.casework.upkeep.measuring.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lajur.config.middleware.Packed",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lajur.config.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lajur.registers.procedures.first_run.FirstRun",
    "lajur.registers.organisation.middleware.ActingPerson",
    "lajur.casework.cases.middleware.WorkCounts",
]
ROOT_URLCONF = "lajur.config.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

cluster = own_cluster()
DATABASES = {"default": connection(cluster.url() if cluster else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["lajur.registers.organisation.backends.PersonBackend"]
CSRF_FAILURE_VIEW = "lajur.registers.organisation.views.form_expired"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/masuk/"
LOGIN_REDIRECT_URL = "/tugas/"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = ZONE
USE_TZ = USE_I18N = True

STATIC_URL = "/statis/"
STATIC_ROOT = DATA / "statis"
MEDIA_ROOT = DATA / "berkas"
RESERVED: tuple[Path, ...] = (DATA, MEDIA_ROOT)  # disks of which changes leave a part free (registers.authority.room)
PACKED = MODE in (MODES.LOCAL, MODES.PRODUCTION)  # names with a hash, compressed ahead by `lajur serve`
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PACKED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PACKED

globals().update(safety(production=MODE is MODES.PRODUCTION))
LOGGING = logs(structured=STRUCTURED_LOG)

if MODE is MODES.TEST:
    RESERVED = ()
    WHITENOISE_AUTOREFRESH = True  # files are looked for when asked for: else every new Client looks for all of them
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    INSTALLED_APPS.append("zeal")
    MIDDLEWARE.insert(0, "lajur.registers.authority.border.AsServed")
    MIDDLEWARE.append("zeal.middleware.zeal_middleware")  # a request that asks once per row fails its test
    ZEAL_RAISE = True
