"""Forms of signing in and of one's own account."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length

from zz.accounts import passwords
from zz.spelling import printable


class LoginForm(FlaskForm):
    """Name and password; `next` is the page asked for."""

    username = StringField(
        "用户名",
        [DataRequired("请填写用户名"), Length(max=64, message="用户名最多 64 个字符")],
        filters=[printable],
    )
    password = PasswordField(
        "密码", [InputRequired("请填写密码"), Length(max=passwords.MAX_LENGTH, message="密码过长，请检查")]
    )
    next = HiddenField()


class PasswordForm(FlaskForm):
    """The present password and a new one, twice. `username` and `used` are what the new one is measured against."""

    current = PasswordField(
        "当前密码",
        [InputRequired("请填写当前密码"), Length(max=passwords.MAX_LENGTH, message="密码过长，请检查")],
    )
    new = PasswordField("新密码", [InputRequired("请填写新密码")])
    again = PasswordField(
        "再输一次新密码", [InputRequired("请再输一次新密码"), EqualTo("new", "两次输入的新密码不一致")]
    )

    def __init__(self, username: str, used: list[str], *, confirmed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._username, self._used, self._confirmed = username, used, confirmed

    def validate_current(self, field: PasswordField) -> None:
        """Refuse a wrong present password; whether it is right was found out under the brake."""
        if not self._confirmed:
            raise ValidationError("当前密码不正确")

    def validate_new(self, field: PasswordField) -> None:
        """Say every rule that the new password breaks."""
        if found := passwords.complaints(field.data or "", username=self._username, used=self._used):
            raise ValidationError("；".join(found))
