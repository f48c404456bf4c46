"""The application, for `flask --app app …` and a WSGI server (`gunicorn app:app`); `python app.py` serves it itself."""

import sys

from zz import create_app, serving

if __name__ == "__main__":
    serving.main(sys.argv[1:])
else:
    app = serving.attach(create_app())
