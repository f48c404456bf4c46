"""What can happen: a verb owns its name, its Chinese label and the keys its payload may carry."""

from dataclasses import dataclass

_verbs: dict[str, "Verb"] = {}


@dataclass(frozen=True)
class Verb:
    """One kind of event. `label` reads after the actor's name: “李清 新增项目”."""

    name: str
    label: str
    keys: frozenset[str]


def verb(name: str, label: str, *keys: str) -> Verb:
    """Declare a verb, once, in the package whose operations record it."""
    if name in _verbs:
        raise ValueError(f"verb {name} is declared twice")
    _verbs[name] = Verb(name, label, frozenset(keys))
    return _verbs[name]


def find(name: str) -> Verb | None:
    """Return the verb called `name`; None for one that is no longer declared."""
    return _verbs.get(name)


def all_verbs() -> list[Verb]:
    """Return every declared verb by label."""
    return sorted(_verbs.values(), key=lambda v: v.label)
