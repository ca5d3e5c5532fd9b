"""Rows of computed tables: the sums under a KKE, the indices of surveys. And the values that stand behind names in lists.

A figure is one computed cell; `over[column]` of its row says which (`figure`) and with what (weights, questions, rows). The
formula of each figure stands in `write.figures`, its Python value in `score.cells`; both read this description.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from rmrb_xlsx.spec.model import Form, FormCopy, Row, Table
from rmrb_xlsx.spec.pack import Instrument, Pack
from rmrb_xlsx.spec.values import show

PREDICATES = "predikat"
KKE, ANSWER, ASSESSOR, SCORE, ASSESSOR_SCORE = "kke", "jawaban", "jawaban_penilai", "nilai", "nilai_penilai"


def score_rows(pack: Pack, form: Form, table: Table, lists: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """The sums of a form's KKE: leverage, each result, total, predicate, the assessor's; then shares of counted duties."""
    tool = pack.instrument_of(form.code)
    if tool is None:
        return ()
    profile = tool.profiles[pack.profile_of(tool)]
    column = next(f.code for f in table.fields if f.role == "computed")
    lists[PREDICATES] = tuple(b["id"] for b in reversed(pack.predicates))

    def row(key: str, text: str, weight: float | None, /, **figure: object) -> Row:
        return Row(key, {"uraian": text, "bobot": f"dari {show(weight)}" if weight is not None else ""}, {column: figure})
    leverage, outcome = (float(sum(Fraction(str(w)) for w in part.values())) for part in (profile.areas, profile.results))
    results = [row(f"hasil.{n}", str(r["name"]) + _caution(r), profile.results[str(r["id"])], result=str(r["id"]),
                   **_result(pack, r, profile.results[str(r["id"])])) for n, r in enumerate(tool.results, 1)]
    keys = [r.id for r in results]
    rows = [row("pengungkit", "Komponen pengungkit (jumlah area KKE)", leverage, figure="areas", column=SCORE), *results]
    if results:
        rows.append(row("hasil", "Komponen hasil", outcome, figure="sum", rows=keys))
    both = ["pengungkit", *(["hasil"] if results else [])]
    rows += [row("total", "Nilai total dari yang sudah diisi", leverage + outcome, figure="sum", rows=both),
             row("total_nol", "Nilai total bila yang kosong dihitung 0", leverage + outcome, figure="zero", results=keys),
             row("predikat", "Predikat", None, figure="band", row="total", list=PREDICATES),
             row("kelengkapan", "Sifat nilai", None, figure="whole", results=keys),
             row("penilai", "Komponen pengungkit menurut penilai", leverage, figure="areas", column=ASSESSOR_SCORE),
             row("selisih", "Selisih penilai terhadap penilaian mandiri (bila semua butir punya kedua jawaban)", None, figure="gap")]
    asked = {q["id"] for q in pack.tables.get("questions", ()) if (q["form"], q["table"]) == (form.code, "hasil")}
    rows += [row(f"bagian.{n}", s["name"] + " (%)", None, figure="share", share=s["id"], part=s["part"].split(";"),
                 whole=s["whole"].split(";"))
             for n, s in enumerate(pack.tables.get("shares", ()), 1) if {*s["part"].split(";"), *s["whole"].split(";")} <= asked]
    return tuple(rows)


def _caution(result: Mapping[str, object]) -> str:
    return " - belum dinilai: nilai tiap pilihan belum ditetapkan" if result["kind"] == "choice" and not result.get("values") else ""


def _result(pack: Pack, result: Mapping[str, object], weight: float) -> dict[str, object]:
    shape: dict[str, object] = {"figure": str(result["kind"]), "question": str(result["question"]), "weight": weight}
    if result["kind"] == "index":
        return {**shape, "max": float(str(result["max"]))}
    if result["kind"] == "ratio":
        return {**shape, "of": str(result["of"]), "full": pack.settings["tlhp_without_recommendations"] == "penuh"}
    return {**shape, "decided": bool(result.get("values"))}


def survey_rows(pack: Pack, form: Form, table: Table, lists: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """What each survey of the form comes to: basis, respondents, mean of every element, index, band, sample."""
    tables = {t.code: t for t in form.tables}
    column = next(f.code for f in table.fields if f.role == "computed")
    rows: list[Row] = []
    for survey in (s for s in pack.tables.get("surveys", ()) if s["id"] in tables):
        key, elements = survey["id"], survey["elements"].split(";")
        labels = {f.code: f.label for f in tables[key].fields}
        told: list[tuple[str, str, dict[str, object]]] = [
            ("dasar", "dihitung dari", {"figure": "basis"}), ("responden", "jumlah responden yang dihitung", {"figure": "respondents"}),
            *((e, f"rata-rata {labels[e]}", dict[str, object](figure="mean", element=e)) for e in elements),
            ("indeks", "indeks", {"figure": "index_of", "factor": float(survey["factor"])})]
        bands = [b for b in pack.tables.get("survey_bands", ()) if b["survey"] == key]
        if bands:
            lists[f"mutu_{key}"] = tuple(f"{b['id']} ({b['name']})" for b in sorted(bands, key=lambda b: float(b["at_least"])))
            told.append(("mutu", "mutu", {"figure": "band", "row": f"{key}.indeks", "list": f"mutu_{key}"}))
        told += [("sampel", "sampel minimal (Krejcie dan Morgan)", {"figure": "sample", "population": survey["population"]}),
                 ("cukup", "responden terhadap sampel minimal", {"figure": "enough"})]
        rows += [Row(f"{key}.{name}", {"uraian": f"{key.upper()}: {text}"}, {column: {**figure, "survey": key, "elements": elements}})
                 for name, text, figure in told]
    return tuple(rows)


def list_values(pack: Pack, copy: FormCopy) -> dict[str, dict[str, float]]:
    """List name -> name in the list -> its value: answers of scales, decided opinions, lower edges of bands."""
    tool = pack.instrument_of(copy.form.code)
    named: dict[str, dict[str, float]] = {} if tool is None else {
        f"skala_{name.lower()}": dict(scale.choices) for name, scale in tool.scales.items()}
    edges = [Fraction(b["above"]) for b in pack.predicates]
    lowest = min(edges, default=Fraction())
    named[PREDICATES] = {b["id"]: float(e if e == lowest else e + Fraction("0.01")) for b, e in zip(pack.predicates, edges, strict=True)}
    for band in pack.tables.get("survey_bands", ()):
        named.setdefault(f"mutu_{band['survey']}", {})[f"{band['id']} ({band['name']})"] = float(band["at_least"])
    named |= _opinions(copy, tool)
    return {name: values for name, values in named.items() if set(copy.lists.get(name, ("",))) <= set(values)}


def _opinions(copy: FormCopy, tool: Instrument | None) -> dict[str, dict[str, float]]:
    """The values of a result that is chosen from a list, once the pack gives every choice one."""
    found: dict[str, dict[str, float]] = {}
    rows = {r.id: r for r in copy.rows.get("hasil", ())}
    for result in tool.results if tool else ():
        row, values = rows.get(str(result["question"])), result.get("values")
        if result["kind"] == "choice" and row and isinstance(values, Mapping):
            name = row.over["isian"]["choices"]
            found[str(name)] = {str(k): float(v) for k, v in values.items()}
    return found
