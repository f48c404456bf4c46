"""Settings: from the environment, then `$ZZ_INSTANCE/secrets.env`, which `init` writes."""

import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

MAX_UPLOAD = 200 * 1024 * 1024
DEFAULT_DESKS = "projects,enrolment,voltage"


def instance_folder() -> Path:
    """Return the folder of the database and the files (`ZZ_INSTANCE`, else `instance` beside the program)."""
    return Path(os.environ.get("ZZ_INSTANCE", Path(__file__).resolve().parent.parent / "instance")).resolve()


def read_secrets(instance: Path) -> dict[str, str]:
    """Return the KEY=value lines of the instance's secrets.env; empty where there is none."""
    path = instance / "secrets.env"
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def write_missing_secrets(instance: Path) -> list[str]:
    """Write the secrets that neither the environment nor secrets.env holds (mode 0600); return their names."""
    instance.mkdir(parents=True, exist_ok=True)
    found = read_secrets(instance)
    fresh = {"SECRET_KEY": secrets.token_urlsafe(48), "ZZ_FIELD_KEY": Fernet.generate_key().decode()}
    missing = {k: v for k, v in fresh.items() if k not in found and k not in os.environ}
    if missing:
        path = instance / "secrets.env"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as f:
            f.writelines(f"{k}={v}\n" for k, v in {**found, **missing}.items())
    return sorted(missing)


def database_url(instance: Path) -> str:
    """Return SQLAlchemy's address of the database: `DATABASE_URL`, else SQLite in the instance folder."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{(instance / 'zz.db').as_posix()}")
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def from_environment() -> dict[str, Any]:
    """Return the configuration of an application as the environment and the instance folder give it."""
    instance = instance_folder()
    kept = read_secrets(instance)
    return {
        "INSTANCE": instance,
        "SQLALCHEMY_DATABASE_URI": database_url(instance),
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # an error's text goes to the log: no values in it
        "SECRET_KEY": os.environ.get("SECRET_KEY") or kept.get("SECRET_KEY"),
        "FIELD_KEY": os.environ.get("ZZ_FIELD_KEY") or kept.get("ZZ_FIELD_KEY"),
        "BIND": os.environ.get("ZZ_BIND", "127.0.0.1:8000"),
        "SITE_NAME": os.environ.get("ZZ_SITE_NAME", "重点项目全生命周期管理平台"),
        "DESKS": [d.strip() for d in os.environ.get("ZZ_DESKS", DEFAULT_DESKS).split(",") if d.strip()],
        "MAX_CONTENT_LENGTH": MAX_UPLOAD,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("ZZ_HTTPS") == "1",
        "WTF_CSRF_TIME_LIMIT": None,
    }
