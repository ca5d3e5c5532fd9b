"""`python3 tests`: makes its own environment in .venv, installs the project with its test tools, runs every test."""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
PYTHON = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

if __name__ == "__main__":
    if not PYTHON.exists():
        venv.create(HOME, with_pip=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", f"{ROOT}[dev]"], check=True)
    sys.exit(subprocess.run([PYTHON, "-m", "pytest", *sys.argv[1:]], cwd=ROOT, check=False).returncode)
