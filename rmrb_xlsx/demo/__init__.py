"""Simulated returns for `rmrb coba`: filled by another route than the form writer (the sheet XML, or openpyxl)."""
