"""Account, order and card numbers for paper: the last four characters stay, never more than half of them.

No whole account or identity number on a receipt: what lies in a hall's bin must not open an account.
"""

from services.hub.domain.masking.glyphs import STAR

_KEPT = 4


def mask_number(number: str) -> str:
    """One star for each character but the last four; spaces are dropped."""
    text = "".join(number.split())
    kept = min(_KEPT, len(text) // 2)
    return STAR * (len(text) - kept) + text[len(text) - kept :]
