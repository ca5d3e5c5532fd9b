"""The working folder on disk: its layout, settings (`rmrb.toml`) and roster (`Kendali.xlsx`).

A room of its own, because it is the only door to openpyxl in the live product: the office's own workbook is read here,
and never a returned one.
"""
