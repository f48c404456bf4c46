"""Turn what a clerk typed into a cell into money, numbers and identifiers, or say what is wrong."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from zz.sheets.read import Cell
from zz.sheets.text import clean_text, half_width

CENT = Decimal("0.000001")  # 分, in 万元
LARGEST = Decimal(10) ** 9  # ten trillion yuan, in 万元: beyond every county
UNITS = {
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
    "百万元": Decimal(100),
    "万元": Decimal(1),
    "万": Decimal(1),
    "千元": Decimal("0.1"),
    "元": Decimal("0.0001"),
}
UNIT = "|".join(UNITS)
NUMBER = r"[-+]?\d+(?:\.\d+)?"
FIGURE = re.compile(NUMBER)
BLANK = {"", "-", "--", "—", "——", "/", "无", "暂无", "待定", "空"}
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
LEAD = re.compile(
    r"^(?:项目|计划|概算|预计|估算)?(?:总投资|投资额?)?(?:一期|首期)?"
    r"(?:[:=])?(?:约|近|超过|超|逾|不低于|共|为|人民币|¥|￥)*"
)
MONEY = re.compile(rf"^({NUMBER})({UNIT})?(?:(\d+(?:\.\d+)?)(万元|万|元))?(?:左右|以上|人民币|整)?$")
ROUNDED_ID = re.compile(r"^\d(?:\.\d+)?E\+\d+$", re.IGNORECASE)
ID_DIGITS = 15  # a spreadsheet number keeps no more


class CellError(ValueError):
    """A value that cannot be used; the text is one sentence for the clerk."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def is_blank(value: Cell) -> bool:
    """Tell whether a cell says nothing: empty, a dash, 无, 待定."""
    return clean_text(value) in BLANK


def money_unit(heading: str) -> str | None:
    """Find the money unit in a heading or corner row such as “总投资（亿元）” or “单位：万元”."""
    found = re.search(r"(亿元|百万元|万元|千元|(?<![亿万千美欧日])元)", half_width(heading))
    return found.group(1) if found else None


def parse_money(value: Cell, unit: str | None = None) -> Decimal | None:
    """Return 万元 to the cent, or None for a blank cell.

    A unit after the figure wins over `unit`, the one of the heading. “2000万件” is no money:
    CellError, as for a figure without any unit.
    """
    if is_blank(value):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise CellError(f"“{clean_text(value)}”不是金额：请填写数字，如 12000。")
    amount, own_unit, rest = _money_parts(value)
    unit = own_unit or unit
    if unit not in UNITS:
        raise CellError(f"“{clean_text(value)}”没有写明单位：请写成“…万元”或“…亿元”。")
    amount = amount * UNITS[unit] + rest
    if abs(amount) > LARGEST:
        raise CellError(f"“{clean_text(value)}”大得不合理：请核对单位是万元还是亿元。")
    return amount.quantize(CENT, ROUND_HALF_UP)


def _money_parts(value: str | int | Decimal) -> tuple[Decimal, str | None, Decimal]:
    """Return the figure, its own unit, and in 万元 the second part of “1亿2000万元”."""
    if not isinstance(value, str):
        return Decimal(value), None, Decimal(0)
    text = REMARK.sub("", half_width(clean_text(value)).replace(" ", "").replace("，", ","))
    match = MONEY.match(COMMA.sub("", LEAD.sub("", text)))
    if not match:
        raise CellError(f"“{clean_text(value)}”不是金额：请填写一个数字，单位写万元或亿元。")
    figure, unit, rest, rest_unit = match.groups()
    if rest and (unit is None or UNITS[unit] <= UNITS[rest_unit]):
        raise CellError(f"“{clean_text(value)}”不是金额：请只写一个数字和单位。")
    return Decimal(figure), unit, Decimal(rest) * UNITS[rest_unit] if rest else Decimal(0)


def parse_number(value: Cell) -> Decimal | None:
    """Return a plain number, or None for a blank cell."""
    if is_blank(value):
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    text = COMMA.sub("", half_width(clean_text(value)).replace(" ", ""))
    try:
        if isinstance(value, str) and FIGURE.fullmatch(text):
            return Decimal(text)
    except InvalidOperation:
        pass
    raise CellError(f"“{clean_text(value)}”不是数字：请只填数字。")


def parse_int(value: Cell, *, minimum: int | None = None, maximum: int | None = None) -> int | None:
    """Return a whole number within the bounds, or None for a blank cell."""
    number = parse_number(value)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise CellError(f"“{clean_text(value)}”不是整数：请填写整数。")
    if minimum is not None and number < minimum:
        raise CellError(f"“{clean_text(value)}”太小：不能小于 {minimum}。")
    if maximum is not None and number > maximum:
        raise CellError(f"“{clean_text(value)}”太大：不能大于 {maximum}。")
    return int(number)


def parse_id_text(value: Cell, label: str = "证件号码") -> str | None:
    """Return an identifier typed as text, or None for a blank cell.

    A number of more than 15 digits has already lost its last ones in the spreadsheet: CellError.
    """
    if is_blank(value):
        return None
    numeric = isinstance(value, int | Decimal)
    text = half_width(clean_text(value)).replace(" ", "").upper()
    if (numeric and len(text) > ID_DIGITS) or ROUNDED_ID.match(text):
        raise CellError(f"{label}按数字存放，末几位已经丢失：请把这一列设为文本格式后重新录入（不能只改格式）。")
    if not text.isalnum() or not text.isascii():
        raise CellError(f"{label}“{text}”含有不该有的字符：请只填数字和字母。")
    return text
