from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask


@pytest.fixture
def run(app: Flask) -> Callable[..., Result]:
    """Return a function that runs a command of the application; a traceback fails the test."""

    def run(*arguments: str) -> Result:
        result = app.test_cli_runner().invoke(args=list(arguments))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
