"""Forms of the readings."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms import ValidationError
from wtforms.validators import Optional

from zz.projects.fields import DateField

SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".parquet")


class UploadForm(FlaskForm):
    """A file of readings; the day is for files without dates, or to take one day only."""

    file = FileField("数据文件")
    day = DateField("只接收这一天", [Optional()])

    def validate_file(self, field: FileField) -> None:
        """Refuse nothing, and kinds of files that hold no readings."""
        if not isinstance(field.data, FileStorage) or not field.data.filename:
            raise ValidationError("请选择数据文件")
        if not field.data.filename.lower().endswith(SUFFIXES):
            raise ValidationError("只接收 .csv、.xlsx 和 .parquet 文件，请另存后重新选择")
