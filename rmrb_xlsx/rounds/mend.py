"""From a read return to the description of its repaired form: every answer in its new place, judged there again, so that
each finding names the cell where it now stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rmrb_xlsx.check.form import Checked, check
from rmrb_xlsx.findings import CODES, Finding
from rmrb_xlsx.rounds.desk import Inspection
from rmrb_xlsx.spec.judge import Key
from rmrb_xlsx.spec.kinds import TEXT_KINDS
from rmrb_xlsx.spec.model import FormCopy, Row, Slot
from rmrb_xlsx.spec.repairs import MENDED, NEW, STILL, Repair, RepairLine, Unread
from rmrb_xlsx.spec.returned import Submission, Value
from rmrb_xlsx.spec.values import Stored, as_text, show_date
from rmrb_xlsx.write.must import cell_name
from rmrb_xlsx.write.place import Placement, Spot, place

STRUCTURE = frozenset({"tabel-hilang", "kolom-hilang", "baris-hilang", "baris-ganda", "baris-tambahan", "lembar-salinan"})
RESTORED = "Sudah kami pulihkan dalam berkas ini."
_TITLES = ("langkah", "nama", "penilaian", "kegiatan", "uraian")


def make_repair(copy: FormCopy, inspection: Inspection, file: str, submission: Mapping[str, Any], stored: Sequence[Mapping[str, Any]],
                before: Sequence[Mapping[str, Any]] | None, send_no: int, why: str | None) -> Repair:
    """The repaired form of one return. `stored`: its findings in the ledger (with waivers), `before`: those of the revision
    before it, None when there was none; `why`: why it was opened again."""
    placed = place(copy)
    spots = {(s.slot.table, s.slot.row, s.slot.field): s for s in placed.spots}
    checked, values = _judged_in_place(copy, spots, inspection)
    waived = {(f["table"], f["row"], f["field"], f["code"]) for f in stored if f["waived"]}
    wrong = {_key(f): f for f in checked.findings if f.severity == "error" and (f.table, f.row, f.field, f.code) not in waived}
    answers = _contents(spots, checked, values)
    history = _History(before)
    lines = [*_structure(copy, placed, inspection, history), *_cells(copy, spots, checked, waived, history),
             *_mended(copy, spots, history, wrong, answers), *_remarks(inspection)]
    marked = {key: _bare(f) for key, f in wrong.items() if key in spots}
    unread = tuple(Unread(s.sheet, s.cell, s.text, s.why) for s in inspection.submission.strays)
    revision = int(submission["revision"])
    summary = _summary(file, submission, marked, sum(line.history == MENDED for line in lines), len(unread), why)
    return Repair(f"kiriman ke-{send_no}: {'dibuka kembali' if why else 'perbaikan'} atas revisi {revision}", tuple(summary), answers,
                  marked, tuple(lines), unread)


def _judged_in_place(copy: FormCopy, spots: Mapping[Key, Spot], inspection: Inspection) -> tuple[Checked, dict[Key, Value]]:
    """The answers as if they stood in the new form, and the findings on them there."""
    old = {(v.table, v.row, v.field): v for v in inspection.submission.values}
    values: dict[Key, Value] = {}
    for key, spot in spots.items():
        cell = cell_name(spot.row, spot.col)
        was = old.get(key)
        values[key] = (replace(was, sheet=spot.sheet, cell=cell, note=None if was.note == "digabung" else was.note) if was
                       else Value(*key, None, spot.sheet, cell))
    return check(copy, Submission("accepted", None, "xlsx", None, copy.identity, values=tuple(values.values()))), values


def _contents(spots: Mapping[Key, Spot], checked: Checked, values: Mapping[Key, Value]) -> dict[Key, Stored]:
    """What is written into each cell."""
    answers: dict[Key, Stored] = {}
    for key, parsed in checked.answers.items():
        if parsed.state == "ok":
            answers[key] = parsed.value
        elif parsed.state == "wrong":
            content = _as_typed(values[key], spots[key].slot.kind in TEXT_KINDS)
            if content is not None:
                answers[key] = content
    return answers


def _as_typed(value: Value, text: bool) -> Stored:
    """A wrong content as the person sees it. A free text would take an error value or a formula for an answer, and the mistake
    would be gone without being mended: there the cell stays empty, and the list says what it held."""
    if text and (value.error or value.formula):
        return None
    if value.error:
        return value.error
    if value.formula:
        return "=" + value.formula.removeprefix("=")
    raw = value.raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < 1e300:
        return float(raw)
    return as_text(raw)


class _History:
    """What the revision before was told, to say of each finding whether it is new."""

    def __init__(self, before: Sequence[Mapping[str, Any]] | None) -> None:
        self.known = before is not None
        self.errors = {(f["table"], f["row"], f["field"]): f for f in before or () if f["severity"] == "error" and not f["waived"]}

    def of(self, finding: Finding) -> str:
        """baru, masih salah, or empty when there was no revision before."""
        if not self.known or finding.severity != "error":
            return ""
        return STILL if (finding.table, finding.row, finding.field) in self.errors else NEW


def _structure(copy: FormCopy, placed: Placement, inspection: Inspection, history: _History) -> Iterator[RepairLine]:
    """Rows, columns and sheets that were lost or doubled: whole again in the new form."""
    for finding in (f for f in inspection.submission.findings if f.code in STRUCTURE):
        spot = next((s for s in placed.spots if s.slot.table == finding.table and finding.row in (None, s.slot.row)), None)
        words = f"{finding.message} {RESTORED}" if finding.code.endswith("-hilang") else finding.message
        yield RepairLine(CODES[finding.code].title, "error", spot.sheet if spot else "", cell_name(spot.row, spot.col) if spot else "",
                         None, _row_title(copy, finding.table, finding.row), str(finding.value or ""), words, history.of(finding))


def _cells(copy: FormCopy, spots: Mapping[Key, Spot], checked: Checked, waived: set[tuple[Any, ...]], history: _History
           ) -> Iterator[RepairLine]:
    """The findings on cells: wrong contents by kind, broken rules, empty cells, then what was read for them."""
    order = {key: n for n, key in enumerate(spots)}
    weight = {"error": 0, "warning": 2, "info": 3}
    ranked = sorted((f for f in checked.findings if _key(f) in spots),
                    key=lambda f: (weight[f.severity] + (f.code == "belum-diisi"), CODES[f.code].title, order[_key(f)]))
    for finding in ranked:
        let_be = (finding.table, finding.row, finding.field, finding.code) in waived
        yield RepairLine("Dimaklumi petugas" if let_be else CODES[finding.code].title, "info" if let_be else finding.severity,
                         finding.sheet or "", finding.cell or "", _key(finding), label_of(copy, spots[_key(finding)].slot),
                         str(finding.value if finding.value is not None else ""), _bare(finding), "" if let_be else history.of(finding))


def _mended(copy: FormCopy, spots: Mapping[Key, Spot], history: _History, wrong: Mapping[Key, Finding], answers: Mapping[Key, Stored]
            ) -> Iterator[RepairLine]:
    """What the revision before had wrong and this one has right."""
    for key, spot in spots.items():
        if key in history.errors and key not in wrong:
            yield RepairLine("Sudah benar sejak kiriman lalu", "info", spot.sheet, cell_name(spot.row, spot.col), key,
                             label_of(copy, spot.slot), as_text(answers.get(key)), "Tidak perlu diubah lagi.", MENDED)


def _remarks(inspection: Inspection) -> Iterator[RepairLine]:
    """What else was noticed on the file."""
    for f in inspection.submission.findings:
        if f.code not in STRUCTURE and f.table is None:
            yield RepairLine("Catatan atas berkas Anda", f.severity, "", "", None, CODES[f.code].title, "", f.message)


def _summary(file: str, submission: Mapping[str, Any], marked: Mapping[Key, str], mended: int, unread: int, why: str | None
             ) -> Iterator[str]:
    """The lines above the list."""
    day = show_date(str(submission["at"])[:10])
    yield f"Dibuat dari berkas «{file}» (revisi {submission['revision']}, diterima {day}). Semua isian Anda sudah ada di berkas ini."
    if why:
        yield f"Dibuka kembali oleh petugas: {why}"
    yield f"Perlu diperbaiki: {len(marked)} sel bergaris tepi merah tebal. Klik «Buka» untuk menuju selnya."
    if mended:
        yield f"Sudah benar sejak kiriman lalu: {mended} sel."
    if unread:
        yield f"Isi yang tidak mendapat tempat: {unread} sel, semuanya ada di lembar «Tak Terbaca»."
    yield "Perbaiki, pastikan lembar «Periksa» menunjukkan SIAP DIKIRIM, lalu kirim berkas ini (bukan berkas lama)."


def _key(finding: Finding) -> Key:
    return finding.table or "", finding.row or "", finding.field or ""


def _bare(finding: Finding) -> str:
    """The words of a finding without the cell they begin with: the cell stands beside them."""
    return finding.message.removeprefix(f"{finding.sheet}!{finding.cell}: ")


def label_of(copy: FormCopy, slot: Slot) -> str:
    """What a cell is, in words: the question of a record, else the row and the column."""
    record = next(t.record for t in copy.form.tables if t.code == slot.table)
    return slot.label if record else f"{_row_title(copy, slot.table, slot.row)}: {slot.label}"


def _row_title(copy: FormCopy, table: str | None, row: str | None) -> str:
    found = _row_of(copy.rows.get(table or "", ()), row)
    text = next((str(found.given[t]) for t in _TITLES if found.given.get(t)), "") if found else ""
    short = text.split("\n")[0]
    return " ".join(p for p in (row or "", short if len(short) <= 80 else short[:79].rstrip() + "…") if p)


def _row_of(rows: Iterable[Row], row: str | None) -> Row | None:
    return next((r for r in rows if r.id == row), None)
