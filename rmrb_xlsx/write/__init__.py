"""Description (+ answers, + findings) -> workbook; master tables -> workbook. The only door to xlsxwriter."""
