"""Texts that a page or a map could take for code; each must be shown as it is, and do nothing."""

from __future__ import annotations

from typing import Final

CALL: Final = "top.hit&&top.hit()"
"""What a browser test counts, where it has defined `hit`."""

PRODUCT: Final = "54444439"
"""7 * 7777777: in a page only if somebody computed it."""

ATTACKS: Final = (
    f"<script>{CALL}</script>",
    f"<img src=x onerror={CALL}>",
    f"<svg/onload={CALL}>",
    f"</script><script>{CALL}</script>",
    f"a`);{CALL};//",
    f"a\\`);{CALL};//",
    f"a\\\\`);{CALL};//",
    f"${{{CALL}}}",
    f"\\${{{CALL}}}",
    f"\"'><img src=x onerror={CALL}>",
    "{{7*7777777}}",
    "{{cycler.__init__.__globals__.os.system(bytes([101,120,105,116]))}}",
    "{% broken",
    "a {# b",
    "it ends with a backslash \\",
    "l1\nl2\r\n\u2028\u2029\x00\x0b end",
    "\u202egnp.exe \u2066\u0627\u0644\u0628\u0635\u0631\u0629\u2069 \u05d9\u05e8\u05d5\u05e9\u05dc\u05d9\u05dd \U0001f4a3",
    f'<a href="javascript:{CALL}">x</a>',
    f'<iframe srcdoc="<script>{CALL}</script>"></iframe>',
    "&lt;img onerror&gt;",
    "![b](http://127.0.0.1:9/b.png)",
    "<style>body{display:none}</style>",
    "alert(coords);",
    "{{'map_div'}}",
)
