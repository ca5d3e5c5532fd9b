"""The year-end report: print-ready pages for the heads of the regency, and one recommendation sheet per agency."""
