"""LOOKS: every cell format by its role. No colour stands anywhere else; nothing is told by colour alone."""

from __future__ import annotations

from typing import Any

Look = tuple[tuple[str, Any], ...]

INK, MUTED, LINE = "#1F2937", "#525C69", "#BFC5CE"
HEAD, BAND, SOFT = "#1F4E5F", "#D9E6EA", "#EEF3F5"
ALARM, LINK = "#C0392B", "#0B5CAD"
INPUT, INPUT_INK = "#FFF4D1", "#1F3FA6"
MISSING, WRONG, RIGHT = "#FAD5BC", "#F4B3AD", "#D5E8D4"
OPEN_INK = "#9A3412"
NOW, NOW_SOFT, GREY = "#F6D38B", "#FDF6E3", "#E7E9ED"
TABS = {"own": HEAD, "input": "#E09F3E"}
SERIES = (HEAD, "#E09F3E", "#8AA9B4")

TWO = "[$-421]#,##0.00"  # Indonesian: 1.234,50 also where the program runs in English
MANY = "[$-421]General"  # every digit as it is: a pattern like #,##0.### shows 80 as "80," in Excel

_BOX = {"border": 1, "border_color": LINE}
_WRAP = {"text_wrap": True, "valign": "top"}
_HEADER = {**_BOX, "bold": True, "text_wrap": True, "align": "center"}
_GROUP = {"bold": True, "align": "left", "top": 1, "top_color": LINE}
_NUMBER = {"num_format": TWO, "valign": "top"}

# Arial is on every Windows; where it is missing, its stand-in has the same letter widths (see `heights`).
LOOKS: dict[str, dict[str, Any]] = {
    "base": {"font_name": "Arial", "font_size": 9, "font_color": INK, "valign": "vcenter"},
    # the head of a sheet
    "title": {"bold": True, "font_size": 14, "font_color": HEAD},
    "intro": {"font_color": MUTED},
    "note": {"font_color": MUTED, "font_size": 8},
    "link": {"font_color": LINK, "underline": 1},
    "verdict": {"bold": True, "font_size": 11},
    "label": {"bold": True},
    "plain": {},
    "wrapped": {**_WRAP},
    # headers: what is printed, what is to be filled in, what is computed, this year
    "header": {**_HEADER, "font_color": "#FFFFFF", "bg_color": HEAD},
    "header_given": {**_HEADER, "font_color": HEAD, "bg_color": BAND},
    "header_computed": {**_HEADER, "bg_color": GREY},
    "header_now": {**_HEADER, "font_color": HEAD, "bg_color": NOW},
    "group": {**_GROUP, "font_color": "#FFFFFF", "bg_color": HEAD},
    "group_given": {**_GROUP, "font_color": HEAD, "bg_color": BAND},
    # rows
    "locked": {**_BOX, **_WRAP},
    "locked_number": {**_BOX, "valign": "top", "num_format": MANY},
    "locked_quiet": {**_BOX, **_WRAP, "font_color": MUTED},
    "locked_now": {**_BOX, **_WRAP, "bg_color": NOW_SOFT, "bold": True},
    "id": {**_BOX, "font_size": 8, "font_color": MUTED, "valign": "top", "num_format": "@", "shrink": True},
    "check": {**_BOX, "valign": "top"},
    "heading": {**_BOX, **_WRAP, "bold": True, "bg_color": BAND},
    "heading_number": {**_BOX, **_NUMBER, "bold": True, "bg_color": BAND},
    "subheading": {**_BOX, **_WRAP, "bold": True, "bg_color": SOFT},
    "subheading_number": {**_BOX, **_NUMBER, "bold": True, "bg_color": SOFT},
    "band": {"bold": True, "bg_color": BAND, "top": 1, "top_color": LINE, "bottom": 1, "bottom_color": LINE},
    "input": {**_BOX, **_WRAP, "bg_color": INPUT, "font_color": INPUT_INK, "locked": False},
    "mend": {**_BOX, **_WRAP, "bg_color": INPUT, "font_color": INPUT_INK, "locked": False, "border": 5, "border_color": ALARM},
    "jump": {**_BOX, "font_color": LINK, "underline": 1, "valign": "top"},
    "closed": {**_BOX, "align": "center", "valign": "top", "font_color": MUTED, "bg_color": SOFT},
    "computed": {**_BOX, **_NUMBER, "bg_color": GREY},
    # what a conditional format changes: always beside a word, in the cell or in the column «Cek»
    "missing": {"bg_color": MISSING, "pattern": 14, "fg_color": "#FFFFFF"},
    "wrong": {"bg_color": WRONG, "bold": True, "font_color": INK,
              "num_format": '"SALAH: "General;"SALAH: "-General;"SALAH: "General;"SALAH: "@'},
    "broken": {"bg_color": WRONG, "font_color": INK,
               "num_format": '"PERIKSA: "General;"PERIKSA: "-General;"PERIKSA: "General;"PERIKSA: "@'},
    "open": {"font_color": OPEN_INK, "bold": True},
    "not_ready": {"bg_color": MISSING},
    "right": {"bg_color": RIGHT},
    # Petunjuk, Periksa, Pengesahan
    "big": {"bold": True, "font_size": 18, "font_color": HEAD, "num_format": TWO},
    "bar": {"font_color": HEAD, "font_name": "Consolas"},
    "code": {"font_size": 8, "font_color": MUTED, "num_format": "@"},
    "section": {"bold": True, "font_size": 10, "font_color": HEAD, "bottom": 2, "bottom_color": HEAD},
    "line": {"bottom": 4, "bottom_color": LINE},
    "line_wrap": {**_WRAP, "bottom": 4, "bottom_color": LINE},
    "line_number": {"bottom": 4, "bottom_color": LINE, "align": "center"},
    "line_link": {"font_color": LINK, "underline": 1, "bottom": 4, "bottom_color": LINE},
    "line_bar": {"font_color": HEAD, "font_name": "Consolas", "bottom": 4, "bottom_color": LINE},
    "line_jump": {"font_color": LINK, "underline": 1, "bottom": 4, "bottom_color": LINE, "valign": "top"},
    "line_score": {"bottom": 4, "bottom_color": LINE, "align": "right", "num_format": TWO},
    "banner": {"bold": True, "font_size": 13, "border": 1, "border_color": LINE, "indent": 1},
    "sign": {"align": "center", "font_size": 10},
    "sign_name": {"align": "center", "font_size": 10, "bold": True, "underline": 1},
}

# --- the master and the year-end report ---
# Numbers carry the Indonesian locale (id 421): "1.234,5" also where the program runs in English.
NUM0, NUM1, NUM2 = "[$-421]#,##0", "[$-421]#,##0.0", "[$-421]#,##0.00"
CHANGE = '[$-421]"▲ +"#,##0.00;[$-421]"▼ −"#,##0.00;"= tetap"'
LOW, MIDDLE, HIGH, DARK = "#F7C59F", "#FFF1C2", "#C4DDF4", "#163B48"
_CARD = {"bg_color": SOFT}
_RIGHT = {"valign": "top", "align": "right", "indent": 1}

LOOKS |= {
    "cell": {**_BOX, **_WRAP, "font_size": 9},
    "cell_mid": {**_BOX, "font_size": 9, "align": "center", "valign": "top"},
    "cell_bold": {**_BOX, **_WRAP, "font_size": 9, "bold": True},
    "cell_muted": {**_BOX, "font_size": 9, "font_color": MUTED, "align": "center", "valign": "top"},
    "cell_link": {**_BOX, **_WRAP, "font_size": 9, "font_color": LINK, "underline": 1},
    "n0": {**_BOX, **_RIGHT, "font_size": 9, "num_format": NUM0},
    "n1": {**_BOX, **_RIGHT, "font_size": 9, "num_format": NUM1},
    "n2": {**_BOX, **_RIGHT, "font_size": 9, "num_format": NUM2},
    "n_any": {**_BOX, **_RIGHT, "font_size": 9, "num_format": MANY},
    "n2_bold": {**_BOX, **_RIGHT, "font_size": 9, "bold": True, "num_format": NUM2},
    "change": {**_BOX, **_RIGHT, "font_size": 9,
               "num_format": CHANGE},
    "mark": {**_BOX, "font_size": 9, "align": "center", "valign": "top"},
    "row_plain": {"font_size": 9},
    "row_text": {"font_size": 9, "quote_prefix": True},
    "row_n": {"font_size": 9, "num_format": "[$-421]General"},
    "row_link": {"font_size": 9, "font_color": LINK, "underline": 1},
    "area_band": {**_BOX, "bold": True, "bg_color": BAND, "font_color": HEAD},
    "sum": {**_BOX, "font_size": 9, "bold": True, "bg_color": SOFT, "top": 2, "top_color": HEAD, "align": "right", "num_format": NUM2},
    "sum_text": {**_BOX, "font_size": 9, "bold": True, "bg_color": SOFT, "top": 2, "top_color": HEAD},
    "low": {"bg_color": LOW}, "mid": {"bg_color": MIDDLE}, "high": {"bg_color": HIGH},
    "none": {"font_color": MUTED, "italic": True, "bg_color": "#F3F4F6"},
    "heat_low": {"bg_color": LOW, "num_format": '[$-421]"▼ "#,##0.0'},
    "heat_mid": {"bg_color": MIDDLE, "num_format": '[$-421]"● "#,##0.0'},
    "heat_high": {"bg_color": HIGH, "num_format": '[$-421]"▲ "#,##0.0'},
    "heat": {**_BOX, "font_size": 9, "align": "center", "valign": "top", "num_format": NUM1},
    # the first page
    "board_title": {"bold": True, "font_size": 17, "font_color": "#FFFFFF", "bg_color": HEAD, "indent": 1},
    "board_round": {"bold": True, "font_size": 13, "font_color": "#FFFFFF", "bg_color": HEAD, "align": "right", "indent": 1},
    "board_sub": {"font_size": 8, "font_color": "#FFFFFF", "bg_color": DARK, "indent": 1},
    "board_sub_right": {"font_size": 8, "font_color": "#FFFFFF", "bg_color": DARK, "align": "right", "indent": 1},
    "card_head": {**_CARD, "font_size": 8, "bold": True, "font_color": MUTED, "indent": 1, "top": 5, "top_color": HEAD},
    "card_big": {**_CARD, "font_size": 20, "bold": True, "font_color": HEAD, "indent": 1, "align": "left", "num_format": NUM2},
    "card_side": {**_CARD, "font_size": 8, "bold": True, "font_color": HEAD, "align": "left", "valign": "vcenter", "text_wrap": True},
    "card_note": {**_CARD, "font_size": 7.5, "font_color": INK, "indent": 1},
    "block": {"bold": True, "font_size": 11, "font_color": HEAD, "bottom": 2, "bottom_color": HEAD},
    "block_note": {"font_size": 8, "font_color": MUTED, "align": "right", "bottom": 2, "bottom_color": HEAD},
    "th": {"bold": True, "font_size": 8, "font_color": MUTED, "bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "bottom"},
    "th_right": {"bold": True, "font_size": 8, "font_color": MUTED, "bottom": 1, "bottom_color": LINE, "align": "right",
                 "text_wrap": True, "valign": "bottom"},
    "td": {"font_size": 8.5, "bottom": 4, "bottom_color": LINE},
    "td_wrap": {"font_size": 8, "bottom": 4, "bottom_color": LINE, "text_wrap": True, "valign": "top"},
    "td0": {"font_size": 9, "bottom": 4, "bottom_color": LINE, "align": "right", "num_format": NUM0},
    "td1": {"font_size": 9, "bottom": 4, "bottom_color": LINE, "align": "right", "num_format": NUM1},
    "td2": {"font_size": 9, "bottom": 4, "bottom_color": LINE, "align": "right", "num_format": NUM2},
    "td_bold": {"font_size": 9, "bold": True, "bottom": 4, "bottom_color": LINE},
    "td_right": {"font_size": 8, "bottom": 4, "bottom_color": LINE, "align": "right", "font_color": MUTED},
    "td_mid": {"font_size": 9, "bottom": 4, "bottom_color": LINE, "align": "center"},
    "td_change": {"font_size": 8, "bottom": 4, "bottom_color": LINE, "align": "right",
                  "num_format": CHANGE},
    "td_heat": {"font_size": 9, "bottom": 4, "bottom_color": LINE, "align": "right", "num_format": NUM1},
    "td_bar": {"font_size": 8, "font_name": "Consolas", "font_color": "#2E7D95", "bottom": 4, "bottom_color": LINE, "align": "center"},
    "paragraph": {**_WRAP},
    "legend": {"font_size": 8, "font_color": MUTED},
}
CHART_GRID = "#D7DCE2"
SERIES_STATUS = (HEAD, "#8AA9B4", "#D7DCE2", "#E09F3E")  # done, under way, not yet, blocked
