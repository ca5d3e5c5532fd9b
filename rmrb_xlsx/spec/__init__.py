"""WHAT a form and a road map are: inert descriptions, their loading, kinds, rules and marks. No workbook library here."""
