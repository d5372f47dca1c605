"""What is counted while the app runs, as Prometheus reads it: numbers only, no words of a document and nobody's name."""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector

# Up to what a reader feels as at once, as waiting, as broken.
_SECONDS: Final = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)

REGISTRY: Final = CollectorRegistry()
"""Of this process: each process of many is asked at its own port, and whoever adds up can tell them apart."""

ProcessCollector(namespace="atlas", registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

REQUESTS: Final = Histogram(
    "atlas_request_seconds",
    "Requests over HTTP and how long their answers took, by route, method and class of status",
    ("route", "method", "status"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
VIEWERS: Final = Gauge("atlas_viewers", "Windows that are connected now", registry=REGISTRY)
RERUNS: Final = Counter("atlas_reruns", "How often a page was made", ("page",), registry=REGISTRY)
