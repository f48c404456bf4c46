"""Behind a proxy on a WSGI server: whose address counts."""

import pytest
from flask import Flask, request

from zz import serving


@pytest.mark.parametrize(
    ("proxy", "peer", "client"),
    [
        ("10.0.0.1", "10.0.0.1", "192.168.3.7"),
        ("10.0.0.1", "192.168.3.9", "192.168.3.9"),
        (None, "10.0.0.1", "10.0.0.1"),
    ],
    ids=["through the proxy", "past the proxy", "no proxy"],
)
def test_the_clients_address_is_taken_from_the_proxy_alone(
    monkeypatch: pytest.MonkeyPatch, proxy: str | None, peer: str, client: str
) -> None:
    monkeypatch.delenv("ZZ_PROXY", raising=False)
    if proxy:
        monkeypatch.setenv("ZZ_PROXY", proxy)
    app = Flask("proxied")
    app.add_url_rule("/", "address", lambda: str(request.remote_addr))
    serving.trust_proxy(app)
    headers = {"X-Forwarded-For": "192.168.3.7"}
    assert app.test_client().get("/", environ_base={"REMOTE_ADDR": peer}, headers=headers).text == client
