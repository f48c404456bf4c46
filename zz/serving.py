"""Serving: the worker of a process, `python app.py` for the demo and for a real installation."""

import argparse
import contextlib
import io
import os
import signal
import sys
from typing import Any, NoReturn

import waitress
from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import inspect
from werkzeug.middleware.proxy_fix import ProxyFix

from zz import cli, config, create_app
from zz.accounts import founding
from zz.db import db
from zz.demo import clock as demo_clock
from zz.demo import command
from zz.jobs.worker import Worker

THREADS = 8
NO_SECRETS = "没有找到 SECRET_KEY 和 ZZ_FIELD_KEY：请先运行 flask --app app init，由它写入实例目录的 secrets.env。"


def refuse(sentence: str) -> NoReturn:
    """End the process with a sentence."""
    raise SystemExit(sentence)


def check_secrets(app: Flask) -> None:
    """Refuse to go on where a real installation has no secrets."""
    if not (app.config["SECRET_KEY"] and app.config["FIELD_KEY"]):
        refuse(NO_SECRETS)


def attach(app: Flask) -> Flask:
    """Prepare `app` for a WSGI server: it has secrets, and its worker starts with the first request of the process."""
    if "FLASK_RUN_FROM_CLI" not in os.environ:
        check_secrets(app)
    cli.answer_routes(app)
    trust_proxy(app)
    workers: dict[int, Worker] = {}

    def start_once() -> None:
        if os.getpid() not in workers:
            workers[os.getpid()] = Worker(app)
            workers[os.getpid()].start()

    app.before_request(start_once)
    return app


def trust_proxy(app: Flask) -> None:
    """Take the client's address from the proxy at `ZZ_PROXY`, and from nobody else (waitress does so by itself)."""
    proxy, plain = os.environ.get("ZZ_PROXY"), app.wsgi_app
    fixed = ProxyFix(plain)

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        return (fixed if environ.get("REMOTE_ADDR") == proxy else plain)(environ, start_response)

    if proxy:
        app.wsgi_app = answer  # type: ignore[method-assign]


def run_command(app: Flask, name: str, *arguments: str) -> None:
    """Run one of the application's commands."""
    try:
        app.cli.commands[name].main(list(arguments), standalone_mode=False, obj=ScriptInfo(create_app=lambda: app))
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        refuse(error.format_message())


def _is_empty(app: Flask) -> bool:
    """Tell whether nobody works in the database yet."""
    database = db.engine.url.database
    if db.engine.dialect.name == "sqlite" and not os.path.exists(database or ""):
        return True
    return not inspect(db.engine).has_table("user") or founding.is_empty()


def prepared(real: bool) -> Flask:
    """Return the application with its database in order: the demo made, or the installation brought up to date."""
    app = create_app()
    with app.app_context():
        empty = _is_empty(app)
    if not (real or empty):
        return app
    config.write_missing_secrets(app.config["INSTANCE"])
    app = create_app()
    if real:
        run_command(app, "init")
    else:
        with contextlib.redirect_stdout(io.StringIO()):  # the accounts are printed at every start
            run_command(app, "demo")
    demo_clock.resume(app)
    return app


def address(app: Flask) -> tuple[str, int]:
    """Return host and port of `ZZ_BIND`; a demo is served on this machine alone."""
    host, _, port = app.config["BIND"].rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal():
        refuse(f"ZZ_BIND“{app.config['BIND']}”应为 地址:端口，例如 127.0.0.1:8000。")
    with app.app_context():
        if demo_clock.is_demo() and not demo_clock.is_loopback(host):
            refuse(f"演示数据只能在本机打开，不能绑定 {host}：请把 ZZ_BIND 设为 127.0.0.1:{port}。")
    return host, int(port)


def _announce(app: Flask, host: str, port: int) -> None:
    with app.app_context():
        accounts = command.accounts() + "\n" if demo_clock.is_demo() else ""
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"{accounts}请用浏览器打开 http://{shown}:{port}/ （按 Ctrl+C 停止）\n")
    sys.stdout.flush()


def _proxy() -> dict[str, Any]:
    """Return what waitress has to know of a proxy in front of it (`ZZ_PROXY`: its address)."""
    proxy = os.environ.get("ZZ_PROXY")
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    return {"trusted_proxy": proxy, "trusted_proxy_headers": headers} if proxy else {}


def serve(app: Flask) -> None:
    """Serve until interrupted; then let the present job end and the demo's clock stand still."""
    host, port = address(app)
    try:
        server = waitress.create_server(app, host=host, port=port, threads=THREADS, ident=None, **_proxy())
    except OSError as error:
        refuse(f"无法在 {host}:{port} 提供服务：{error.strerror}。请检查端口是否被占用，或改用 ZZ_BIND。")
    worker = Worker(app)
    worker.start()
    _announce(app, host, port)
    signal.signal(signal.SIGTERM, lambda *_: refuse(""))
    try:
        server.run()
    finally:
        worker.stop()
        with app.app_context():
            demo_clock.stand_still()


def main(arguments: list[str]) -> None:
    """`python app.py [--real]`: serve the demo, made at the first start, or the real installation."""
    parser = argparse.ArgumentParser(prog="app.py", description="Serve the demo, or with --real the installation.")
    parser.add_argument("--real", action="store_true", help="bring the real installation up to date and serve it")
    real = parser.parse_args(arguments).real
    app = prepared(real)
    with app.app_context():
        if real and demo_clock.is_demo():
            refuse(f"{app.config['INSTANCE']} 里是演示数据，不能当作正式系统使用：请把 ZZ_INSTANCE 指向另一个文件夹。")
    check_secrets(app)
    serve(app)
