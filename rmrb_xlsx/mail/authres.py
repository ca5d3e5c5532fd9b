"""`Authentication-Results` (RFC 8601): read tolerantly, believed only from the server that the office named as its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from rmrb_xlsx.mail.parts import AuthResult
from rmrb_xlsx.mail.words import address

Verdict = Literal["pass", "fail", "unknown"]
_COMMENT = re.compile(r"\([^()]*\)")
_PAIR = re.compile(r"([A-Za-z0-9._-]+)\s*=\s*(\"[^\"]*\"|[^\s;]+)")


def parse(text: str) -> AuthResult | None:
    """One header's text; None when it names no server."""
    plain = " ".join(text.split())[:8000]
    for _ in range(5):
        plain = _COMMENT.sub(" ", plain)
    head, *results = plain.split(";")
    words = head.split()
    if not words:
        return None
    methods = []
    for result in results[:50]:
        pairs = [(k.casefold(), v.strip('"').casefold()) for k, v in _PAIR.findall(result)]
        if pairs:
            (method, outcome), *rest = pairs
            methods.append((method.split("/")[0], outcome, tuple(rest)))
    return AuthResult(words[0].strip('"').casefold(), tuple(methods))


def verdict(results: Sequence[AuthResult], own_server: str, sender: str) -> Verdict:
    """What our own server says of the sender's domain. `results` stand as in the mail, topmost first; only the topmost
    header of `own_server` can say yes, while a "fail" under its name counts wherever it stands. DMARC decides; where the
    domain publishes none, an SPF or DKIM pass for exactly the sender's domain is as good."""
    ours = [r for r in results if own_server and r.server == own_server.casefold()]
    if not ours:
        return "unknown"
    if any(method == "dmarc" and outcome == "fail" for r in ours for method, outcome, _ in r.methods):
        return "fail"
    domain = address(sender).rpartition("@")[2]
    top = ours[0].methods
    dmarc = next((outcome for method, outcome, _ in top if method == "dmarc"), "none")
    if dmarc == "pass":
        named = [v for method, _, props in top if method == "dmarc" for k, v in props if k == "header.from"]
        return "pass" if all(n == domain or domain.endswith("." + n) for n in named) else "unknown"
    if dmarc == "none" and any(outcome == "pass" and _aligned(method, props, domain) for method, outcome, props in top):
        return "pass"
    return "unknown"


def _aligned(method: str, props: Sequence[tuple[str, str]], domain: str) -> bool:
    told = dict(props)
    if method == "dkim":
        return told.get("header.d", told.get("header.i", "").rpartition("@")[2]) == domain
    return method == "spf" and told.get("smtp.mailfrom", "").rpartition("@")[2] == domain
