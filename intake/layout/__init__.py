"""What stands where on a sheet: numbers and periods as people write them, tables, headings, totals and notes."""
