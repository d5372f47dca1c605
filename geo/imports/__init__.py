"""Files of others to data sets: formats, encodings, column mappings, what is refused and why."""

from geo.imports.codebooks import Format, formats, words_for_kinds
from geo.imports.importing import Preview, Progress, Wish, preview, recipe_of, run, slug_of
from geo.imports.mappings import Mapping
from geo.imports.opening import Opened, look

__all__ = [
    "Format",
    "Mapping",
    "Opened",
    "Preview",
    "Progress",
    "Wish",
    "formats",
    "look",
    "preview",
    "recipe_of",
    "run",
    "slug_of",
    "words_for_kinds",
]
