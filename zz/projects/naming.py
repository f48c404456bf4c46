"""What `Project.search` holds: name, code, owner and their pinyin."""

from zz.spelling import name_key, search_key, search_lines, spellings

__all__ = ["name_key", "search_key", "search_text", "spellings"]


def search_text(name: str, code: str | None = "", owner: str = "") -> str:
    """Return the search column of a project, one spelling a line."""
    parts = [name, name_key(name), code or "", (code or "").replace("-", ""), owner]
    for text in (name, owner):
        parts += spellings(text)
    return search_lines(*parts)
