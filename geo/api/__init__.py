"""What the browser asks the server for besides the pages: pictures of the map, lists, counts, shapes, a deck to present."""

from geo.api.gate import Gate
from geo.api.presenting import mount as mount_present
from geo.api.routes import mount, served

__all__ = ["Gate", "mount", "mount_present", "served"]
