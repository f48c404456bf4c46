"""Forms of saved views and of the choice of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from zz.projects.columns import COLUMNS, DEFAULTS, Column
from zz.projects.filters import ProjectFilter
from zz.projects.vocabulary import Stage


def stage_of(text: str) -> Stage:
    """Return the stage a form names; under construction where it is nonsense."""
    return next((stage for stage in Stage if text in {stage.value, stage.slug}), Stage.UNDER_CONSTRUCTION)


def filter_of(args: MultiDict[str, str]) -> ProjectFilter:
    """Return the filter that the fields `stage` and `query` describe."""
    pairs = parse_qsl(args.get("query", "")[:4000].lstrip("?"), keep_blank_values=False)
    return ProjectFilter.parse(stage_of(args.get("stage", "")), MultiDict(pairs))


class ViewForm(FlaskForm):
    """The name of a view, and whether colleagues see it."""

    name = StringField(
        "视图名称",
        [DataRequired("请填写视图名称，例如：本周重点"), Length(max=32, message="视图名称最多 32 个字")],
        filters=[lambda text: "".join(c for c in text or "" if c.isprintable()).strip()],
    )
    shared = BooleanField("与本单位同事共享")

    @property
    def title(self) -> str:
        """The name that was typed."""
        return self.name.data or ""


@dataclass(frozen=True)
class ColumnOrder:
    """All columns in the order wanted, with those that are shown."""

    stage: Stage
    keys: tuple[str, ...]
    shown: frozenset[str]

    @classmethod
    def starting_from(cls, stage: Stage, chosen: Sequence[str]) -> "ColumnOrder":
        """Return the order that puts the chosen columns first."""
        keys = (*chosen, *DEFAULTS[stage], *COLUMNS)
        return cls(stage, tuple(dict.fromkeys(k for k in keys if k in COLUMNS)), frozenset({*chosen, "name"}))

    @classmethod
    def from_form(cls, stage: Stage, form: MultiDict[str, str]) -> "ColumnOrder":
        """Return the order a form sends, one column moved up or down if its button was pressed."""
        shown = frozenset({*form.getlist("show"), "name"} & {*COLUMNS})
        given = (*form.getlist("order"), *DEFAULTS[stage], *COLUMNS)
        keys = [key for key in dict.fromkeys(given) if key in COLUMNS]
        for name, step in (("up", -1), ("down", 1)):
            if (key := form.get(name, "")) in COLUMNS:
                to = min(max(keys.index(key) + step, 0), len(keys) - 1)
                keys.remove(key)
                keys.insert(to, key)
        return cls(stage, tuple(keys), shown)

    @property
    def chosen(self) -> list[str]:
        """The keys that are shown, in order."""
        return [key for key in self.keys if key in self.shown]

    @property
    def columns(self) -> list[Column]:
        """All columns, in order."""
        return [COLUMNS[key] for key in self.keys]
