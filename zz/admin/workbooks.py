"""Workbooks as answers."""

from urllib.parse import quote

from flask import make_response
from werkzeug.wrappers import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(data: bytes, name: str) -> Response:
    """Return the workbook `data` to be saved as `name` (Chinese, without the ending)."""
    response = make_response(data)
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f"attachment; filename=zz.xlsx; filename*=UTF-8''{quote(name)}.xlsx"
    return response
