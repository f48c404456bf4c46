"""Documents as .docx: templates that people may edit in Word, filled in, with a code that opens the page."""

from zz.documents.rendering import DOCX, Template, render

__all__ = ["DOCX", "Template", "render"]
