"""The master workbook: plain lines in, .xlsx bytes out. `lines` says what is shown, `workbook.write_master` writes it."""
