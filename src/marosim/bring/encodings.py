"""What a table is written in that is not UTF-8: told by which letters stand beside one another."""

from __future__ import annotations

import re

WESTERN, ARABIC, MACINTOSH = "Windows-1252", "Windows-1256", "Mac Roman"
CODECS = {WESTERN: "cp1252", ARABIC: "cp1256", MACINTOSH: "mac-roman"}
# words of another alphabet are runs of such bytes; accents of Western words stand alone
RUN = re.compile(rb"[\xc0-\xff]{3,}")
HIGH = re.compile(rb"[\x80-\xff]")
# letters of French that Windows-1256 has among the Arabic ones, where Cyrillic has its commonest
FRENCH = re.compile(rb"[\xe0\xe2\xe7-\xeb\xee\xef\xf4\xf9\xfb\xfc]")
FEW = 0.05
# accented letters of Mac Roman after a letter: in Windows-1252 mostly signs that stand after none
MAC = re.compile(rb"[A-Za-z][\x81-\x84\x86-\x90\x98-\x9f]|[\x8e\x8f\x88\x83][A-Za-z]")
ACCENTS = re.compile(rb"[\xc0-\xff]")


def guessed(data: bytes) -> str | None:
    """The name in :data:`CODECS` of what a text is written in that is not UTF-8.

    None where it is in another alphabet than Latin and Arabic, of which nothing is known here.
    """
    runs = b"".join(RUN.findall(data))
    if 2 * len(runs) > len(HIGH.findall(data)):
        return ARABIC if len(FRENCH.findall(runs)) <= FEW * len(runs) else None
    return MACINTOSH if len(MAC.findall(data)) > len(ACCENTS.findall(data)) else WESTERN
