"""Plumbing of the pages: HTMX, errors, paging, headers, static files, menu, health."""

from zz.web.htmx import form_error, is_part, page_or_part, redirect_to, toast
from zz.web.menu import MenuEntry
from zz.web.paging import PAGE_SIZE, Page, page_of, paginate
from zz.web.static import static_url

__all__ = [
    "PAGE_SIZE", "MenuEntry", "Page", "form_error", "is_part", "page_of", "page_or_part", "paginate", "redirect_to",
    "static_url", "toast",
]  # fmt: skip
