"""Readers of the files that researchers of conflict hold, one file a format.

Each finds its columns by name, says in a :class:`~marosim.bring.report.Report` what it read,
dropped and doubted, and gives back one normal table. None ever turns what is missing into zero.
"""
