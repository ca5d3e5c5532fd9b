"""Broken packs: the example pack (with a small form of its own) with one fault each, made here by one edit, and the exact file, line and words of the complaint."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from rmrb_xlsx.cli import rmrb
from rmrb_xlsx.errors import PackError
from rmrb_xlsx.spec.lint import inspect_pack
from rmrb_xlsx.spec.load import load_pack, packs_folder

TINY = packs_folder() / "contoh-kabupaten-rekaan"
PD, TOOL = "forms/pd.yaml", "instruments/pd-mini/instrument.yaml"
Q, TARGET = "forms/questions.csv", "indicators.csv"
AREAS = "I: 40, II: 20"
RESULTS = "persepsi_korupsi: 15, tlhp: 5"


class Case(NamedTuple):
    """`file`: `old` becomes `new`; then the only fault stands in `at` (default: `file`) on the line that holds `line`;
    `more`: beginnings of further faults that the same edit truly makes."""

    name: str
    file: str
    old: str
    new: str
    line: str
    what: str
    at: str = ""
    more: tuple[str, ...] = ()


CASES = [
    Case("unknown way to average", "paket.yaml", "agency_average: sederhana", "agency_average: kira-kira", "agency_average",
         "agency_average «kira-kira» bukan salah satu dari: sederhana, median"),
    Case("weights of the index", "paket.yaml", "{pemda: 50, pd: 50}", "{pemda: 50}", "index_weights", "index_weights harus memuat dua angka: pemda dan pd"),
    # rows of tables
    Case("duplicate id", "steps.csv", "a2.a.2026.2,", "a2.a.2026.1,", "Sosialisasi standar", "kode «a2.a.2026.1» sudah dipakai pada baris 5"),
    Case("status without reason", "agencies.csv", "kecamatan,ya,,,printed", "kecamatan,ya,,,assumed", "CCC,", "CCC: status assumed tanpa alasan"),
    Case("row without source", "actions.csv", "SEMUA,Semua,printed,,rekaan\na2.b", "SEMUA,Semua,printed,,\na2.b", "a2.a,", "a2.a: sumber kosong"),
    Case("unknown status", "agencies.csv", "kecamatan,ya,,,printed", "kecamatan,ya,,,dugaan", "CCC,",
         "«status» harus salah satu dari 'printed', 'reconstructed', 'assumed' or 'missing' (isi: 'dugaan')"),
    Case("yes and no", "agencies.csv", "kecamatan,ya,", "kecamatan,mungkin,", "CCC,", "«reporting» harus ya atau tidak (isi: 'mungkin')"),
    Case("unknown area", TARGET, "i1.2,1,layan,", "i1.2,1,pelayanan,", "i1.2,", "i1.2: area «pelayanan» tidak ada di areas.csv"),
    Case("unknown agency answers", "responsible.csv", "Rekaan,BBB,", "Rekaan,DDD,", "i1.2,", "i1.2: Perangkat Daerah «DDD» tidak ada di agencies.csv"),
    Case("unknown agency leads", "actions.csv", "rekaan,BBB,", "rekaan,EEE,", "a2.b,", "a2.b: Perangkat Daerah «EEE» tidak ada di agencies.csv"),
    Case("unknown agency in a working group", "working_groups.csv", "BBB;AAA", "BBB;FFF", "2,", "2: Perangkat Daerah «FFF» tidak ada di agencies.csv"),
    Case("unknown agency owns a quick win", "quick_wins.csv", "Rekaan,AAA,", "Rekaan,GGG,", "qw1,", "qw1: Perangkat Daerah «GGG» tidak ada di agencies.csv"),
    Case("two agencies share a name", "agencies.csv", "Badan Beta,badan", "Dinas Alfa,badan", "BBB,", "BBB: nama atau alias «dinas alfa» juga milik AAA"),
    Case("step of no action", "steps.csv", "a2.b.2026.1,a2.b,", "a2.b.2026.1,a2.x,", "a2.b.2026.1", "a2.b.2026.1: rencana aksi «a2.x» tidak ada"),
    Case("action of no parent", "actions.csv", "a2.b,layan,,", "a2.b,layan,a2.x,", "a2.b,", "a2.b: induk «a2.x» tidak ada"),
    Case("activity of no parent", "activities.csv", "k1.2,2,layan,,", "k1.2,2,layan,k1.x,", "k1.2,", "k1.2: induk «k1.x» tidak ada"),
    Case("double of nothing", TARGET, "8,6,4,,printed", "8,6,4,i9.9,printed", "i1.2,", "i1.2: same_as «i9.9» tidak ada"),
    Case("nobody answers", "responsible.csv", "k1.1,Pelatihan rekaan,AAA,printed,,rekaan\n", "", "k1.1,", "k1.1: tidak ada pengampu (responsible.csv)", "activities.csv"),
    Case("answers for nothing", "responsible.csv", "k1.2,Survei rekaan,SEMUA", "k1.2,Survei rekaan,SEMUA,printed,,rekaan\nk9.9,Hilang,AAA", "k9.9",
         "indikator atau kegiatan «k9.9» tidak ada"),
    Case("name of another row", "responsible.csv", "i1.2,Peringkat Pelayanan", "i1.2,Peringkat Perubahan", "i1.2,",
         "i1.2: nama tidak sama dengan nama barisnya («Peringkat Pelayanan Rekaan»)"),
    Case("step out of time", "steps.csv", "a2.b.2026.1,a2.b,2026", "a2.b.2026.1,a2.b,2031", "a2.b.2026.1", "a2.b.2026.1: tahun 2031 di luar masa paket (2025, 2026, 2027)"),
    Case("year is no number", "steps.csv", "a2.b.2026.1,a2.b,2026", "a2.b.2026.1,a2.b,dua ribu", "a2.b.2026.1", "«year» bukan bilangan bulat (isi: 'dua ribu')"),
    Case("target is text", TARGET, "up,60,65,70", "up,60,65,tinggi", "i1.1,", "i1.1: target 2026 «tinggi» tidak cocok dengan jenis index", more=("quotations.csv, baris 2",)),
    Case("target is no choice", TARGET, "WDP,WTP,WTP,WTP", "WDP,WTP,WTP,AAA", "i1.3,", "i1.3: target 2027 «AAA» bukan salah satu pilihan", more=("quotations.csv, baris 5",)),
    Case("target is no whole number", TARGET, "10,8,6,4", "10,8,6,4.5", "i1.2,", "i1.2: target 2027 «4.5» bukan bilangan bulat", more=("quotations.csv, baris 4",)),
    Case("target beyond its scale", TARGET, "10,8,6,4", "10,8,6,90", "i1.2,", "i1.2: target 2027 «90» di luar batas", more=("quotations.csv, baris 4",)),
    Case("limits upside down", TARGET, "integer,,1,50", "integer,,60,50", "i1.2,", "i1.2: min melebihi max", more=tuple(f"indicators.csv, baris 3: i1.2: target {y}" for y in (2025, 2026, 2027))),
    Case("choice without choices", TARGET, "choice,WTP;WDP;TMP", "choice,", "i1.3,", "i1.3: jenis choice tanpa pilihan (kolom choices)",
         more=tuple(f"indicators.csv, baris 4: i1.3: target {y}" for y in (2025, 2026, 2027))),
    Case("activity target is text", "activities.csv", "number,1,2,2", "number,1,2,banyak", "k1.2,", "k1.2: target 2027 «banyak» bukan angka", more=("quotations.csv, baris 7",)),
    Case("unknown kind", TARGET, "Peringkat,integer", "Peringkat,bulat", "i1.2,",
         "«kind» harus salah satu dari 'text', 'choice', 'integer', 'number', 'percent', 'index', 'date', 'email', 'phone', 'nip' or 'evidence' (isi: 'bulat')"),
    Case("too many cells", "areas.csv", "layan,2,", "layan,2,,", "layan,2", "9 kolom, seharusnya 8"),
    Case("unknown column", "areas.csv", "number,name", "nomor,name", "ubah,", "«nomor» tidak dikenal", more=("areas.csv, baris 2: «number» wajib ada", "areas.csv, baris 3: «nomor»", "areas.csv, baris 3: «number»")),
    # quotations
    Case("value is not the quotation", TARGET, "up,60,65,70", "up,60,66,70", "i1.1,targets", "i1.1: kutipan 65 | 70 | 75 (rekaan) tidak sama dengan isi paket 66.0 | 70.0 | 75.0", "quotations.csv"),
    Case("weight is not the quotation", "quotations.csv", "40%", "41%", "pd-mini", "pd-mini/contoh/I: kutipan 41% (rekaan) tidak sama dengan isi paket 40.0"),
    Case("target without quotation", "quotations.csv", 'k1.2,targets,2025;2026;2027,1 | 2 | 2,rekaan\n', "", "k1.2,", "k1.2: target tanpa kutipan", "activities.csv"),
    Case("quotation of nothing", "quotations.csv", "i1.1,baseline", "i9.9,baseline", "i9.9", "kutipan atas «i9.9» (baseline) yang tidak ada"),
    # decisions
    Case("chosen reading is none", "decisions.csv", "tinggi,tabel,", "tinggi,bab-4,", "d2,", "d2: bacaan terpilih «bab-4» tidak ada di readings.csv"),
    Case("one reading only", "readings.csv", "d1,r2,Menurut uraian: 71,71,rekaan,Uraian,\n", "", "d1,", "d1: kurang dari dua bacaan", "decisions.csv"),
    Case("choice without reason", "decisions.csv", "Jumlah Perangkat Daerah contoh ini tiga.", "", "d2,", "d2: pilihan tanpa alasan"),
    Case("decision on nothing", "decisions.csv", "kegiatan,k1.1,", "kegiatan,k7.7,", "d2,", "d2: objek «k7.7» tidak ada"),
    Case("unknown severity", "decisions.csv", "tinggi,tabel", "berat,tabel", "d2,", "«severity» harus salah satu dari 'tinggi', 'sedang' or 'rendah' (isi: 'berat')"),
    Case("reading of no decision", "readings.csv", "d2,lampiran,", "d2,lampiran,x,,rekaan,,\nd9,lampiran,", "d9,", "bacaan lampiran atas keputusan «d9» yang tidak ada"),
    Case("reading twice", "readings.csv", "d2,lampiran,", "d2,tabel,x,,rekaan,,\nd2,lampiran,", "d2,tabel,x", "bacaan «tabel» dari d2 tercatat dua kali"),
    Case("reading without source", "readings.csv", "71,71,rekaan,", "71,71,,", "d1,r2", "d1 r2: sumber kosong"),
    Case("effect of no reading", "effects.csv", "d2,lampiran,k1.1,targets.2027", "d2,bab-9,k1.1,targets.2027", "d2,bab-9", "akibat dari bacaan «d2 bab-9» yang tidak ada di readings.csv"),
    Case("effect on nothing", "effects.csv", "k1.1,targets.2027", "k7.7,targets.2027", "k7.7", "objek «k7.7» tidak ada"),
    Case("effect on an unknown field", "effects.csv", "k1.1,targets.2027", "k1.1,sasaran", "sasaran", "kolom «sasaran» tidak dikenal pada k1.1"),
    Case("effect on an unknown setting", "effects.csv", "k1.1,targets.2027", "paket,settings.bobot", "settings.bobot", "setelan «settings.bobot» tidak ada di paket.yaml"),
    Case("effect gives a setting another kind", "effects.csv", "k1.1,targets.2027,2", "paket,settings.support_required,mungkin", "support_required", "setelan «support_required» tidak dapat berisi 'mungkin'"),
    Case("effect of the wrong kind", "effects.csv", "k1.1,targets.2027,2", "k1.1,kind,bulat", "k1.1,kind",
         "«kind» harus salah satu dari 'text', 'choice', 'integer', 'number', 'percent', 'index', 'date', 'email', 'phone', 'nip' or 'evidence' (isi: 'bulat')"),
    Case("only a step can be dropped", "effects.csv", "k1.1,targets.2027,2", "k1.1,drop,ya", "drop", "hanya langkah (steps.csv) dapat ditiadakan dengan «drop»"),
    Case("effect names an unknown agency", "effects.csv", "k1.1,targets.2027,2", "k1.1,responsible,HHH", "HHH", "k1.1: Perangkat Daerah «HHH» tidak ada di agencies.csv"),
    Case("effect breaks a scale", "effects.csv", "d2,lampiran,k1.1,targets.2027,2", "d2,tabel,i1.2,max,7", "i1.2,", "i1.2: target 2025 yang berlaku «8» di luar batas (lihat effects.csv)", TARGET),
    # instruments
    Case("leverage is not 60", TOOL, AREAS, "I: 40, II: 15", "contoh:", "profil «contoh»: bobot pengungkit berjumlah 55, seharusnya 60"),
    Case("outcome is not 40", TOOL, RESULTS, "persepsi_korupsi: 15, tlhp: 4", "contoh:", "profil «contoh»: bobot hasil berjumlah 39, seharusnya 40"),
    Case("profile of other areas", TOOL, AREAS, "I: 40, III: 20", "contoh:", "profil «contoh»: area profil tidak sama dengan areas.csv"),
    Case("profile of unknown results", TOOL, "tlhp: 5", "tlhpx: 5", "contoh:", "profil «contoh»: hasil tidak dikenal: tlhpx"),
    Case("no default profile", TOOL, "default: true", "default: false", "profiles:", "tepat satu profil bobot harus bertanda default: true"),
    Case("weight is no number", TOOL, AREAS, "I: empat, II: 20", "contoh:", "«profiles.contoh.areas.I» bukan angka (isi: 'empat')"),
    Case("unknown level", TOOL, "level: pd", "level: desa", "level:", "«level» harus salah satu dari 'pd' or 'pemda' (isi: 'desa')"),
    Case("unknown kind of result", TOOL, "id: tlhp, name: Penyelesaian TLHP, kind: ratio", "id: tlhp, name: Penyelesaian TLHP, kind: rasio", "id: tlhp", "hasil «tlhp»: id wajib ada; kind index, ratio, atau choice"),
    Case("item of no sub-component", "instruments/pd-mini/items.csv", "II.1.a,II.1", "II.1.a,II.9", "II.1.a", "II.1.a: subkomponen «II.9» tidak ada"),
    Case("item of no scale", "instruments/pd-mini/items.csv", "C tidak,ABC,SK", "C tidak,ABX,SK", "II.1.a", "II.1.a: skala «ABX» tidak ada"),
    Case("area without weight", "instruments/pd-mini/subcomponents.csv", "II.1,II,Standar,1,3", "II.1,II,Standar,1,", "II,", "II: tidak ada subkomponen berbobot", "instruments/pd-mini/areas.csv"),
    Case("code with a space", "agencies.csv", "CCC,Kecamatan", "C CC,Kecamatan", "C CC", "kode «C CC» tidak sah: huruf, angka, titik, tanda hubung; paling panjang 40"),
    # tables read as they are
    Case("table without a column", "quick_win_data.csv", "quick_win,table", "qw,table", "qw,table", "kolom wajib tidak ada: quick_win"),
    Case("data of no quick win", "quick_win_data.csv", "qw1,", "qw7,", "qw7,", "quick win «qw7» tidak ada"),
    Case("team of an unknown agency", "teams.csv", "Rekaan,AAA,", "Rekaan,III,", "III", "Perangkat Daerah «III» tidak ada"),
    Case("share of no question", "shares.csv", "tlhp_selesai,", "tlhp_tuntas,", "tlhp_tuntas", "pertanyaan «tlhp_tuntas» tidak ada"),
    Case("band of no number", "achievement_classes.csv", ",90,", ",sembilan puluh,", "sembilan", "«at_least» bukan angka (isi: 'sembilan puluh')"),
    Case("gap between predicates", "instruments/predicates.csv", "BAIK,BAIK,50", "BAIK,BAIK,55", "BAIK,", "predikat mulai di atas 55, seharusnya 50: ada sela atau tumpang tindih"),
    Case("predicates end early", "instruments/predicates.csv", "50,100", "50,90", "BAIK,", "predikat berakhir pada 90, seharusnya 100"),
    # paket.yaml
    Case("no title", "paket.yaml", "title:", "judul:", "id:", "«title» wajib ada"),
    Case("bad day of a period", "paket.yaml", 'end: "06-30"', 'end: "30-06"', "s1:", "«periods.s1.end» bentuknya tidak sah (pola ^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$) (isi: '30-06')"),
    Case("period upside down", "paket.yaml", 'start: "01-01", end: "06-30"', 'start: "07-01", end: "06-30"', "s1:", "periode «s1» berakhir sebelum mulai"),
    Case("years out of order", "paket.yaml", "years: [2025, 2026, 2027]", "years: [2026, 2025, 2027]", "years:", "years: tahun harus berurutan dan tidak berulang"),
    Case("bad paper", "paket.yaml", "paper: A4", "paper: Folio", "paper:", "«settings.paper» harus salah satu dari 'F4' or 'A4' (isi: 'Folio')"),
    Case("unknown form", "paket.yaml", "agency_form: pd", "agency_form: opd", "agency_form:", "agency_form «opd» tidak ada"),
    Case("unknown instrument", "paket.yaml", "agency_instrument: pd-mini", "agency_instrument: lke", "agency_instrument:", "agency_instrument «lke» tidak ada"),
    Case("unknown filler of the regency's form", "paket.yaml", "pemda_agency: AAA", "pemda_agency: ZZZ", "pemda_agency:", "pemda_agency «ZZZ» tidak ada"),
    Case("not YAML", "paket.yaml", "paper: A4", "paper: [A4", "agency_form:", "tidak dapat dibaca sebagai YAML"),
    Case("key twice", "paket.yaml", "  paper: A4", "  paper: A4\n  paper: F4", "paper: F4", "tidak dapat dibaca sebagai YAML"),
    # forms
    Case("sheet name too long", PD, "name: Rencana Aksi", "name: Rencana Aksi Reformasi Birokrasi Daerah", "name: Rencana Aksi",
         "nama lembar «Rencana Aksi Reformasi Birokrasi Daerah» tidak sah bagi Excel: paling panjang 31 huruf, tanpa []:*?/\\'"),
    Case("sheet name with a bad sign", PD, "name: Rencana Aksi", "name: Rencana/Aksi", "name: Rencana/Aksi", "nama lembar «Rencana/Aksi» tidak sah bagi Excel: paling panjang 31 huruf, tanpa []:*?/\\'"),
    Case("sheet name twice", PD, "name: Kegiatan\n", "name: INDIKATOR\n", "name: INDIKATOR", "nama lembar «INDIKATOR» dipakai dua kali"),
    Case("sheet name is ours", PD, "name: Kegiatan\n", "name: periksa\n", "name: periksa", "nama lembar «periksa» sudah dipakai program"),
    Case("prompt title too long", PD, "label: Rencana tindak lanjut,", "label: Rencana tindak lanjut atas kendala itu,", "code: tindak_lanjut",
         "tabel «rencana_aksi», kolom «tindak_lanjut»: label melebihi 32 huruf, terpotong sebagai judul petunjuk isian"),
    Case("prompt too long", PD, "help: Apa yang nyata dikerjakan dan hasilnya.", "help: " + "panjang " * 40, "code: realisasi", "tabel «rencana_aksi», kolom «realisasi»: petunjuk isian melebihi 255 huruf"),
    Case("list named like a cell", PD, "  ada: [Ada, Belum ada]", "  ada: [Ada, Belum ada]\n  ab12: [X, Y]", "ab12:", "nama daftar «ab12» tidak sah: huruf kecil, angka, garis bawah; bukan alamat sel"),
    Case("empty list", PD, "  ya_tidak: [Ya, Tidak]", "  ya_tidak: [Ya, Tidak]\n  kosong: []", "kosong:", "daftar «kosong» kosong"),
    Case("choice twice", PD, "[PD, Pokja, Pleno]", "[PD, Pokja, pokja]", "eskalasi:", "daftar «eskalasi» memuat pilihan yang sama dua kali"),
    Case("choice too long", PD, "[PD, Pokja, Pleno]", "[PD, Pokja, " + "x" * 256 + "]", "eskalasi:", f"pilihan «{'x' * 20}…» pada daftar «eskalasi» melebihi 255 huruf"),
    Case("unknown list of the pack", PD, '"@area"', '"@kecamatan"', "area: ", "daftar «area»: «@kecamatan» tidak dikenal; yang ada: @area"),
    Case("unknown choice list", PD, "choices: eskalasi", "choices: tingkat", "code: eskalasi", "tabel «rencana_aksi», kolom «eskalasi»: daftar pilihan «tingkat» tidak ada pada «lists»"),
    Case("unknown kind of field", PD, "role: input, kind: date", "role: input, kind: tanggal", "code: tanggal",
         "tabel «rencana_aksi», kolom «tanggal»: jenis «tanggal» tidak dikenal; yang ada: text, choice, integer, number, percent, index, date, email, phone, nip, evidence"),
    Case("unknown property of a field", PD, "{code: kendala, label: Kendala,", "{code: kendala, label: Kendala, warna: merah,", "code: kendala", "tabel «rencana_aksi», kolom «kendala»: sifat tidak dikenal: warna"),
    Case("unknown role", PD, "{code: kendala, label: Kendala, role: input", "{code: kendala, label: Kendala, role: isian", "code: kendala", "tabel «rencana_aksi», kolom «kendala»: peran «isian» tidak dikenal"),
    Case("field twice", PD, "{code: satuan, label: Satuan}", "{code: nama, label: Satuan}", "code: nama, label: Satuan", "tabel «indikator»: kode kolom «nama» dipakai dua kali"),
    Case("table twice", PD, "code: kegiatan\n", "code: indikator\n", "code: indikator\n        title: Kegiatan Prioritas", "kode tabel «indikator» dipakai dua kali"),
    Case("rule with an unknown operator", PD, "holds: {at_most: [tlhp_selesai", "holds: {kurang: [tlhp_selesai", "code: tlhp,",
         "tabel «hasil», aturan «tlhp»: operator «kurang» tidak dikenal; yang ada: filled, blank, is, equal, at_most, at_least, less, and, or, not, if"),
    Case("rule over an unknown field", PD, "holds: {at_most: [tlhp_selesai, tlhp_rekomendasi]}", "holds: {at_most: [tlhp_selesai, tlhp_jumlah]}", "code: tlhp,", "tabel «hasil», aturan «tlhp»: menyebut yang tidak ada: tlhp_jumlah"),
    Case("rule blames nothing", PD, "field: kendala, holds", "field: hambatan, holds", "code: terkendala-kendala", "tabel «rencana_aksi», aturan «terkendala-kendala»: menyalahkan «hambatan» yang tidak ada"),
    Case("rule asks for no choice", PD, "{is: [status, Terkendala]}, {filled: kendala}", "{is: [status, Macet]}, {filled: kendala}", "code: terkendala-kendala",
         "tabel «rencana_aksi», aturan «terkendala-kendala»: «Macet» bukan pilihan «status»"),
    Case("rule without cure", PD, ", cure: Terangkan kendalanya.}", "}", "code: terkendala-kendala", "tabel «rencana_aksi», aturan «terkendala-kendala»: «cure» wajib ada"),
    Case("question of no table", Q, "pd,identitas,nip_petugas", "pd,ringkasan,nip_petugas", "pd,ringkasan", "pertanyaan «nip_petugas»: tabel «ringkasan» tidak ada pada forms/pd.yaml"),
    Case("question of unknown kind", Q, "sk_nomor,Nomor SK Tim RB,text", "sk_nomor,Nomor SK Tim RB,nomor", "pd,identitas,sk_nomor", "pertanyaan «sk_nomor»: jenis «nomor» tidak dikenal"),
    Case("question with an unknown list", Q, "choice,ya,ada", "choice,ya,punya", "pd,identitas,tim_rb", "pertanyaan «tim_rb»: daftar pilihan «punya» tidak ada pada forms/pd.yaml"),
    Case("question twice", Q, "pd,identitas,nip_petugas", "pd,identitas,nip_kepala", "NIP petugas", "pertanyaan «nip_kepala»: kode dipakai dua kali"),
]


def broken(tmp_path: Path, *edits: tuple[str, str, str]) -> Path:
    folder = tmp_path / "paket"
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("pemda*", "surat", "surveys.csv", "survey_bands.csv"))
    for name in ("forms/pd.yaml", "forms/questions.csv", "shares.csv"):
        shutil.copy(Path(__file__).parent / "tiny" / Path(name).name, folder / name)
    main = (folder / "paket.yaml").read_text(encoding="utf-8")
    (folder / "paket.yaml").write_text("".join(x for x in main.splitlines(keepends=True) if "pemda_form" not in x), encoding="utf-8")
    for file, old, new in edits:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file}: {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def line_of(folder: Path, file: str, marker: str) -> int:
    text = (folder / file).read_text(encoding="utf-8")
    return text[:text.index(marker)].count("\n") + 1


@pytest.mark.parametrize("case", CASES, ids=[c.name for c in CASES])
def test_each_fault_is_named_with_file_and_line(case: Case, tmp_path: Path) -> None:
    folder = broken(tmp_path, (case.file, case.old, case.new))
    file = case.at or case.file
    told = [str(f) for f in inspect_pack(str(folder))[1]]
    expected = f"{file}, baris {line_of(folder, file, case.line)}: {case.what}"
    assert expected in told
    rest = [t for t in told if t != expected]
    assert len(rest) == len(case.more) and all(any(t.startswith(m) for t in rest) for m in case.more), rest


def test_the_sound_pack_has_none(tmp_path: Path) -> None:
    assert inspect_pack(str(broken(tmp_path)))[1] == []


def test_a_fault_of_one_row_makes_no_second_fault_elsewhere(tmp_path: Path) -> None:
    """A row that cannot be read is left out; whatever names it is not blamed for that."""
    folder = broken(tmp_path, ("agencies.csv", "BBB,Badan Beta Rekaan,Badan Beta,badan,ya", "BBB,Badan Beta Rekaan,Badan Beta,badan,mungkin"))
    assert [str(f) for f in inspect_pack(str(folder))[1]] == ["agencies.csv, baris 3: «reporting» harus ya atau tidak (isi: 'mungkin')"]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Faults of files, of rows, and across rows in one list, sorted by file and line."""
    chosen = [c for c in CASES if c.name in ("duplicate id", "unknown agency answers", "target is text", "leverage is not 60", "chosen reading is none",
                                             "sheet name too long", "unknown choice list", "unknown form", "too many cells", "question of no table")]
    folder = broken(tmp_path, *((c.file, c.old, c.new) for c in chosen))
    faults = inspect_pack(str(folder))[1]
    told = {str(f) for f in faults}
    for case in chosen:
        assert f"{case.at or case.file}, baris {line_of(folder, case.at or case.file, case.line)}: {case.what}" in told
    assert faults == sorted(faults)


def test_a_year_outside_the_period_is_named_on_every_row(tmp_path: Path) -> None:
    folder = broken(tmp_path, (TARGET, "target_2027", "target_2030"))
    told = [f.what for f in inspect_pack(str(folder))[1] if "2030" in f.what]
    assert told == [f"i1.{n}: target tahun 2030 di luar masa paket (2025, 2026, 2027) tanpa keputusan (affects: tahun)" for n in (1, 2, 3)]


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    folder = broken(tmp_path)
    (folder / "areas.csv").unlink()
    assert "areas.csv: berkas tidak ada" in [str(f) for f in inspect_pack(str(folder))[1]]


def test_a_table_in_another_code_is_told_to_save_as_utf_8(tmp_path: Path) -> None:
    folder = broken(tmp_path)
    (folder / "areas.csv").write_bytes("id,number,name\nubah,1,Perubahan – Rekaan\n".encode("cp1252"))
    assert "areas.csv: bukan UTF-8; simpan sebagai «CSV UTF-8»" in [str(f) for f in inspect_pack(str(folder))[1]]


def test_a_table_as_excel_of_an_indonesian_system_writes_it(tmp_path: Path) -> None:
    """Semicolons between cells, a comma in numbers, a byte order mark, CRLF: the same pack."""
    folder = broken(tmp_path, (TARGET, "up,60,65,70,75", "up,60,65.5,70,75"), ("quotations.csv", "65 | 70", '"65,5 | 70"'.strip('"')))
    rows = (folder / TARGET).read_text(encoding="utf-8").replace(";", "§").replace(",", ";").replace("65.5", "65,5").replace("§", ",")
    (folder / TARGET).write_bytes(("\ufeff" + rows.replace("WTP,WDP,TMP", '"WTP;WDP;TMP"').replace("\n", "\r\n")).encode("utf-8"))
    quotes = (folder / "quotations.csv").read_text(encoding="utf-8").replace("65,5 | 70 | 75", '"65,5 | 70 | 75"')
    (folder / "quotations.csv").write_text(quotes, encoding="utf-8")
    found, faults = inspect_pack(str(folder))
    assert faults == []
    assert found.pack is not None and found.pack.indicators[0].targets == {2025: 65.5, 2026: 70, 2027: 75}


def test_a_pack_with_faults_is_not_used(tmp_path: Path) -> None:
    folder = broken(tmp_path, ("paket.yaml", "paper: A4", "paper: Folio"), (PD, "choices: eskalasi", "choices: tingkat"))
    with pytest.raises(PackError) as fault:
        load_pack(folder)
    assert len(fault.value.complaints) == 2


def test_the_command_lists_faults_then_open_contradictions(tmp_path: Path) -> None:
    folder = broken(tmp_path, ("steps.csv", "a2.b.2026.1,a2.b,", "a2.b.2026.1,a2.x,"), ("decisions.csv", "tinggi,tabel,", "tinggi,,"))
    result = CliRunner().invoke(rmrb, ["paket", "periksa", str(folder)], standalone_mode=False)
    lines = result.output.splitlines()
    assert result.return_value == 1
    assert lines[:2] == ["KESALAHAN steps.csv, baris 7: a2.b.2026.1: rencana aksi «a2.x» tidak ada", "1 kesalahan."]
    assert "PERTENTANGAN d2 [tinggi: target] Pelatihan rekaan untuk 3 Perangda di tabel dan 2 Perangda di lampiran." in lines
    assert "    BELUM DIPUTUSKAN: isi kolom chosen pada decisions.csv." in lines
