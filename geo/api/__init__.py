"""What the browser asks the server for besides the pages: pictures of the map, lists, counts, shapes, a deck to present."""

from geo.api.gate import Gate
from geo.api.health import routes as mount_health
from geo.api.presenting import mount as mount_present
from geo.api.requests import Watched
from geo.api.routes import mount, served
from geo.api.signin import SignedIn

__all__ = ["Gate", "SignedIn", "Watched", "mount", "mount_health", "mount_present", "served"]
