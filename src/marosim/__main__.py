"""``python -m marosim``: the command line."""

from marosim.cli import main

main()
