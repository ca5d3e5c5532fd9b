"""The year-end report: the master's lines, the pack's sentences, what was done since the last report, a page per agency."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rmrb_xlsx.folder import layout
from rmrb_xlsx.gather.tidy import WRONG
from rmrb_xlsx.rounds.advice import fill
from rmrb_xlsx.rounds.clock import Clock, now
from rmrb_xlsx.rounds.counting import Counted, count
from rmrb_xlsx.rounds.files import write_whole
from rmrb_xlsx.rounds.master import gather_master, newest
from rmrb_xlsx.rounds.masterlines import agency_name
from rmrb_xlsx.rounds.masterlists import obstacle_lines
from rmrb_xlsx.rounds.workplace import Workplace
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import show, show_date, show_moment
from rmrb_xlsx.write.master.lines import NONE_YET, RETURNED, Master
from rmrb_xlsx.write.report.lines import AgencyPage, DoneLine, Report
from rmrb_xlsx.write.report.workbook import write_report

TEXTS = "report_texts"
MOST_DONE = 60
PROVISIONAL, WHOLE = "Nilai masih sementara karena ada isian atau kiriman yang belum lengkap.", "Semua isian lengkap."


def report(place: Workplace, *, clock: Clock = now) -> Path:
    """Writes the report beside the master and notes what it held; gives its path."""
    ledger = place.ledger
    path = write_whole(report_path(place), write_report(gather_report(place)))
    ledger.record_report(ledger.state_hash(), newest(place), [int(s["id"]) for s in ledger.current()], clock())
    return path


def report_path(place: Workplace) -> Path:
    """Where the report of the round belongs."""
    return place.folder / layout.MASTERS / f"Laporan {place.settings.year} {place.settings.period}.xlsx"


def gather_report(place: Workplace) -> Report:
    """Everything the report shows; the same ledger gives the same report."""
    pack, settings, ledger = place.pack, place.settings, place.ledger
    master = gather_master(place)
    counted = count(pack, ledger, settings.year, settings.period)
    last = ledger.report_before(ledger.state_hash())
    before = count(pack, ledger, settings.year, settings.period, last["submissions"]) if last else None
    done = finished(pack, counted, before)
    now_open, then_open = ({(o.agency, o.step): o for o in obstacle_lines(pack, c)} if c else {} for c in (counted, before))
    closed = tuple((o.agency_name, o.step_text, o.obstacle) for key, o in then_open.items() if key not in now_open)
    texts = Texts(pack, _words(place, master, counted, before) | {
        "laporan_lalu": show_moment(str(last["as_of"])) if last else "", "baru_selesai": str(len(done)),
        "kendala_selesai": str(len(closed)), "kendala_baru": str(len(now_open.keys() - then_open.keys()))})
    return Report(
        master, texts.say("judul"), texts.say("kepada"),
        f"{pack.region.get('place', '')}, {show_date(newest(place)[:10])}".strip(", "), texts.say("penandatangan"),
        tuple(t for t in (texts.say(key) for key in ("pembuka", "indeks", "area", "indikator", "aksi",
                                                     "sejak" if last else "pertama")) if t),
        texts.say("sejak" if last else "pertama"), done[:MOST_DONE], max(len(done) - MOST_DONE, 0), closed,
        tuple(_page(master, s.agency, texts) for s in sorted(master.due, key=lambda s: s.agency)))


class Texts:
    """The sentences of a pack with the words of this report filled in. A sentence that the pack has not is left out."""

    def __init__(self, pack: Pack, words: dict[str, str]) -> None:
        self._rows = {r["id"]: r["text"] for r in pack.tables.get(TEXTS, ())}
        self._words = words

    def say(self, key: str, **more: str) -> str:
        """One sentence; PackError when it names a word that does not exist."""
        return fill(self._rows[key], self._words | more, key, TEXTS) if key in self._rows else ""


def finished(pack: Pack, counted: Counted, before: Counted | None) -> tuple[DoneLine, ...]:
    """Steps whose report became "done" since the last report, in the order of the plan, lead agencies first."""
    words = pack.forms[str(pack.settings["agency_form"])].lists.get("status", ())
    actions, steps = {a.id: a for a in pack.actions}, {s.id: s for s in pack.steps}
    areas = {a.id: a.short or a.name for a in pack.areas}
    old = _done(before, words[:1]) if before else set()
    said = {(r.row, r.agency): r.text or "" for r in counted.rows
            if r.table == "rencana_aksi" and r.field == "realisasi" and r.kind != WRONG}
    fresh = [key for key in _done(counted, words[:1]) - old if key[0] in steps]
    order = {s.id: i for i, s in enumerate(pack.steps)}
    fresh.sort(key=lambda k: (k[1] not in actions[steps[k[0]].action].lead, order[k[0]], k[1]))
    return tuple(DoneLine(areas.get(actions[steps[s].action].area, ""), code, agency_name(pack, code), steps[s].text,
                          said.get((s, code), ""))
                 for s, code in fresh)


def _done(counted: Counted, done: Sequence[str]) -> set[tuple[str, str]]:
    return {(r.row, r.agency) for r in counted.rows
            if r.table == "rencana_aksi" and r.field == "status" and r.kind != WRONG and r.value in done}


def _words(place: Workplace, master: Master, counted: Counted, before: Counted | None) -> dict[str, str]:
    """The numbers of the sentences, as an Indonesian reader writes them."""
    due = master.due
    back = sum(s.state in RETURNED for s in due)
    means = sorted((a for a in master.areas if a.mean is not None), key=lambda a: a.mean or 0)
    parts = {p.kind: p.value for p in master.index.parts}
    verdicts = [i.verdict for i in master.indicators]
    reports = sum(s.reported for s in master.steps)
    old = {key: head["id"] for key, head in before.heads.items()} if before else {}

    def two(number: float | None) -> str:
        return NONE_YET if number is None else show(round(number, 2))
    return {
        "periode": place.pack.periods[place.settings.period].label, "tahun": str(master.year), "kembali": str(back), "wajib": str(len(due)),
        "belum": str(len(due) - back), "indeks": two(master.index.value), "predikat": master.index.predicate or "predikat belum ada",
        "target": show(master.index.target) or "tidak ada", "pemda": two(parts.get("pemda")),
        "rata_pd": two(parts.get("mean", parts.get("value"))), "dihitung": str(next(p.of for p in master.index.parts if p.kind != "pemda")),
        "sifat": PROVISIONAL if master.index.provisional else WHOLE,
        "area_kuat": means[-1].name if means else NONE_YET, "area_lemah": means[0].name if means else NONE_YET,
        "tercapai": str(verdicts.count("tercapai")), "mendekati": str(verdicts.count("mendekati")),
        "tidak": str(verdicts.count("belum tercapai")),
        "tanpa_laporan": str(verdicts.count("belum lapor")), "indikator": str(len(verdicts)), "laporan": str(reports),
        "selesai": str(sum(s.statuses[0][1] for s in master.steps)), "terkendala": str(sum(s.statuses[-1][1] for s in master.steps)),
        "menunggu": str(sum(o.level in master.words.levels[1:] for o in master.obstacles)),
        "kiriman_baru": str(sum(old.get(key) != head["id"] for key, head in counted.heads.items()))}


def _page(master: Master, code: str, texts: Texts) -> AgencyPage:
    standing = next(s for s in master.due if s.agency == code)
    score = next((s for s in master.scores if s.agency == code), None)
    rank = 1 + sum(s.total > score.total + 1e-6 for s in master.scores) if score else None
    shares = [s / a.weight * 100 if a.weight else None for s, a in zip(score.areas, master.instrument_areas, strict=True)] if score else []
    areas = tuple((a.name, shares[i] if shares else None, a.mean) for i, a in enumerate(master.instrument_areas))
    return AgencyPage(code, standing.name, standing.state, score.total if score else None,
                      score.predicate if score else "", rank, len(master.scores), areas, texts.say("rekomendasi", instansi=standing.name),
                      texts.say("waktu"), texts.say("tanpa_rekomendasi"), tuple(a for a in master.advice if a.agency == code))
