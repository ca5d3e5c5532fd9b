"""The scores: `KKE Rinci` adds up `Data`, `KKE Rekap` adds up `KKE Rinci`, `Matriks` shows it as a heat map."""

from __future__ import annotations

from collections.abc import Sequence

from rmrb_xlsx.write.master.common import (
    FIRST,
    class_formula,
    class_of,
    data,
    finish,
    frame,
    heat,
    jump_text,
    put_row,
    quoted,
    span,
    table_range,
    tall,
    words_shaded,
)
from rmrb_xlsx.write.master.lines import NONE_YET, AreaLine, Master, RegencyLine, ResultLine, ScoreLine, SubLine
from rmrb_xlsx.write.must import Page, cell_name, column_name, fixed

DETAIL, RECAP, MATRIX = "KKE Rinci", "KKE Rekap", "Matriks PD x Area"
D_AGENCY, D_AREA, D_SCORE, D_ZERO, D_ASSESSED, D_FORM = 0, 2, 9, 10, 12, 15
Scored = ScoreLine | RegencyLine


def ranked(master: Master) -> list[ScoreLine]:
    """The scored agencies in the order of `KKE Rekap`: best first."""
    return sorted(master.scores, key=lambda s: (-round(s.total, 6), s.agency))


def area_label(area: AreaLine) -> str:
    """How an area is written on the score sheets."""
    return f"{area.instrument_id}. {area.name}"


def draw_detail(page: Page, master: Master) -> None:
    """One row an agency and sub-component, self against assessor; each row leads to its answers in `Data`."""
    columns = (("Kode", 10.0), ("Perangkat Daerah", 34.0), ("Area", 26.0), ("Sub", 7.0), ("Subkomponen", 40.0), ("Bobot", 8.0),
               ("Butir", 7.0), ("Dijawab", 8.0), ("Rata-rata butir (0-1)", 10.0), ("Nilai mandiri", 10.0), ("Bila kosong = 0", 10.0),
               ("Dinilai penilai", 9.0), ("Nilai penilai", 10.0), ("Selisih penilai", 11.0), ("Mandiri, % dari bobot", 11.0),
               ("Formulir", 9.0), ("Data", 10.0))
    frame(page, master, "KKE Rinci", "Nilai subkomponen = rata-rata nilai butir yang dijawab x bobot; butir kosong tidak ikut rata-rata.",
          columns, freeze=2)
    blocks = _blocks(master)
    areas = {a.instrument_id: area_label(a) for a in master.instrument_areas}
    row = FIRST
    for score in detailed(master):
        for sub in score.subs:
            name = score.agency_name if isinstance(score, RegencyLine) else score.name
            words = {a.id: f"{a.id}. {a.name}" for a in score.areas} if isinstance(score, RegencyLine) else areas
            _detail_row(page, row, (score.agency, name, words.get(sub.area, sub.area), score.form), sub, blocks)
            row += 1
    if row > FIRST:
        heat(page, (FIRST, 14, row - 1, 14))
    finish(page, row - FIRST, len(columns), "Belum ada KKE yang diterima.")


def detailed(master: Master) -> list[Scored]:
    """The scored forms in the order of `KKE Rinci`: agencies by code, the regency last."""
    return [*sorted(master.scores, key=lambda s: s.agency), *([master.regency] if master.regency else [])]


def detail_sum(master: Master, col: int, agency: str, form: str, area: str = "") -> str:
    """The sum of a column of `KKE Rinci` over the sub-components of one form (of one area), agency given as a formula."""
    last = FIRST + max(sum(len(s.subs) for s in detailed(master)), 1) - 1
    where = f"{span(FIRST, last, D_AGENCY, DETAIL)},{agency},{span(FIRST, last, D_FORM, DETAIL)},{quoted(form)}"
    if area:
        where += f",{span(FIRST, last, D_AREA, DETAIL)},{quoted(area)}"
    return f"SUMIFS({span(FIRST, last, col, DETAIL)},{where})"


def _blocks(master: Master) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(agency, form, sub-component) -> first and last position of its KKE answers in `Data`."""
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for position, line in enumerate(master.data):
        if line.table == "kke" and line.group:
            key = line.agency, line.form, line.group.split("|")[3]
            found[key] = found.get(key, (position, position))[0], position
    return found


def _detail_row(page: Page, row: int, who: tuple[str, str, str, str], sub: SubLine,
                blocks: dict[tuple[str, str, str], tuple[int, int]]) -> None:
    code_, name, area, form = who
    put_row(page, row, (code_, name, area, sub.sub, sub.name))
    page.number(row, 5, sub.weight, "n2")
    page.number(row, 6, sub.items, "n0")
    agency, code = f"${column_name(0)}{row + 1}", f"${column_name(3)}{row + 1}"
    for field, at, answered, value, shown in (("jawaban", 7, sub.answered, sub.value, sub.score),
                                              ("jawaban_penilai", 11, sub.assessed, sub.assessed_value, sub.assessed_score)):
        group = f'{agency}&{quoted(f"|{form}|kke|")}&{code}&{quoted("|" + field)}'
        page.formula(row, at, f"COUNTIF({data('Kelompok')},{group})", answered, "n0")
        total = f"SUMIF({data('Kelompok')},{group},{data('Skor')})"
        count, weight = cell_name(row, at), cell_name(row, 5)
        if field == "jawaban":
            page.formula(row, 8, f'IF({count}=0,"{NONE_YET}",{total}/{count})', value / answered if answered else NONE_YET, "n2")
            page.formula(row, 9, f'IF({count}=0,"{NONE_YET}",{cell_name(row, 8)}*{weight})', NONE_YET if shown is None else shown, "n2")
            page.formula(row, 10, f'IF({count}=0,0,{cell_name(row, 8)}*{count}/MAX({cell_name(row, 6)},1)*{weight})',
                         value / max(sub.items, 1) * sub.weight, "n2")
        else:
            page.formula(row, 12, f'IF({count}=0,"{NONE_YET}",{total}/{count}*{weight})', NONE_YET if shown is None else shown, "n2")
    mine, theirs = cell_name(row, 9), cell_name(row, 12)
    both = sub.score is not None and sub.assessed_score is not None
    page.formula(row, 13, f'IF(AND(ISNUMBER({mine}),ISNUMBER({theirs})),ROUND({theirs}-{mine},6),"-")',
                 round(sub.assessed_score - sub.score, 6) if both else "-", "change")  # type: ignore[operator]
    share = None if sub.score is None else sub.score / sub.weight * 100 if sub.weight else None
    page.formula(row, 14, f'IF(ISNUMBER({mine}),{mine}/{cell_name(row, 5)}*100,"{NONE_YET}")', NONE_YET if share is None else share, "heat")
    put_row(page, row, (form,), start=D_FORM)
    block = blocks.get((code_, form, sub.sub))
    if block:
        jump_text(page, row, 16, "Data", table_range(*block), "lihat isian")
    else:
        page.text(row, 16, "-", "cell_muted")
    tall(page, row, (sub.name, 40.0), (name, 34.0))


def recap_columns(master: Master) -> tuple[tuple[str, float], ...]:
    """The columns of `KKE Rekap`."""
    results = tuple((f"{r.name} (maks {r.weight:g})", 15.0) for r in (master.scores[0].results if master.scores else ()))
    return (("Kode", 10.0), ("Perangkat Daerah", 42.0),
            *((f"{area_label(a)} (maks {a.weight:g})", 13.0) for a in master.instrument_areas), *results,
            ("Nilai KKE mandiri", 10.0), ("Bila kosong = 0", 10.0), ("Predikat", 9.0), ("Peringkat", 10.0),
            ("Perubahan sejak induk lalu", 12.0),
            ("Nilai penilai", 10.0), ("Selisih penilai", 11.0), ("Sifat", 12.0), ("Ikut indeks", 9.0))


def total_column(master: Master) -> int:
    """Where the total stands on `KKE Rekap`."""
    return 2 + len(master.instrument_areas) + (len(master.scores[0].results) if master.scores else 0)


def draw_recap(page: Page, master: Master) -> None:
    """KKE per agency and area, best first; agencies without a return stand below with "belum"; means say of how many."""
    columns = recap_columns(master)
    frame(page, master, "Rekap KKE Perangkat Daerah",
          "Nilai sementara: masih ada butir atau hasil yang belum diisi. Kode menuju rinciannya.",
          columns)
    lines, total = ranked(master), total_column(master)
    starts = _detail_starts(master)
    last_score = FIRST + max(len(lines), 1) - 1
    for row, line in enumerate(lines, start=FIRST):
        jump_text(page, row, 0, DETAIL, f"A{starts[line.agency] + 1}", line.agency)
        put_row(page, row, (line.name,), start=1)
        _recap_sums(page, row, master, line)
        _recap_total(page, row, master, line, lines, (total, last_score))
        tall(page, row, (line.name, 42.0))
    row = FIRST + len(lines)
    reported = {s.agency for s in lines}
    for standing in (s for s in master.due if s.agency not in reported):
        put_row(page, row, (standing.agency, standing.name))
        for col in range(2, len(columns)):
            page.text(row, col, NONE_YET, "closed")
        row += 1
    finish(page, row - FIRST, len(columns))
    _means(page, row, master, lines, last_score)
    page.call("print_area", 0, 0, row, len(columns) - 1)


def _detail_starts(master: Master) -> dict[str, int]:
    row = FIRST
    starts: dict[str, int] = {}
    for score in detailed(master):
        starts.setdefault(score.agency, row)
        row += len(score.subs)
    return starts


def _recap_sums(page: Page, row: int, master: Master, line: ScoreLine) -> None:
    agency = f"$A{row + 1}"
    for offset, area in enumerate(master.instrument_areas):
        page.formula(row, 2 + offset, detail_sum(master, D_SCORE, agency, line.form, area_label(area)), line.areas[offset], "n2")
    for col, result in enumerate(line.results, start=2 + len(master.instrument_areas)):
        result_cell(page, row, col, agency, line.form, result)


def result_cell(page: Page, row: int, col: int, agency: str, form: str, result: ResultLine) -> None:
    """A result component as a formula over `Data` by its kind; other kinds as a value. "belum" while it cannot be judged."""
    def value(question: str) -> str:
        key = f'{agency}&{quoted(f"|{form}|hasil|{question}|isian")}'
        return f"INDEX({data('Nilai')},MATCH({key},{data('Kunci')},0))"
    shown = NONE_YET if result.score is None else result.score
    none = f'"{NONE_YET}"'
    if result.kind == "index":
        page.formula(row, col, f"IFERROR({value(result.question)}/{result.max:g}*{result.weight:g},{none})", shown, "n2")
    elif result.kind == "ratio":
        part, whole, full = value(result.question), value(result.of), f"{result.weight:g}" if result.full_when_none else none
        page.formula(row, col, f"IFERROR(IF({whole}=0,{full},IF({part}>{whole},{none},{part}/{whole}*{result.weight:g})),{none})", shown,
                     "n2")
    else:
        put_row(page, row, (shown,), number="n2", start=col)


def _recap_total(page: Page, row: int, master: Master, line: ScoreLine, lines: Sequence[ScoreLine], at: tuple[int, int]) -> None:
    col, last_score = at
    cells = f"{cell_name(row, 2)}:{cell_name(row, col - 1)}"
    own = cell_name(row, col)
    page.formula(row, col, f"SUM({cells})", line.total, "n2_bold")
    first = 2 + len(master.instrument_areas)
    extra = f"+SUM({cell_name(row, first)}:{cell_name(row, col - 1)})" if line.results else ""
    agency = f"$A{row + 1}"
    page.formula(row, col + 1, detail_sum(master, D_ZERO, agency, line.form) + extra, line.total_blank_as_zero, "n2")
    page.formula(row, col + 2, predicate_formula(own), line.predicate or "-", "cell_mid")
    rank = 1 + sum(s.total > line.total + 1e-6 for s in lines)
    totals = span(FIRST, last_score, col)
    page.formula(row, col + 3, f'COUNTIF({totals},">"&({own}+0.000001))+1', rank, "n0")
    if line.earlier_total is None:
        page.text(row, col + 4, "baru" if master.earlier_as_of else "-", "cell_muted")
    else:
        page.number(row, col + 4, round(line.total - line.earlier_total, 6), "change")
    if line.assessed_total is None:
        put_row(page, row, (NONE_YET, "-"), look="cell_muted", start=col + 5)
    else:
        assessed = detail_sum(master, D_ASSESSED, agency, line.form) + extra
        page.formula(row, col + 5, assessed, line.assessed_total, "n2")
        page.formula(row, col + 6, f"ROUND({cell_name(row, col + 5)}-{own},6)", round(line.assessed_total - line.total, 6), "change")
    put_row(page, row, ("● sementara" if line.provisional else "▲ lengkap", "ya" if line.in_index else "tidak"), start=col + 7)


def predicate_formula(cell: str) -> str:
    """The predicate of a score: bands of `Acuan`, upper bound included, after rounding to two decimals."""
    return f'IF(ISNUMBER({cell}),INDEX(Predikat_nama,MATCH(MAX(ROUND({cell},2)-0.005,0),Predikat_batas,1)),"-")'


def _means(page: Page, row: int, master: Master, lines: Sequence[ScoreLine], last_score: int) -> None:
    page.blank(row, 0, "sum_text")
    if not lines:
        return
    col = total_column(master)
    page.formula(row, 1, f'"Rata-rata dari "&COUNT({span(FIRST, last_score, col)})&" dari {len(master.due)} PD"',
                 f"Rata-rata dari {len(lines)} dari {len(master.due)} PD", "sum_text")
    values = [[s.areas[i] for s in lines] for i in range(len(master.instrument_areas))]
    values += [[r for s in lines if (r := s.results[i].score) is not None] for i in range(len(lines[0].results))]
    values += [[s.total for s in lines], [s.total_blank_as_zero for s in lines]]
    for at, numbers in enumerate(values, start=2):
        cells = span(FIRST, last_score, at)
        page.formula(row, at, f'IF(COUNT({cells})=0,"{NONE_YET}",SUM({cells})/COUNT({cells}))',
                     sum(numbers) / len(numbers) if numbers else NONE_YET, "sum")


def draw_matrix(page: Page, master: Master) -> None:
    """Agencies x areas: share of the maximum in per cent with symbol and colour, total, the weakest area by name."""
    areas = master.instrument_areas
    columns = (("No", 5.0), ("Kode", 10.0), ("Perangkat Daerah", 44.0), *((a.name, 13.0) for a in areas), ("Pengungkit (%)", 11.0),
               ("Nilai KKE", 10.0), ("Kategori", 17.0), ("Area terlemah", 21.0))
    frame(page, master, "Matriks Perangkat Daerah x Area Perubahan",
          f"Persen dari nilai maksimum tiap area. ▲ baik (≥ {master.limits.good:g})  ● cukup  "
          f"▼ perlu perhatian (< {master.limits.fair:g})  belum = belum ada kiriman.", columns, freeze=3)
    lines, total, count = ranked(master), total_column(master), len(areas)
    for row, line in enumerate(lines, start=FIRST):
        page.number(row, 0, row - FIRST + 1, "n0")
        page.formula(row, 1, f"'{RECAP}'!A{row + 1}", line.agency, "cell")
        page.jump(row, 2, RECAP, f"A{row + 1}")
        page.formula(row, 2, f"'{RECAP}'!B{row + 1}", line.name, "cell")
        shares = [s / a.weight * 100 for s, a in zip(line.areas, areas, strict=True) if a.weight]
        for offset, area in enumerate(areas):
            source = f"'{RECAP}'!{cell_name(row, 2 + offset)}"
            page.formula(row, 3 + offset, f"{source}/{area.weight:g}*100", shares[offset], "heat")
        whole = sum(a.weight or 0 for a in areas)
        first, last = cell_name(row, 3), cell_name(row, 2 + count)
        levers = f"'{RECAP}'!{cell_name(row, 2)}:{cell_name(row, 1 + count)}"
        page.formula(row, 3 + count, f"SUM({levers})/{whole:g}*100", line.leverage / whole * 100, "heat")
        page.formula(row, 4 + count, f"'{RECAP}'!{cell_name(row, total)}", line.total, "n2_bold")
        share = line.leverage / whole * 100
        page.formula(row, 5 + count, class_formula(cell_name(row, 3 + count)), class_of(share, master.limits), "cell")
        weakest = areas[shares.index(min(shares))].name
        page.formula(row, 6 + count, f"INDEX({fixed(3, 3)}:{fixed(3, 2 + count)},MATCH(MIN({first}:{last}),{first}:{last},0))", weakest,
                     "cell")
        tall(page, row, (line.name, 44.0), (weakest, 21.0))
    row = FIRST + len(lines)
    reported = {s.agency for s in lines}
    for standing in (s for s in master.due if s.agency not in reported):
        put_row(page, row, (row - FIRST + 1, standing.agency, standing.name), number="n0")
        for col in range(3, len(columns)):
            page.text(row, col, NONE_YET, "closed")
        row += 1
    if row > FIRST:
        heat(page, (FIRST, 3, row - 1, 3 + count))
        words_shaded(page, (FIRST, 5 + count, row - 1, 5 + count), (("▲", "high"), ("●", "mid"), ("▼", "low")))
    finish(page, row - FIRST, len(columns))
