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
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "listen_addresses": "",
}

# What tells that a test has changed the schema, not the rows only.
SCHEMA = """
SELECT (SELECT sum(oid::bigint) FROM pg_class WHERE oid >= 16384),
       (SELECT sum(oid::bigint) FROM pg_constraint WHERE oid >= 16384),
       (SELECT sum(oid::bigint) FROM pg_trigger WHERE oid >= 16384),
       (SELECT sum(atttypid::bigint) FROM pg_attribute WHERE attrelid >= 16384 AND NOT attisdropped)
"""
USED = """
SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
RESTART = """
SELECT count(setval(quote_ident(sequencename)::regclass, 1, false)) FROM pg_sequences WHERE last_value IS NOT NULL
"""
OTHERS = """
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
VERSIONS = "alembic_version"
LARGE = 1 << 18  # bytes: a table that has grown beyond it is given back whole


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
        self.save(self.folder / f"{name}.snapshot")

    def save(self, copy: Path) -> None:
        """Put the present content into a file."""
        source, target = sqlite3.connect(self.path), sqlite3.connect(copy)
        source.backup(target)
        source.close()
        target.close()

    def reset(self, name: str) -> None:
        self.load(self.folder / f"{name}.snapshot")

    def load(self, copy: Path) -> None:
        """Bring in the content that `save` has put into a file."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(copy, self.path)


class PostgresStore:
    """A database of the cluster; a snapshot is a template database.

    To clone one costs some 200 ms of processor time. So a snapshot that has the schema and nothing in it is brought
    back by deleting what there is, which costs a tenth, unless somebody has changed the schema.
    """

    def __init__(self, cluster: "Cluster", name: str) -> None:
        self.cluster, self.name = cluster, name
        self.url = f"postgresql+psycopg://postgres@/{name}?host={cluster.folder}"
        self.empty: dict[str, object] = {}  # snapshot without rows → what its schema looks like
        cluster.sql(f"CREATE DATABASE {name}")

    def keep(self, name: str) -> None:
        self.cluster.sql(f"CREATE DATABASE {self.name}_{name} TEMPLATE {self.name}")
        with self.cluster.connect(self.name) as connection:
            if {table for table, _ in connection.execute(USED)} <= {VERSIONS}:
                self.empty[name] = connection.execute(SCHEMA).fetchone()

    def reset(self, name: str) -> None:
        if name in self.empty and self._emptied(self.empty[name]):
            return
        self.cluster.sql(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_{name}",
        )
        if name in self.empty:
            with self.cluster.connect(self.name) as connection:
                self.empty[name] = connection.execute(SCHEMA).fetchone()

    def _emptied(self, schema: object) -> bool:
        """Delete every row and begin every sequence anew; False where the schema is not what it was."""
        with self.cluster.connect(self.name) as connection:
            connection.execute(OTHERS)
            if connection.execute(SCHEMA).fetchone() != schema:
                return False
            used = {table: size for table, size in connection.execute(USED) if table != VERSIONS}
            # As a replica: no trigger fires, neither of foreign keys nor of what is only added to.
            words = ["SET session_replication_role = replica", *(f"DELETE FROM {table}" for table in used)]  # noqa: S608
            connection.execute("; ".join(words).encode())
            connection.execute(RESTART)
            for table in (table for table, size in used.items() if size > LARGE):
                connection.execute(f"VACUUM {table}".encode())
        return True


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
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """Return a connection outside any transaction."""
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True)

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, cwd=self.folder, user=self.user, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")
