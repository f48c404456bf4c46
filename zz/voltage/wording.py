"""How the desk says what came of a file of readings."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from zz.voltage.models import ReadingBatch
from zz.voltage.vocabulary import Dirt


def day(found: date) -> str:
    """Say a day: 9月13日."""
    return f"{found.month}月{found.day}日"


def days(batch: ReadingBatch) -> str:
    """Say which days a file brought: 9月13日, or 8月31日至9月13日（14天）."""
    found = [date.fromisoformat(text) for text in batch.days]
    if not found:
        return "—"
    first, last = found[0], found[-1]
    if first == last:
        return f"{first.month}月{first.day}日"
    return f"{first.month}月{first.day}日至{last.month}月{last.day}日（{len(found)}天）"


def counted(batch: ReadingBatch) -> list[tuple[Dirt, int]]:
    """Return what was counted in a file, in the order of the words."""
    return [(dirt, batch.counts[dirt]) for dirt in Dirt if batch.counts.get(dirt)]


def sums(batch: ReadingBatch) -> str:
    """Say in a line what came of a file."""
    if batch.sentence:
        return batch.sentence
    return f"{batch.areas:,} 个台区日，发现 {batch.found:,} 处异常" if batch.judged_at else "等待处理"


def exported(batch: ReadingBatch) -> dict[str, Any]:
    """Return a file as a row of the workbook."""
    return {
        "filename": batch.filename, "received": f"{batch.received:%Y-%m-%d %H:%M}", "source": batch.source.label,
        "who": batch.by.name if batch.by else "", "state": batch.state.label, "days": days(batch),
        "areas": batch.areas, "found": batch.found, "sentence": batch.sentence, **batch.counts,
    }  # fmt: skip


def report(batch: ReadingBatch) -> Iterator[str]:
    """Yield what is to be known of a file that has been judged, a line each."""
    yield f"{days(batch)}，入库 {batch.rows:,} 行、{batch.areas:,} 个台区日，发现 {batch.found:,} 处异常。"
    for dirt, number in counted(batch):
        yield f"{dirt.label}：{number:,}"
    if batch.unknown:
        yield "不在档案里的台区：" + "、".join(batch.unknown[:10]) + ("等" if len(batch.unknown) > 10 else "")
