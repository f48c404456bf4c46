"""Backup and restore: one zip with the database as of one instant, the files, and the fingerprint of the field key.

Both work while the program serves. The key itself is never in the file: without it, encrypted fields stay closed.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy.engine import URL

from zz import clock, sealed
from zz.db import db

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
POSTGRES = "/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/pgsql-*/bin"


class Refused(Exception):
    """The backup cannot be made or restored; the text says why and what to do."""


def fingerprint(key: str | None) -> str:
    """Return what tells one field key from another without giving it away."""
    return hashlib.sha256(b"zz field key\0" + (key or "").encode()).hexdigest()[:16]


def _fingerprints() -> list[str]:
    """Return those of the keys in use: one, or several while they are being changed."""
    return [fingerprint(key) for key in sealed.keys_in(current_app.config["FIELD_KEY"]) or [""]]


def _engine() -> str:
    return db.engine.dialect.name


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    places = sorted(place for pattern in POSTGRES for place in Path("/").glob(f"{pattern[1:]}/{name}"))
    if not places:
        raise Refused(
            f"没有找到 {name}：请安装 PostgreSQL 客户端程序（Debian/Ubuntu：apt install postgresql-client）。"
        )
    return str(places[-1])


def _run(name: str, *arguments: str) -> None:
    """Run a PostgreSQL program on the application's database; the password goes by the environment."""
    url: URL = db.engine.url
    target = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": url.password} if url.password else {})}
    command = [_program(name), *arguments, f"--dbname={target}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(f"{name} 没有完成：{done.stderr.strip()[-500:]}")


def _copy_sqlite(source: str | Path, target: str | Path) -> None:
    """Copy a database into another, consistent also while either is in use."""
    read, written = sqlite3.connect(source), sqlite3.connect(target, timeout=30)
    try:
        read.backup(written)
    finally:
        read.close()
        written.close()


def _dump(target: Path) -> None:
    if _engine() == "sqlite":
        _copy_sqlite(str(db.engine.url.database), target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _stored_files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix != ".part")


def make(path: Path) -> int:
    """Write a backup to `path`; return how many files it holds besides the database."""
    instance: Path = current_app.config["INSTANCE"]
    manifest = {
        "format": FORMAT, "engine": _engine(), "made_at": clock.real_now().isoformat(),
        "field_key": ",".join(_fingerprints()),
    }  # fmt: skip
    with tempfile.TemporaryDirectory(dir=path.resolve().parent) as work:
        part, database = Path(work) / "backup", Path(work) / DATABASE
        _dump(database)
        stored = _stored_files(instance / FILES)  # after the database: what it points at is on the disk
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest))
            archive.write(database, DATABASE)
            for file in stored:
                archive.write(file, f"{FILES}/{file.relative_to(instance / FILES)}", zipfile.ZIP_STORED)
        os.chmod(part, 0o600)
        os.replace(part, path)
    return len(stored)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise Refused("这个文件不是本系统的备份。") from None
    return manifest


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse a backup of another kind, with another key, damaged, or with files that lead elsewhere."""
    manifest = _manifest(archive)
    if manifest.get("format") != FORMAT:
        raise Refused("备份由更新版本的系统生成，请先升级本系统。")
    if manifest["engine"] != _engine():
        raise Refused(f"备份来自 {manifest['engine']} 数据库，本系统使用 {_engine()}，不能直接恢复。")
    if not set(manifest["field_key"].split(",")) <= set(_fingerprints()):
        raise Refused(
            "备份所用的字段密钥与本系统不同（指纹不一致），恢复后加密的信息将无法读取，没有恢复。"
            "请先把备份时的 ZZ_FIELD_KEY 写入 secrets.env 或环境变量，再恢复。"
        )
    if (damaged := archive.testzip()) is not None:
        raise Refused(f"备份文件已损坏（{damaged}），没有恢复。")
    for name in archive.namelist():
        if name not in (MANIFEST, DATABASE) and (not name.startswith(f"{FILES}/") or ".." in Path(name).parts):
            raise Refused("备份中有不属于本系统的内容，没有恢复。")


def _load(database: Path) -> None:
    """Put the database of the backup in place of the present one."""
    db.session.remove()
    db.engine.dispose()
    if _engine() != "sqlite":
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", str(database))
        return
    with closing(sqlite3.connect(database)) as connection:
        if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Refused("备份中的数据库已损坏，没有恢复。")
    target = Path(str(db.engine.url.database))
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy_sqlite(database, target)


def _swap(new: Path, place: Path) -> None:
    """Put the folder `new` in the place of another, which is removed afterwards."""
    old = new.with_name("old")
    if place.exists():
        place.rename(old)
    if new.exists():
        new.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def restore(path: Path) -> int:
    """Put database and files back as the backup holds them; return how many files.

    Raises:
        Refused: the backup does not fit; nothing has been changed.
    """
    instance: Path = current_app.config["INSTANCE"]
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile):
        raise Refused(f"打不开备份文件 {path}。") from None
    with archive, tempfile.TemporaryDirectory(dir=instance) as work:
        _check(archive)
        archive.extractall(work)
        _load(Path(work) / DATABASE)
        _swap(Path(work) / FILES, instance / FILES)
        return sum(name.startswith(f"{FILES}/") for name in archive.namelist())
