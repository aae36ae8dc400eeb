"""``python -m lajur.entrypoints.cli``: the command for processes that Lajur starts itself."""

from lajur.entrypoints.cli import main

main()
