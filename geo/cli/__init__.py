"""The command line: `python -m geo build | explain | evaluate | export | serve | check`."""

from geo.cli.main import main

__all__ = ["main"]
