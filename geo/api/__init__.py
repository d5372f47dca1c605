"""What the browser asks the server for besides the pages: pictures of the map, lists, counts, shapes."""

from geo.api.gate import Gate
from geo.api.routes import mount, served

__all__ = ["Gate", "mount", "served"]
