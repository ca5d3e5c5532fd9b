.PHONY: test lint demo samples gambar

test:            ## makes .venv, installs, runs all tests
	python3 tests

lint: test-tools ## style and types
	.venv/bin/ruff check .
	.venv/bin/mypy

test-tools:
	@test -x .venv/bin/ruff || (python3 -m venv .venv && .venv/bin/pip install --quiet -e '.[dev]')

demo:            ## the whole main job with simulated returns
	.venv/bin/rmrb coba demo

samples:         ## the files of samples/bad/, each with what must be found in it
	.venv/bin/python -m tests.hostile.samples

gambar:          ## pictures of the form's sheets for the guides, by LibreOffice and poppler-utils
	.venv/bin/python -m tests.pictures docs/gambar
