"""Databases for tests: a SQLite file and a private PostgreSQL cluster, reset from named snapshots."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import psycopg

POSTGRES_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/usr/pgsql-*/bin",
)
# A test database need not survive a power cut.
POSTGRES_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
}


class Store(Protocol):
    """One database of one engine. Nobody may be connected while it is kept or reset."""

    url: str

    def keep(self, name: str) -> None:
        """Remember the present content under a name."""

    def reset(self, name: str) -> None:
        """Bring back the content kept under a name."""


class SqliteStore:
    """A database file; a snapshot is a copy of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "zz.db"
        self.url = f"sqlite:///{self.path}"

    def keep(self, name: str) -> None:
        source, target = sqlite3.connect(self.path), sqlite3.connect(self.folder / f"{name}.snapshot")
        source.backup(target)
        source.close()
        target.close()

    def reset(self, name: str) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.folder / f"{name}.snapshot", self.path)


class PostgresStore:
    """A database of the cluster; a snapshot is a template database."""

    def __init__(self, cluster: "Cluster", name: str) -> None:
        self.cluster, self.name = cluster, name
        self.url = f"postgresql+psycopg://postgres@/{name}?host={cluster.folder}"
        self.untouched: tuple[str, str] | None = None
        cluster.sql(f"CREATE DATABASE {name}")

    def keep(self, name: str) -> None:
        self.cluster.sql(f"CREATE DATABASE {self.name}_{name} TEMPLATE {self.name}")

    def reset(self, name: str) -> None:
        # A clone takes 60 ms; a test that wrote nothing left the number of the next transaction as it was.
        if self.untouched == (name, self.cluster.next_transaction()):
            return
        self.cluster.sql(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name}",
        )
        self.untouched = (name, self.cluster.next_transaction())


def postgres_programs() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, the newest if there are several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [
        folder
        for pattern in POSTGRES_PLACES
        for folder in Path("/").glob(pattern.lstrip("/"))
        if (folder / "initdb").exists()
    ]
    return max(folders, key=lambda folder: [int(n) for n in folder.parts if n.isdigit()], default=None)


class Cluster:
    """A PostgreSQL cluster in a temporary folder, reached through a socket in it, with no password."""

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        # Not below pytest's own folder: that one is closed to other users, and a socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="zz-pg-", dir="/tmp"))  # noqa: S108
        # initdb refuses to run as root; Debian's package brings the user that it is meant for.
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in POSTGRES_OPTIONS.items())
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", f"{options} -k {self.folder}", "start")

    def sql(self, *statements: str) -> None:
        """Execute statements outside any transaction."""
        with self._connect() as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def next_transaction(self) -> str:
        """Return the number the next writing transaction will get, in whatever database of the cluster."""
        with self._connect() as connection:
            row = connection.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
            assert row is not None
            return str(row[0])

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, user=self.user, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
