"""LOOKS: every cell format by its role. No colour stands anywhere else; nothing is told by colour alone."""

from __future__ import annotations

from typing import Any

Look = tuple[tuple[str, Any], ...]

INK, MUTED, LINE = "#1F2937", "#6B7280", "#BFC5CE"
HEAD, BAND, SOFT = "#1F4E5F", "#D9E6EA", "#EEF3F5"
ALARM, LINK = "#C0392B", "#0B5CAD"
INPUT, INPUT_INK = "#FFF2CC", "#1F3FA6"
MISSING, WRONG, RIGHT = "#F8CBAD", "#F4A6A0", "#D5E8D4"
SERIES = (HEAD, "#E09F3E", "#8AA9B4")

_BOX = {"border": 1, "border_color": LINE}
_WRAP = {"text_wrap": True, "valign": "top"}

LOOKS: dict[str, dict[str, Any]] = {
    "base": {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"},
    "title": {"bold": True, "font_size": 15, "font_color": HEAD},
    "intro": {"font_color": MUTED, "italic": True},
    "note": {"font_color": MUTED, "font_size": 9},
    "label": {"bold": True},
    "plain": {},
    "wrapped": {**_WRAP},
    "link": {"font_color": "#0B5CAD", "underline": 1},
    "header": {**_BOX, "bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "text_wrap": True, "align": "center"},
    "header_now": {**_BOX, "bold": True, "font_color": HEAD, "bg_color": "#F6D38B", "text_wrap": True, "align": "center"},
    "locked": {**_BOX, **_WRAP},
    "locked_number": {**_BOX, "valign": "top", "num_format": "#,##0.###"},
    "locked_now": {**_BOX, **_WRAP, "bg_color": "#FDF6E3", "bold": True},
    "id": {**_BOX, "font_size": 8, "font_color": MUTED, "valign": "top", "num_format": "@"},
    "check": {**_BOX, "font_size": 9, "valign": "top", "text_wrap": True},
    "heading": {**_BOX, **_WRAP, "bold": True, "bg_color": BAND},
    "heading_number": {**_BOX, "bold": True, "bg_color": BAND, "valign": "top", "num_format": "#,##0.00"},
    "subheading": {**_BOX, **_WRAP, "bold": True, "bg_color": SOFT},
    "subheading_number": {**_BOX, "bold": True, "bg_color": SOFT, "valign": "top", "num_format": "#,##0.00"},
    "input": {**_BOX, **_WRAP, "bg_color": INPUT, "font_color": INPUT_INK, "locked": False},
    "mend": {**_BOX, **_WRAP, "bg_color": INPUT, "font_color": INPUT_INK, "locked": False, "border": 5, "border_color": ALARM},
    "jump": {**_BOX, "font_color": LINK, "underline": 1, "valign": "top"},
    "closed": {**_BOX, "align": "center", "valign": "top", "font_color": MUTED, "bg_color": SOFT},
    "computed": {**_BOX, "valign": "top", "bg_color": "#E7E9ED", "num_format": "#,##0.00"},
    "missing": {"bg_color": MISSING, "pattern": 14, "fg_color": "#FFFFFF"},
    "wrong": {"bg_color": WRONG, "bold": True, "num_format": '"SALAH: "General;"SALAH: "-General;"SALAH: "General;"SALAH: "@'},
    "right": {"bg_color": RIGHT},
    "verdict": {"bold": True, "font_size": 12},
    "big": {"bold": True, "font_size": 20, "font_color": HEAD, "num_format": "#,##0.00"},
    "bar": {"font_color": HEAD, "font_name": "Consolas"},
    "code": {"font_size": 8, "font_color": MUTED, "num_format": "@"},
}
