"""Tool: spreadsheet bytes to rows that know their problems, cell by cell, and rows back to bytes.

It knows no model, no Flask and no database. Start at ``reading.read_table``, ``writing.write_xlsx`` and
``annotating.annotated_xlsx``. This file imports nothing, so that the child process starts quickly.
"""
