"""Fill a Word template; texts are escaped, the QR code is drawn here."""

import io
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import segno
from jinja2.sandbox import SandboxedEnvironment

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FOLDER = Path(__file__).parent / "templates"
CODE_SIDE = 24  # mm


class Template(StrEnum):
    """The papers there are a template for."""

    ORDER = "order"  # 交办单（办理单）
    SUPERVISION = "supervision"  # 督办单
    BRIEF = "brief"  # 月报
    PLACEMENT_NOTICE = "placement_notice"  # 入学学位安排告知书
    PLACEMENT_ANSWER = "placement_answer"  # 学位安排答复说明
    MINUTES = "minutes"  # 会议纪要
    VOLTAGE_MONTH = "voltage_month"  # 电压质量月报


def qr_code(text: str) -> bytes:
    """Return a PNG of `text` as a QR code that a phone reads from paper."""
    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="png", scale=8, border=2)
    return stream.getvalue()


def render(template: Template, context: Mapping[str, Any], *, code: str = "") -> bytes:
    """Return the template filled with `context`; `code` is the address that its QR code opens."""
    from docx.shared import Mm  # large, as is the next, and used for papers only
    from docxtpl import DocxTemplate, InlineImage

    document = DocxTemplate(FOLDER / f"{template}.docx")
    image = InlineImage(document, io.BytesIO(qr_code(code)), width=Mm(CODE_SIDE)) if code else ""
    environment = SandboxedEnvironment(autoescape=True)
    document.render({**context, "code": image}, environment, autoescape=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
