"""Apache Superset over the published marts: secrets from files, nothing from elsewhere, its own state in one folder.

Read by Superset (it is on PYTHONPATH). Refuses to be read without secrets: there is no default for any.
"""

from __future__ import annotations

import os
from pathlib import Path

_LEAST_CHARACTERS = 32


def _secret(name: str) -> str:
    path = Path(os.environ.get("FISCAL_SECRETS_DIR", "/run/secrets")) / name
    value = path.read_text(encoding="utf-8").strip()
    if len(value) < _LEAST_CHARACTERS:
        raise ValueError(f"{path} has less than {_LEAST_CHARACTERS} characters: openssl rand -base64 42 > {path}")
    return value


_home = Path(os.environ["SUPERSET_HOME"])

SECRET_KEY = _secret("superset_secret_key")
# One process writes it (docker entry: one worker with threads): charts and users, no data.
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_home / 'superset.db'}"
SQLALCHEMY_ENGINE_OPTIONS = {"connect_args": {"timeout": 30}}

# Who is not logged in sees the login page only (no AUTH_ROLE_PUBLIC here), and nobody makes an account for himself.
AUTH_USER_REGISTRATION = False
RATELIMIT_ENABLED = True
AUTH_RATE_LIMITED = True
WTF_CSRF_ENABLED = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
PREVENT_UNSAFE_DB_CONNECTIONS = True
SHOW_STACKTRACE = False

# Superset's own policy lets pages ask other hosts (maps, fonts, a tracking pixel); this one lets them ask nobody.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "frame-ancestors": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}

# Answers are asked of the published file each time: a new version is seen at once.
_NO_CACHE = {"CACHE_TYPE": "NullCache"}
CACHE_CONFIG = DATA_CACHE_CONFIG = _NO_CACHE

BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "us", "name": "English"}}
