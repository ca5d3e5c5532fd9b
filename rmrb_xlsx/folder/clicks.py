"""The files for a double click: one `.cmd` for Windows and its `.sh` twin per step. Each ends with one plain sentence."""

from __future__ import annotations

import shlex
from pathlib import Path

from rmrb_xlsx.folder.layout import MASTERS

STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (  # (file name, sentence when all went well, verbs in turn)
    ("1 Buat formulir", "Selesai. Formulir ada di folder 1 Formulir.", ("buat",)),
    ("2 Periksa berkas masuk", "Selesai. Yang perlu diperbaiki ada di folder 3 Perbaikan.", ("terima", "status")),
    ("3 Gabungkan", "Selesai. Buku induk ada di folder 4 Induk.", ("gabung",)),
)
BOARD = "4 Buka papan"
SENTENCES = (
    (1, "Selesai, tetapi ada isian yang salah. Baca pesan di atas."),
    (2, "Tidak dijalankan: ada yang belum benar. Baca pesan di atas."),
    (3, "Selesai, tetapi ada berkas yang ditolak atau menunggu keputusan petugas. Baca pesan di atas."),
    (4, "Sebagian gagal. Baca pesan di atas, lalu ulangi."),
)
TROUBLE = "Terhenti karena gangguan. Tidak ada yang hilang; baca pesan di atas, lalu ulangi."


def click_files(python: str) -> dict[str, bytes]:
    """Name -> content of all files; `python` is the program that runs rmrb here."""
    files: dict[str, bytes] = {}
    for name, sentence, verbs in STEPS:
        files[f"{name}.cmd"] = _windows(name, sentence, verbs, python)
        files[f"{name}.sh"] = _unix(sentence, verbs, python)
    files[f"{BOARD}.cmd"] = _windows_board()
    files[f"{BOARD}.sh"] = _unix_board()
    return files


def write_click_files(folder: Path, python: str) -> None:
    """Writes them into `folder`; the `.sh` ones may be run."""
    for name, content in click_files(python).items():
        path = folder / name
        path.write_bytes(content)
        if name.endswith(".sh"):
            path.chmod(0o755)


def _cmd(lines: list[str]) -> bytes:
    return "\r\n".join(["@echo off", "chcp 65001 >nul", "set PYTHONUTF8=1", 'cd /d "%~dp0"', *lines, ""]).encode()


def _windows(name: str, sentence: str, verbs: tuple[str, ...], python: str) -> bytes:
    program = python.replace("%", "%%")
    lines = [f"title {name}", "set HASIL=0"]
    for verb in verbs:
        lines += [f'"{program}" -m rmrb_xlsx -C "%~dp0." {verb}', "if %ERRORLEVEL% GTR %HASIL% set HASIL=%ERRORLEVEL%"]
    lines += ["echo.", f"if %HASIL%==0 echo {sentence}"]
    lines += [f"if %HASIL%=={code} echo {text}" for code, text in SENTENCES]
    return _cmd([*lines, f"if %HASIL% GEQ 5 echo {TROUBLE}", "if not %HASIL%==0 pause", "if %HASIL%==0 timeout /t 15", "exit /b %HASIL%"])


def _windows_board() -> bytes:
    return _cmd([f"title {BOARD}", f"for /f \"delims=\" %%F in ('dir /b /o-d \"{MASTERS}\\*.xlsx\" 2^>nul') do (",
                 f'  start "" "{MASTERS}\\%%F"', "  echo Buku induk dibuka.", "  exit /b 0", ")",
                 "echo Belum ada buku induk. Jalankan 3 Gabungkan dahulu.", "pause", "exit /b 2"])


def _unix(sentence: str, verbs: tuple[str, ...], python: str) -> bytes:
    lines = ["#!/bin/sh", 'cd "$(dirname "$0")" || exit 5', "hasil=0"]
    for verb in verbs:
        lines += [f"{shlex.quote(python)} -m rmrb_xlsx -C . {verb}", 'kode=$?; [ "$kode" -gt "$hasil" ] && hasil=$kode']
    wait = 'if [ "$hasil" -ne 0 ] && [ -t 0 ]; then printf "Tekan Enter untuk menutup. "; read -r _; fi'
    lines += ["echo", 'case "$hasil" in', f'  0) echo "{sentence}" ;;', *(f'  {code}) echo "{text}" ;;' for code, text in SENTENCES),
              f'  *) echo "{TROUBLE}" ;;', "esac", wait, 'exit "$hasil"', ""]
    return "\n".join(lines).encode()


def _unix_board() -> bytes:
    return "\n".join(["#!/bin/sh", 'cd "$(dirname "$0")" || exit 5', f'papan=$(ls -t "{MASTERS}"/*.xlsx 2>/dev/null | head -n 1)',
                      'if [ -z "$papan" ]; then echo "Belum ada buku induk. Jalankan 3 Gabungkan dahulu."; exit 2; fi',
                      '"${RMRB_PEMBUKA:-xdg-open}" "$papan" && echo "Buku induk dibuka."', ""]).encode()
