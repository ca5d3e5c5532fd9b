"""Submission -> findings. No workbook library here: it judges values, not files."""
