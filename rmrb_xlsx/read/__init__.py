"""Bytes -> Submission: gate, cage, cells, other formats, identity, place of each field. Only door to parsers of returned files."""
