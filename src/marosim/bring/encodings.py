"""What a table is written in that is not UTF-8: told by which letters stand beside one another."""

from __future__ import annotations

import re

WESTERN, ARABIC, MACINTOSH = "Windows-1252", "Windows-1256", "Mac Roman"
CODECS = {WESTERN: "cp1252", ARABIC: "cp1256", MACINTOSH: "mac-roman"}
HIGH = re.compile(rb"[\x80-\xff]")
# words of another alphabet are runs of such bytes; accents of Western words stand alone
RUN = re.compile(rb"[\x80-\xff]{3,}")
LETTER = re.compile("[\u0600-\u06ff]")  # Arabic
MOST = 0.9
# after a small letter, what is accented in Mac Roman and in Windows-1252 stands in no word
MAC = re.compile(rb"[a-z][\x81-\x84\x86-\x90\x98\x99\x9b\x9d]")
ACCENTED = re.compile(rb"[\xc0-\xff]")  # in Windows-1252


def guessed(data: bytes) -> str | None:
    """The name in :data:`CODECS` of what a text is written in that is not UTF-8.

    None where it is in another alphabet than Latin and Arabic, of which nothing is known here.
    """
    runs = b"".join(RUN.findall(data))
    if 2 * len(runs) > len(HIGH.findall(data)):
        arabic = LETTER.findall(runs.decode(CODECS[ARABIC]))
        return ARABIC if len(arabic) > MOST * len(runs) else None
    return MACINTOSH if len(MAC.findall(data)) > len(ACCENTED.findall(data)) else WESTERN
