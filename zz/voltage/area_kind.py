"""Areas as something to import."""

from flask import url_for

from zz.accounts.roles import Permission
from zz.imports.kinds import Kind, register
from zz.voltage.area_desk import AreaDesk
from zz.voltage.area_fields import FIELDS, LABELS, show

AREAS = register(
    Kind(
        "areas", "台区", "个", Permission.VOLTAGE_IMPORT, FIELDS, AreaDesk, labels=LABELS, show=show,
        subject_url=lambda i: f"/voltage/areas/{i}", list_url=lambda: url_for("voltage_readings.index"),
    )
)  # fmt: skip
