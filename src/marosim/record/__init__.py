"""What a run leaves on disk: tables and the record of how they came about."""

from marosim.record.folder import RunFolder, read_run, write_run
from marosim.record.memory import TooLargeError, check_memory
from marosim.record.whole import whole_file, whole_folder

__all__ = [
    "RunFolder",
    "TooLargeError",
    "check_memory",
    "read_run",
    "whole_file",
    "whole_folder",
    "write_run",
]
