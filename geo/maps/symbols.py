"""How kinds look on the map; the same as in charts, pictures and files."""

from geo.views.signs import FAMILY_NAMES, Sign, Theme, families, family_signs, kind_signs, legend, looks, signs

__all__ = ["FAMILY_NAMES", "Sign", "Theme", "families", "family_signs", "kind_signs", "legend", "looks", "signs"]
