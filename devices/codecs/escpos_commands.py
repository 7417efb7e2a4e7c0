"""ESC/POS commands that are more than text, as bytes.

Source: the manuals of Epson TM-T90 and TM-U220, Samsung SRP-350 and Citizen CT-D150.
"""

INITIALISE = b"\x1b@"
"""Also switches automatic status off: AUTOMATIC_STATUS must follow it."""

AUTOMATIC_STATUS = b"\x1da\x0e"
"""Pushes online, error and paper changes."""

KANJI_ON = b"\x1c&"
FEED_AND_CUT = b"\x1dVB\x18"
"""Feeds to the cutter and 3 mm more."""

STOP_ERROR = b"\x10\x05\x02"
"""Real-time: recovers from an error and drops what is in the buffers."""

CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""Real-time: drops what is received but not printed. Nothing may follow until it is answered."""

STATUS_KINDS = (1, 2, 3, 4)


def status_request(kind: int) -> bytes:
    """Real-time: 1 printer, 2 why it is offline, 3 error, 4 paper."""
    return bytes((0x10, 0x04, kind))


def process_id_request(process_id: str) -> bytes:
    """Four digits that the printer sends back when all before it has been printed."""
    return b"\x1d(H\x06\x0000" + process_id.encode("ascii")
