"""What the form says about filling a cell: how to type it, between which limits. Short, and always the cure."""

from __future__ import annotations

import datetime as dt

from rmrb_xlsx.spec.model import Slot
from rmrb_xlsx.spec.values import as_text

HOW = {
    "choice": "Pilih salah satu dari daftar: klik tanda panah di kanan sel.",
    "integer": "Ketik bilangan bulat saja, misalnya 12, tanpa huruf dan tanpa titik ribuan.",
    "number": "Ketik angka saja, misalnya 1234,5, tanpa huruf dan tanpa titik ribuan.",
    "percent": "Ketik angka persen tanpa tanda %, misalnya 80.",
    "index": "Ketik angka dengan koma desimal, misalnya 3,25.",
    "date": "Ketik tanggal seperti 31/12/2021 (hari/bulan/tahun).",
    "email": "Ketik satu alamat surel, misalnya nama@contoh.go.id.",
    "phone": "Ketik nomor telepon, misalnya 081234567890.",
    "nip": "Ketik 18 angka NIP tanpa spasi.",
    "text": "Ketik dengan kata-kata sendiri.",
    "evidence": "Ketik tautan atau nama berkas bukti.",
}


def prompt(slot: Slot) -> str:
    """What stands beside a cell when it is chosen: how to fill it and what it is for."""
    if slot.help and slot.kind in ("text", "evidence", "email", "phone", "nip"):
        return slot.help
    return " ".join(p for p in (how_to(slot), slot.help) if p)


def how_to(slot: Slot) -> str:
    """How to fill this cell, with its limits."""
    return " ".join(p for p in (HOW[slot.kind], limits_in_words(slot)) if p)


def limits_in_words(slot: Slot) -> str:
    """The limits of a slot for a person: `Antara 0 dan 100.`; empty when there are none."""
    low, high = (_limit(v) for v in (slot.min, slot.max))
    if low and high:
        return f"Antara {low} dan {high}."
    return f"Paling kecil {low}." if low else f"Paling besar {high}." if high else ""


def _limit(value: float | str | None) -> str:
    if value is None:
        return ""
    return f"{day(value):%d/%m/%Y}" if isinstance(value, str) else as_text(value)


def day(iso: float | str) -> dt.date:
    """The date of an ISO text."""
    return dt.date.fromisoformat(str(iso))


def short(text: str, most: int) -> str:
    """`text`, cut at `most` letters with an ellipsis, between words where that is near."""
    if len(text) <= most:
        return text
    cut = text[: most - 1].rstrip()
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 0.6 else cut).rstrip(" ,.;:-") + "…"
