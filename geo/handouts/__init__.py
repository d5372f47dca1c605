"""A deck as files to hand out: slides, pages, one HTML file."""

from geo.handouts.document import html_document as html
from geo.handouts.making import pdf, pptx

__all__ = ["html", "pdf", "pptx"]
