"""The nginx before the processes: its configuration, made of a template and a plan."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from typing import Final

from geo.serving.plan import Plan

_TEMPLATE: Final = "nginx.conf"
_TLS: Final = (
    'ssl_certificate "{chain}";',
    'ssl_certificate_key "{key}";',
    "ssl_protocols TLSv1.2 TLSv1.3;",
    "ssl_session_cache shared:tls:2m;",
    "ssl_session_tickets off;",
    "proxy_cookie_flags ~ secure samesite=lax;",
)
_REFUSED: Final = """
    # Any other name is no business of ours: a name of somebody else may be made to point here.
    server {{
        listen {listen} default_server;
        server_name _;
{tls}
        return 421;
    }}
"""


def configuration(plan: Plan, folder: Path, *, largest_mb: int, user: str = "") -> str:
    """
    Return what nginx reads.

    Parameters
    ----------
    plan
        What is served.
    folder
        Where nginx keeps what passes through it; `user` may enter it.
    largest_mb
        Of a file that is uploaded, in MB.
    user
        Whom its workers run for; empty where it is not root who starts it.
    """
    numbers = range(1, plan.processes + 1)
    servers = {number: f"127.0.0.1:{port}" for number, port in zip(numbers, plan.ports, strict=True)}
    listen = f"{f'[{plan.address}]' if ':' in plan.address else plan.address}:{plan.port}{' ssl' if plan.certificate else ''}"
    tls = _tls(plan)
    told = {
        "USER": f"user {user};" if user else "",
        "WORKERS": str(min(4, os.cpu_count() or 1)),
        "FOLDER": str(folder),
        "BASE": f"/{plan.base}" if plan.base else "",
        "STICKY": _lines(f"{number} process{number};" for number in numbers),
        "PROCESSES": _lines(rf'"~{server.replace(".", "[.]")}$" {number};' for number, server in servers.items()),
        "SECURE": "; Secure" if plan.certificate else "",
        # A process that was not there is passed over for two seconds, then somebody tries.
        "ANY": _lines(f"server {server} max_fails=1 fail_timeout=2s;" for server in servers.values()),
        "POOLS": "\n".join(_pool(number, servers) for number in numbers),
        "BODY": str(largest_mb + 1),
        "REFUSED": _REFUSED.format(listen=listen, tls=tls) if plan.name else "",
        "LISTEN": listen,
        "NAME": plan.name or "_",
        "TLS": tls,
    }
    text = resources.files("geo.serving").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    for name, value in told.items():
        text = text.replace(f"@{name}@", value)
    return text


def _pool(number: int, servers: dict[int, str]) -> str:
    """Return the process of a viewer, and the others for when it is gone; it is never passed over for having been slow once."""
    others = _lines(f"server {server} backup;" for other, server in servers.items() if other != number)
    return f"    upstream process{number} {{\n        server {servers[number]} max_fails=0;\n{others}\n    }}"


def _tls(plan: Plan) -> str:
    if plan.certificate is None:
        return ""
    chain, key = plan.certificate.chain.absolute(), plan.certificate.key.absolute()
    return _lines(line.format(chain=chain, key=key) for line in _TLS)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(f"        {line}" for line in lines)
