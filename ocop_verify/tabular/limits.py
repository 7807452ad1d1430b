"""How much one file may hold. Whatever is larger is refused with a sentence, before a parser sees it."""

from typing import Final

MEGABYTE: Final = 1 << 20

MAX_FILE_BYTES: Final = 10 * MEGABYTE  # 100,000 rows of fourteen columns are about 6 MB as .xlsx
MAX_ENTRIES: Final = 200  # an honest workbook has a dozen parts, and a few more with pictures
MAX_UNPACKED_BYTES: Final = 100 * MEGABYTE  # 100,000 honest rows unpack to about 70 MB
MAX_RATIO: Final = 100  # honest sheets shrink 10 to 30 times, a zip bomb 200 to 1,000 times
# A small file may shrink as well as it likes: what it unpacks to cannot hurt.
RATIO_COUNTS_FROM_BYTES: Final = 10 * MEGABYTE
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
HEADING_SEARCH_ROWS: Final = 30  # official lists open with a letterhead and merged titles
MAX_SHEET_ROWS: Final = MAX_ROWS + HEADING_SEARCH_ROWS
MAX_CELL_CHARACTERS: Final = 32_767  # Excel's own limit
# More problems than this are counted, not listed: nobody mends them one by one.
MAX_PROBLEMS: Final = 20_000
MAX_NOTES: Final = 100
LONGEST_HEADING: Final = 200  # characters; a longer cell is a text above the table

# The child process that parses. 100,000 rows of fourteen columns need about 190 MB of address space.
CHILD_MEMORY_BYTES: Final = 512 * MEGABYTE
CHILD_CPU_SECONDS: Final = 20
CHILD_WALL_SECONDS: Final = 60
FRAME_ROWS: Final = 2_000  # rows that travel together: enough for speed, few enough for a moving progress bar
