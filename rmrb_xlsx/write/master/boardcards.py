"""The six cards of `Dasbor`: a big number that leads to its sheet, what it is out of, and two lines that explain it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rmrb_xlsx.spec.values import Stored
from rmrb_xlsx.write.master.common import FIRST, quoted, span
from rmrb_xlsx.write.master.indicators import verdict_column
from rmrb_xlsx.write.master.kke import RECAP, predicate_formula, total_column
from rmrb_xlsx.write.master.lines import NONE_YET, RETURNED, Master
from rmrb_xlsx.write.master.lists import STATE_MARKS
from rmrb_xlsx.write.master.obstacles import group_formula, index_cells
from rmrb_xlsx.write.must import Page

WIDTH, STEP = 4, 5
Told = tuple[str, Stored]


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Each part is (formula or "", true value); `decimals` of the big number."""

    title: str
    sheet: str
    big: Told
    decimals: int
    side: Told
    notes: tuple[Told, Told]


def draw_cards(page: Page, master: Master, row: int) -> None:
    """The cards side by side: heading, big number with its side word, two notes."""
    for offset, height in enumerate((16, 36, 14, 14)):
        page.call("set_row", row + offset, height)
    for index, card in enumerate(_cards(master)):
        first = index * STEP
        last = first + WIDTH - 1
        page.merge(row, first, row, last, "", "card_head")
        page.jump(row, first, card.sheet, "A1")
        page.text(row, first, card.title, "card_head")
        number = {"num_format": ("[$-421]#,##0", "[$-421]#,##0.0", "[$-421]#,##0.00")[card.decimals]}
        page.merge(row + 1, first, row + 1, first + 1, "", "card_big", **number)
        page.jump(row + 1, first, card.sheet, "A1")
        _put(page, row + 1, first, card.big, "card_big", **number)
        page.merge(row + 1, first + 2, row + 1, last, "", "card_side")
        _put(page, row + 1, first + 2, card.side, "card_side")
        for offset, note in enumerate(card.notes, start=2):
            page.merge(row + offset, first, row + offset, last, "", "card_note")
            _put(page, row + offset, first, note, "card_note")


def _put(page: Page, row: int, col: int, told: Told, look: str, **more: str) -> None:
    formula, value = told
    if formula:
        page.formula(row, col, formula, value, look, **more)
    elif isinstance(value, str):
        page.text(row, col, value, look, **more)
    else:
        page.value(row, col, value, look, **more)


def _cards(master: Master) -> Iterator[Card]:
    yield _returns(master)
    yield _index(master)
    yield _scores(master)
    yield _indicators(master)
    yield _steps(master)
    yield _obstacles(master)


def _returns(master: Master) -> Card:
    last = FIRST + max(len(master.standings), 1) - 1
    states, forms, late = (span(FIRST, last, c, "Status") for c in (2, 10, 3))
    own = quoted(master.words.agency_form)

    def count(state: str) -> str:
        return f"COUNTIFS({states},{quoted(STATE_MARKS[state])},{forms},{own})"

    def true(state: str) -> int:
        return sum(s.state == state and s.form == master.words.agency_form for s in master.standings)
    behind = sum(s.days_late > 0 for s in master.due)
    return Card("PENGUMPULAN", "Status", ("+".join(map(count, RETURNED)), sum(map(true, RETURNED))), 0,
                (f'"kembali dari "&(COUNTIF({forms},{own})-{count("dikecualikan")})&" PD"', f"kembali dari {len(master.due)} PD"),
                ((f'"lengkap "&{count("lengkap")}&" · perlu perbaikan "&{count("perlu perbaikan")}',
                  f"lengkap {true('lengkap')} · perlu perbaikan {true('perlu perbaikan')}"),
                 (f'"terlambat "&COUNTIFS({late},">0",{forms},{own})&" · karantina "&{count("karantina")}',
                  f"terlambat {behind} · karantina {true('karantina')}")))


def shown(number: Stored) -> str:
    """A number as text of the page: two decimals at most, comma; a dash when there is none."""
    if number is None:
        return "–"
    return number if isinstance(number, str) else f"{number:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _index(master: Master) -> Card:
    index = master.index
    value, predicate = index_cells(master)
    missing = " · ".join(f"{p.name.split(' (')[0]} {NONE_YET}" for p in index.parts if p.value is None)
    past = ("induk lalu", index.earlier) if index.earlier is not None else ("data dasar", index.baseline)
    past = index.past or past
    told = [f"{label} {shown(value)}" for label, value in ((f"target {master.year}", index.target), past) if value is not None]
    return Card("INDEKS RB", "Indeks RB", (value, NONE_YET if index.value is None else index.value), 2,
                (f'IF({predicate}="-","","predikat "&{predicate})', f"predikat {index.predicate}" if index.predicate else None),
                (("", " · ".join(told) or "target tidak ada"),
                 ("", missing or ("sementara, masih ada yang kosong" if index.provisional else "semua unsur lengkap"))))


def _scores(master: Master) -> Card:
    count = len(master.scores)
    cells = span(FIRST, FIRST + max(count, 1) - 1, total_column(master), RECAP)
    mean = sum(s.total for s in master.scores) / count if count else None
    earlier = [s.earlier_total for s in master.scores if s.earlier_total is not None]
    number = f'IF(COUNT({cells})=0,"{NONE_YET}",SUM({cells})/COUNT({cells}))'
    open_ = sum(s.provisional for s in master.scores)
    change = "induk pertama putaran ini"
    if mean is not None and earlier:
        gap = mean - sum(earlier) / len(earlier)
        change = f"{'▲ +' if gap > 0.005 else '▼ −' if gap < -0.005 else '= '}{shown(abs(gap))} sejak induk lalu"
    return Card("RATA-RATA KKE PD", RECAP, (number, NONE_YET if mean is None else mean), 2,
                (predicate_formula(f"({number})").replace('"-"', '""') if count else "", predicate_word(master, mean)),
                ((f'"dari "&COUNT({cells})&" dari {len(master.due)} PD · {open_} sementara"',
                  f"dari {count} dari {len(master.due)} PD · {open_} sementara"),
                 ("", change)))


def predicate_word(master: Master, score: float | None) -> str | None:
    """The predicate of a score by the pack's bands."""
    if score is None:
        return None
    for name, above, upto, _ in master.words.predicates:
        if above < round(score, 2) <= upto or (round(score, 2) == 0 == above):
            return name
    return None


def _indicators(master: Master) -> Card:
    last = FIRST + max(len(master.indicators), 1) - 1
    cells = span(FIRST, last, verdict_column(master), "Indikator")
    true = {v: sum(i.verdict == v for i in master.indicators) for v in ("tercapai", "mendekati", "belum tercapai", "belum lapor",
                                                                        "belum dinilai")}

    def count(mark: str) -> str:
        return f"COUNTIF({cells},{quoted(mark)})"
    return Card(f"INDIKATOR {master.year}", "Indikator", (count("▲ tercapai"), true["tercapai"]), 0,
                (f'"tercapai dari "&COUNTA({cells})', f"tercapai dari {len(master.indicators)}"),
                ((f'"● mendekati "&{count("● mendekati")}&" · ▼ belum "&{count("▼ belum tercapai")}',
                  f"● mendekati {true['mendekati']} · ▼ belum {true['belum tercapai']}"),
                 (f'"○ belum lapor "&{count("○ belum lapor")}&" · – lain "&{count("– belum dinilai")}',
                  f"○ belum lapor {true['belum lapor']} · – lain {true['belum dinilai']}")))


def _steps(master: Master) -> Card:
    last = FIRST + max(len(master.steps), 1) - 1
    base = 7 + len(master.years)
    reported, done, blocked = (span(FIRST, last, base + c, "Rencana Aksi") for c in (0, 1, len(master.words.statuses)))
    whole = sum(s.reported for s in master.steps)
    ready = sum(s.statuses[0][1] for s in master.steps)
    stuck = sum(s.statuses[-1][1] for s in master.steps)
    silent = sum(s.reported == 0 for s in master.steps)
    first, final = master.words.statuses[0].lower(), master.words.statuses[-1].lower()
    return Card(f"RENCANA AKSI {master.year}", "Rencana Aksi",
                (f'IF(SUM({reported})=0,"{NONE_YET}",SUM({done})/SUM({reported})*100)', ready / whole * 100 if whole else NONE_YET), 0,
                ("", f"% laporan langkah {first}"),
                ((f'"dari "&SUM({reported})&" laporan · {final} "&SUM({blocked})', f"dari {whole} laporan · {final} {stuck}"),
                 (f'"langkah tanpa laporan "&COUNTIF({reported},0)&" dari {len(master.steps)}"',
                  f"langkah tanpa laporan {silent if master.steps else 0} dari {len(master.steps)}")))


def _obstacles(master: Master) -> Card:
    levels = master.words.levels
    true = {level: sum(o.level == level for o in master.obstacles) for level in levels}
    high = levels[1:] or levels
    parts = '&" · '.join(f'{level} "&{group_formula(master, level)}' for level in reversed(levels))
    return Card("KENDALA", "Kendala", ("+".join(group_formula(master, level) for level in high) or "0",
                                       sum(true[level] for level in high)), 0,
                ("", "menunggu keputusan"),
                ((f'"{parts}' if levels else "", " · ".join(f"{level} {true[level]}" for level in reversed(levels))),
                 ("", f"dilaporkan oleh {len({o.agency for o in master.obstacles})} PD")))
