"""The application, for `flask --app app …`, a WSGI server, or `python app.py`."""

from zz import create_app

app = create_app()
