"""Make the Word templates of zz/documents anew: `python tools/draft_papers.py`. They may also be edited in Word."""

from pathlib import Path

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FOLDER = Path(__file__).resolve().parent.parent / "zz" / "documents" / "templates"
BODY, HEAD = "仿宋", "方正小标宋简体"
RED = RGBColor(0xC0, 0, 0)


def _font(run, name=BODY, size=14, bold=False, color=None):
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
    if color is not None:
        run.font.color.rgb = color


def _line(document, text, *, size=14, align=None, indent=False, bold=False, name=BODY, color=None, after=0):
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(after)
    paragraph.paragraph_format.line_spacing = Pt(size * 1.9)
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(size * 2)
    if align is not None:
        paragraph.alignment = align
    _font(paragraph.add_run(text), name, size, bold, color)
    return paragraph


def _cell(cell, text, *, bold=False, center=False):
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _font(paragraph.add_run(text), size=12, bold=bold)


def _columns(table, widths):
    """Set the widths, in the grid too: that is what is drawn."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)


def _facts(document, rows):
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        if len(row) == 2:
            cells[1].merge(cells[3])
        for i, text in enumerate(row):
            _cell(cells[i], text, bold=i % 2 == 0, center=i % 2 == 0)
    _columns(table, (2.6, 5.4, 2.6, 5.4))
    return table


def _page():
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    return document


def _foot(document):
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_before = Pt(8)
    _font(paragraph.add_run("{{ code }}"))
    _line(document, "扫码查看办理过程", size=9, align=WD_ALIGN_PARAGRAPH.RIGHT)


def order():
    document = _page()
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "重点项目问题交办单", size=22, align=centre, name=HEAD, color=RED)
    _line(document, "{{ number }}", size=14, align=centre, after=6)
    _facts(document, [
        ("项目名称", "{{ project }}"),
        ("项目代码", "{{ code_text }}", "项目业主", "{{ owner }}"),
        ("交办事项", "{{ title }}"),
        ("具体情况", "{{ detail }}"),
        ("问题类型", "{{ kind }}", "来源", "{{ source }}　{{ reporter }}"),
        ("紧急程度", "{{ urgency }}", "反映日期", "{{ reported }}"),
        ("交办日期", "{{ assigned }}", "办结期限", "{{ due }}"),
    ])  # fmt: skip
    _line(document, "承办单位", size=14, bold=True, after=4)
    table = document.add_table(rows=2, cols=5, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("单位", "分工", "办结期限", "签收", "分办 / 来文号"), strict=True):
        _cell(cell, text, bold=True, center=True)
    loop = ("{%tr for u in units %}", "", "", "", "")
    for cell, text in zip(table.rows[1].cells, loop, strict=True):
        _cell(cell, text)
    row = ("{{ u.name }}", "{{ u.part }}", "{{ u.due }}", "{{ u.signed }}", "{{ u.section }} {{ u.number }}")
    for cell, text in zip(table.add_row().cells, row, strict=True):
        _cell(cell, text)
    _cell(table.add_row().cells[0], "{%tr endfor %}")
    _columns(table, (3.6, 1.6, 3.8, 3.8, 3.2))
    _line(document, "办理意见：", size=14)
    _line(document, "", size=14)
    _line(document, "承办人：　　　　　　　负责人：　　　　　　　日期：", size=14)
    _foot(document)
    return document


def supervision():
    document = _page()
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "重点项目督办单", size=22, align=centre, name=HEAD, color=RED)
    _line(document, "{{ supervision }}　（{{ card }}）", size=14, align=centre, after=6)
    _line(document, "{{ unit }}：")
    _line(
        document,
        "你单位承办的“{{ title }}”（{{ project }}，交办单 {{ order }}，{{ part }}），原定办结期限为{{ original }}，"
        "现办结期限为{{ due }}{% if days %}，截至目前已逾期 {{ days }} 个工作日{% endif %}。现予以{{ card }}督办。",
        indent=True,
    )
    _line(
        document,
        "请收到本督办单后立即组织办理，查明原因，于 3 个工作日内将办理结果通过平台提交；确因上级审批等客观原因不能按期"
        "办结的，请同时提出延期或挂起申请并附依据。仍未办结的，将按分级调度机制逐级报告。",
        indent=True,
        after=8,
    )
    _facts(document, [
        ("问题类型", "{{ kind }}", "紧急程度", "{{ urgency }}"),
        ("具体情况", "{{ detail }}"),
        ("报告层级", "{{ level }}", "发出日期", "{{ issued }}"),
    ])  # fmt: skip
    _line(document, "签收人：　　　　　　　签收时间：", size=14)
    _line(document, "项目管理中心", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ issued }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(document)
    return document


def minutes():
    document = _page()
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _line(document, "会议纪要", size=26, align=centre, name=HEAD, color=RED)
    _line(document, "{{ number }}", size=14, align=centre)
    _line(document, "{{ title }}{{ extract }}", size=16, align=centre, name=HEAD, after=6)
    _facts(document, [
        ("会议时间", "{{ when }}", "会议地点", "{{ place }}"),
        ("主持人", "{{ chair }}", "会议类型", "{{ kind }}"),
        ("到会单位", "{{ present }}"),
    ])  # fmt: skip
    _line(document, "{%p for item in items %}")
    _line(document, "议题{{ item.number }}　{{ item.title }}", bold=True)
    _line(document, "{{ item.project }}：{{ item.reason }}。", indent=True)
    _line(document, "{%p for decision in item.decisions %}")
    _line(document, "会议决定：{{ decision }}", indent=True)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")
    _line(document, "项目管理中心", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(document, "{{ issued }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _foot(document)
    return document


if __name__ == "__main__":
    for make in (order, supervision, minutes):
        make().save(FOLDER / f"{make.__name__}.docx")
