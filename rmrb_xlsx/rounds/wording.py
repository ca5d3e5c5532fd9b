"""The scores of a return in Indonesian sentences, every sum written out, so that an official can follow it with a calculator."""

from __future__ import annotations

from collections.abc import Iterator

from rmrb_xlsx.rounds.desk import Inspection
from rmrb_xlsx.rounds.scoring import scores_of
from rmrb_xlsx.score.assessor import Assessment
from rmrb_xlsx.score.bands import half_up
from rmrb_xlsx.score.form import FormScore
from rmrb_xlsx.score.indicators import IndicatorScore
from rmrb_xlsx.score.kke import KkeScore, SubScore
from rmrb_xlsx.score.surveys import NONE, SUMMARY, SurveyScore
from rmrb_xlsx.spec.pack import Pack
from rmrb_xlsx.spec.values import show


def explain(one: Inspection, in_words: bool) -> Iterator[str]:
    """Lines for a person: totals, and with `in_words` how each of them came about."""
    score, identity = scores_of(one), one.submission.identity
    assert one.pack is not None
    yield f"{one.file}: {identity.agency if identity else '?'}" + (f" ({one.copy.form.title})" if one.copy else "")
    if score.kke:
        yield from _kke(score.kke, in_words)
    if score.assessment and score.kke:
        yield from _assessment(score.assessment, score.kke, in_words)
    yield from _indicators(one.pack, score, in_words)
    yield from _surveys(score, in_words)


def _kke(kke: KkeScore, in_words: bool) -> Iterator[str]:
    open_results = sum(r.score is None for r in kke.results)
    kind = "lengkap" if not kke.provisional else (f"SEMENTARA: {kke.answered} dari {kke.asked} butir dijawab"
                                                  + (f", {open_results} komponen hasil belum dinilai" if open_results else ""))
    yield (f"  Nilai KKE {two(kke.total)} (predikat {kke.predicate or '-'}; profil bobot {kke.profile}; {kind}); "
           f"bila yang kosong dihitung 0: {two(kke.total_blank_as_zero)}")
    for area in kke.areas:
        yield f"  {area.id}. {area.name}: {two(area.score)} dari {show(area.weight)}"
        for sub in area.subcomponents if in_words else ():
            yield "      " + _sum(sub)
        if in_words and len(area.subcomponents) > 1:
            yield f"      jumlah: {' + '.join(four(s.score) for s in area.subcomponents)} = {four(area.score)}"
    for result in kke.results:
        told = f"tidak dinilai ({result.why})" if result.score is None else two(result.score)
        yield f"  {result.name}: {told} dari {show(result.weight)}"
    if in_words:
        yield (f"  Pengungkit {four(kke.leverage)} + hasil {four(kke.outcome)} = {four(kke.total)}, ditampilkan {two(kke.total)}. "
               "Predikat: batas atas termasuk, misalnya 90,00 masih A dan 90,01 sudah AA.")


def _sum(sub: SubScore) -> str:
    """`I.1 Tim: (1 + 0,5) : 2 butir x bobot 1 = 0,75 [2 dari 2 butir dijawab]`."""
    values = " + ".join(show(i.value) for i in sub.items if i.value is not None)
    if not values:
        return f"{sub.id} {sub.name}: belum ada jawaban [0 dari {sub.total} butir dijawab]"
    return (f"{sub.id} {sub.name}: ({values}) : {sub.answered} butir x bobot {show(sub.weight)} = {four(sub.score)}"
            f" [{sub.answered} dari {sub.total} butir dijawab]")


def _assessment(made: Assessment, own: KkeScore, in_words: bool) -> Iterator[str]:
    kind = f"SEMENTARA, {made.assessed} dari {made.asked} butir dinilai" if made.assessed < made.asked else "semua butir dinilai"
    yield (f"  Penilai: {two(made.score.total)} ({kind})"
           + (f"; selisih terhadap penilaian mandiri {two(made.difference)}" if made.difference is not None else
              "; selisih belum dihitung karena belum semua butir punya kedua jawaban"))
    yield f"  Berbeda satu langkah atau lebih pada {len(made.apart)} butir."
    for one in made.apart if in_words else ():
        yield f"      {one.id}: mandiri {one.self_answer}, penilai {one.assessor_answer} ({one.steps:+d} langkah)"


def _indicators(pack: Pack, score: FormScore, in_words: bool) -> Iterator[str]:
    named = {i.id: i for i in pack.indicators}
    for one in score.indicators:
        told = f"{two(one.achievement)} % ({one.class_name})" if one.achievement is not None else f"tidak dinilai: {one.why}"
        yield f"  Indikator {named[one.id].name}: {told}"
        if in_words and one.achievement is not None:
            yield "      " + _share(one, named[one.id].polarity)
        if in_words and one.decision:
            yield f"      target menurut keputusan {one.decision}"


def _share(one: IndicatorScore, polarity: str) -> str:
    actual, wanted = show(one.actual), show(one.target)
    if polarity == "category":
        return f"realisasi {actual}, target {wanted}: sama 100 %, berbeda 0 %"
    if polarity == "down":
        return f"makin rendah makin baik: (2 x {wanted} - {actual}) : {wanted} x 100 %"
    return f"{actual} : {wanted} x 100 %"


def _surveys(score: FormScore, in_words: bool) -> Iterator[str]:
    for one in score.surveys:
        yield f"  {one.id.upper()}: " + _survey(one)
        if in_words and one.index is not None:
            means = " + ".join(four(v) for v in one.elements.values() if v is not None)
            source = "responden (rekap)" if one.basis == SUMMARY else "responden"
            yield (f"      rata-rata tiap unsur dari {one.respondents} {source}: ({means}) : {len(one.elements)} unsur"
                   f" x faktor {show(one.factor)} = {four(one.index)}")
        if one.left_out:
            yield f"      {one.left_out} baris responden tidak dihitung karena belum utuh atau nilainya tidak mungkin."
        if one.both:
            yield "      Baris responden dan rekap sama-sama diisi: yang dihitung baris responden."
    for share in score.shares:
        if share.percent is not None:
            yield f"  {share.name}: {show(share.part)} : {show(share.whole)} = {two(share.percent)} %"
        else:
            why = "jumlah dasarnya 0" if share.whole == 0 else "angkanya belum lengkap atau tidak mungkin"
            yield f"  {share.name}: tidak dihitung ({why})"


def _survey(one: SurveyScore) -> str:
    if one.basis == NONE or one.index is None:
        return "belum ada responden"
    enough = "" if one.sample_minimum is None else (
        f"; sampel minimal {one.sample_minimum} dari {one.population} penerima layanan: {'cukup' if one.sample_enough else 'KURANG'}")
    label = f", mutu {one.band} ({one.band_name})" if one.band else ""
    return f"indeks {two(one.index)}{label}; {one.respondents} responden{enough}"


def two(number: float) -> str:
    """Two decimals, decimal comma, half up: 66.665 -> 66,67."""
    return f"{half_up(number, 2):.2f}".replace(".", ",")


def four(number: float) -> str:
    """Up to four decimals."""
    return show(half_up(number, 4))
