"""Commands of an installation: thin, over operations; what goes wrong is a sentence, never a traceback."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import routes_command, with_appcontext
from sqlalchemy import inspect, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from zz import access, backup, calendar, clock, config, jobs, journal, schema
from zz.accounts import founding, passwords, user_operations
from zz.accounts.models import User
from zz.db import db, writing
from zz.demo import clock as demo_clock
from zz.jobs.lease import LeaseTaken
from zz.jobs.ticking import COUNTERS, TickBroken
from zz.journal import Seal
from zz.problems import kinds
from zz.projects import permits
from zz.voltage import rulebook

TICK_WAIT = 120.0  # seconds a second tick waits for the first


class Plain(click.Command):
    """A command whose foreseeable failures are one sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (backup.Refused, demo_clock.Unmovable, TickBroken) as error:
            raise click.ClickException(str(error)) from None
        except LeaseTaken:
            raise click.ClickException("另一个进程正在执行同样的操作，请稍后再试。") from None
        except (OperationalError, ProgrammingError) as error:
            said = "数据库没有初始化，或者连接不上。请先运行 flask --app app init，并检查 DATABASE_URL。"
            raise click.ClickException(f"{said}（{str(error.orig).splitlines()[0]}）") from None
        except OSError as error:
            raise click.ClickException(f"读写文件出错：{error}") from None


def command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """Declare a command of `flask --app app`."""
    return lambda fn: click.command(name, cls=Plain)(with_appcontext(fn))


def _migrate() -> None:
    current_app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    schema.upgrade()


def _seed(at: datetime) -> None:
    """Add the rows that every installation begins with, where they are missing."""
    calendar.seed(at=at)
    permits.seed_template()
    kinds.seed()
    rulebook.seed(at=at)


@command("init")
def init() -> None:
    """Migrate, write missing secrets, and create the first administrator. Safe to run again."""
    instance = current_app.config["INSTANCE"]
    for name in config.write_missing_secrets(instance):
        click.echo(f"已生成 {name}，写入 {instance / 'secrets.env'}（请妥善备份）")
    _migrate()
    password = passwords.one_time()
    password_hash = passwords.hash_password(password) if founding.is_empty() else ""
    with writing():
        _seed(clock.now())
        if password_hash:
            founding.found(password_hash, at=clock.now())
    if password_hash:
        click.echo(f"首个系统管理员：{founding.USERNAME}，一次性密码：{password}（首次登录须修改）")
    else:
        click.echo("数据库已是最新，用户保持不变。")


@command("reset-password")
@click.argument("username")
def reset_password(username: str) -> None:
    """Give USERNAME a one-time password: for an administrator whom nobody else can help."""
    password = passwords.one_time()
    password_hash = passwords.hash_password(password)
    with writing():
        user = db.session.scalars(select(User).where(User.username == username).with_for_update()).first()
        if user is None:
            raise click.ClickException(f"没有用户名为“{username}”的用户。")
        user_operations.reset_password(user, password_hash, by=None, at=clock.now())
    click.echo(f"{username} 的一次性密码：{password}（登录后须修改）")


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.ClickException(f"时间“{text}”不是 ISO 格式，例如 2023-09-15T08:30。") from None
    return found if found.tzinfo else found.replace(tzinfo=clock.SHANGHAI)


@command("tick")
@click.option("--now", "to", help="move the demo's clock forward to this instant first (ISO; demo only)")
def tick(to: str | None) -> None:
    """Run what is due: reminders, cards, escalation, digests, voltage; seal the journal."""
    if to is not None:
        demo_clock.move(_instant(to))
    total = jobs.tick(clock.now(), wait=TICK_WAIT)
    jobs.run_pending()  # what it asked for, where no server does it
    click.echo(" ".join(f"{name} {total[name]}" for name in COUNTERS))


@command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup_(file: Path) -> None:
    """Write database and files into one FILE, while the program runs."""
    with writing():
        journal.log_access(journal.AccessKind.EXPORTED, target=f"backup {file.name}", username="命令行")
    count = backup.make(file)
    click.echo(f"已备份到 {file}：数据库和 {count} 个文件。字段密钥不在其中，请另行保管。")


def _has_rows() -> bool:
    return inspect(db.engine).has_table("user") and not founding.is_empty()


@command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="overwrite what is there without asking")
def restore(file: Path, yes: bool) -> None:
    """Put database and files back as FILE holds them."""
    current_app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    if not yes and _has_rows():
        click.confirm("现有的数据库和文件将被备份内容覆盖，是否继续？（可加 --yes 跳过）", abort=True)
    count = backup.restore(file)
    _migrate()
    click.echo(f"已恢复：数据库和 {count} 个文件。")


@command("audit-verify")
def audit_verify() -> None:
    """Recompute the seals of the journal; exit 1 where one does not hold."""
    sealed, unsealed, broken = journal.verify()
    if broken is None:
        click.echo(f"sealed {sealed} unsealed {unsealed}")
        return
    seal = db.session.get(Seal, broken)
    where = f"，事件 {seal.first_event_id}—{seal.last_event_id}" if seal else ""
    raise click.ClickException(f"变更日志被改动过：第 {broken} 号封签不符{where}；此前 {sealed} 条完好。")


@command("routes")
def routes() -> None:
    """Print every route with its methods and who may use it."""
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda r: r.rule):
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        found = access.declared(current_app, rule.endpoint)
        words = found if isinstance(found, str) else "、".join(p.label for p in found or ())
        click.echo(f"{methods:<9} {rule.rule:<60} {words or 'undeclared'}")


def answer_routes(app: Flask) -> None:
    """Answer `flask routes` in the place of Flask's own command, which wins over the application's by its name.

    Flask loads the application while it runs its command: here is the last moment to say more than it would.
    """
    context = click.get_current_context(silent=True)
    if context is not None and context.command is routes_command:
        with app.app_context():
            routes.main(args=[], standalone_mode=False)
        context.exit()


def init_app(app: Flask) -> None:
    """Add the commands to `flask --app app`."""
    for found in (init, tick, reset_password, backup_, restore, audit_verify, routes):
        app.cli.add_command(found)
