"""The yardstick: one page of Flask and Jinja with the markup of a 50-row table, from data that stands in memory."""

from typing import Any

from flask import Flask, render_template_string

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>在建项目</title></head>
<body><main><div><table class="zz-table">
<caption class="visually-hidden">在建项目，金额单位万元</caption>
<thead><tr>{% for head in heads %}<th scope="col"><a href="{{ head.url }}">{{ head.label }}</a></th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}
<tr data-href="/projects/{{ row.id }}">
<td class="c-light"><details class="zz-light zz-light-{{ row.tone }}"><summary data-why="{{ row.why }}">{{ row.light }}</summary><p>{{ row.why }}</p></details></td>
<td class="c-name"><a href="/projects/{{ row.id }}">{{ row.name }}</a><span class="zz-sub">{{ row.owner }} · <span class="text-nowrap">{{ row.code }}</span></span></td>
<td class="c-lines">{{ row.park }}<span class="zz-sub">{{ row.township }}</span></td>
<td class="c-money">{{ "{:,}".format(row.total) }}</td>
<td class="c-money">{{ "{:,}".format(row.plan) }}</td>
<td class="c-meter c-keep" data-label="年累计">{{ "{:,}".format(row.done) }} <small>{{ row.words }}</small><svg class="zz-meter" role="img" aria-label="{{ row.words }}"><rect class="track" y="3" width="100%" height="6" rx="3"/><rect class="value" y="3" width="{{ row.rate }}%" height="6" rx="3"/><rect class="tick" x="66.7%" width="2" height="12"/></svg></td>
<td class="c-text"><span class="zz-clamp">{{ row.progress }}</span></td>
<td class="c-lines">{{ row.person }}<span class="zz-sub">{{ row.visit }}</span></td>
</tr>{% endfor %}
</tbody></table></div></main></body></html>"""  # noqa: E501


def _row(number: int) -> dict[str, Any]:
    return {
        "id": number, "tone": "red", "light": "红", "why": "滞后序时 31.7 个百分点",
        "name": f"第{number}号重点建设项目一期工程", "owner": f"醴陵市第{number}建设有限公司",
        "code": f"2301-430281-04-01-{number:06}", "park": "经济开发区", "township": f"第{number % 25}镇",
        "total": 90_000 + number, "plan": 30_000 + number, "done": 10_500 + number, "words": "35.0% 滞后 31.7",
        "rate": 35.0,
        "progress": "主体结构施工至三层，设备基础浇筑完成" * 2, "person": f"某{number}", "visit": "9月1日",
    }  # fmt: skip


HEADS = [
    {"label": label, "url": f"?sort={label}"}
    for label in ("亮灯", "项目", "镇街/园区", "总投资", "年度计划", "年累计", "形象进度", "专员/最近走访")
]


def create() -> Flask:
    """Return the bare application."""
    app = Flask(__name__)
    rows = [_row(number) for number in range(1, 51)]

    @app.get("/")
    def page() -> str:
        return render_template_string(PAGE, heads=HEADS, rows=rows)

    return app
