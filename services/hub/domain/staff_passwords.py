"""Which passwords staff may choose. Hashing is elsewhere.

After NIST SP 800-63B: long rather than of many kinds of character, no rule about capitals or signs, no
regular change, and held against what an attacker tries first: the commonest passwords, walks over the
keyboard, repeats, and the holder's own words. GB/T 22239-2019, 8.1.4.1 a) asks for complexity and regular
change; that this length, these refusals and the second factor answer the first is our reading, and an
operator bound to the second must change passwords by rule of the house.

What counts is what is left: when such words and walks are taken out, eight characters must remain, the least
that NIST takes beside a second factor.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from enum import StrEnum
from itertools import pairwise

SHORTEST, LONGEST = 12, 128
"""Characters, before normalization and after it."""

_LEAST_LEFT = 8
_SHORTEST_OWN_WORD = 3
_SHORTEST_OWN_HAN_WORD = 2
_SHORTEST_WALK = 4

_COMMONEST_WORDS = """
    password passwort passwd passw0rd p@ssword p@ssw0rd pa55word welcome letmein changeme iloveyou
    princess sunshine football baseball superman dragon monkey shadow master login hello secret default
    system oracle server manager user admin administrator root guest test temp demo
    woaini woaiwo aini aiwo nihao wodemima mima zhongguo china beijing laopo laogong baobei
    5201314 1314520 520520 1314521 520 521 1314 147258 258369 147258369 159357 159753
    123123 112233 101010 321321 123321 111222 abc123 qq123 123abc 123qwe qwe123 q1w2e3r4t5
    1q2w3e4r5t 1qaz2wsx3edc qazwsxedc qazwsx zaq12wsx xsw2 taobao alibaba tencent weixin wechat
    sgcc csgc 95598 dianli gongdian guowang nanwang guojiadianwang nanfangdianwang yingyeting yingxiao
    gongdianju dianwang 国家电网 南方电网 供电公司 供电局 供电所 营业厅 密码 我爱你 电力
"""
COMMONEST = frozenset(_COMMONEST_WORDS.split())
"""A list of our own: what published lists of leaked passwords have near their tops, in China above all, and
the words of the trade. Short, as length does most."""

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
_COLUMNS = "1qaz 2wsx 3edc 4rfv 5tgb 6yhn 7ujm 8ik, 9ol. 0p;/"
_NEXT = {pair for row in (*_KEYBOARD, *_COLUMNS.split()) for pair in pairwise(row)}
_WORDS = re.compile(r"\w+")


class StaffPasswordProblem(StrEnum):
    """Why a password is refused. The values are stable codes."""

    TOO_SHORT = "too-short"
    TOO_LONG = "too-long"
    CONTROL_CHARACTER = "control-character"
    REPEATS = "repeats"
    """A few characters over and over."""
    OWN_WORDS = "own-words"
    """Little is left without the holder's name, number and the like."""
    COMMON = "common"
    """Little is left without what everybody uses."""
    WALK = "walk"
    """Little is left without neighbours on the keyboard, in the alphabet, or the same character in a row."""


def normalized(password: str) -> str:
    """The form in which a password is judged and hashed: NFKC, so that full width makes no difference.

    Whoever asks has bounded its length.
    """
    return unicodedata.normalize("NFKC", password)


def staff_password_problem(password: str, own_words: Iterable[str] = ()) -> StaffPasswordProblem | None:
    """Why this password is refused; None when it may be used.

    `own_words` are the holder's: name, staff number, phone, company and the like.
    """
    if len(password) > LONGEST:  # before normalization, which takes more than its share of time for long text
        return StaffPasswordProblem.TOO_LONG
    password = normalized(password)
    if len(password) > LONGEST:
        return StaffPasswordProblem.TOO_LONG
    if len(password) < SHORTEST:
        return StaffPasswordProblem.TOO_SHORT
    if any(unicodedata.category(character) == "Cc" for character in password):
        return StaffPasswordProblem.CONTROL_CHARACTER
    text = password.casefold()
    if _period(text) < _LEAST_LEFT:
        return StaffPasswordProblem.REPEATS
    guessable: set[int] = set()
    for problem, places in (
        (StaffPasswordProblem.OWN_WORDS, _places(text, _own(own_words))),
        (StaffPasswordProblem.COMMON, _places(text, COMMONEST)),
        (StaffPasswordProblem.WALK, _walks(text)),
    ):
        guessable |= places
        if len(text) - len(guessable) < _LEAST_LEFT:
            return problem
    return None


def _period(text: str) -> int:
    """The length of the shortest beginning that the whole text repeats, the last time perhaps in part."""
    return next(n for n in range(1, len(text) + 1) if text.startswith(text[n:]))


def _own(words: Iterable[str]) -> set[str]:
    """Each word, and each part of it; parts too short to tell anything are left out."""
    own: set[str] = set()
    for word in words:
        plain = normalized(word).casefold()
        own |= {plain.strip(), *_WORDS.findall(plain)}
    return {
        word
        for word in own
        if len(word) >= (_SHORTEST_OWN_WORD if word.isascii() else _SHORTEST_OWN_HAN_WORD)
    }


def _places(text: str, words: Collection[str]) -> set[int]:
    """Where in the text these words stand, forwards and backwards, overlapping or not."""
    places: set[int] = set()
    for word in {*words, *(word[::-1] for word in words)}:
        found = text.find(word)
        while found >= 0:
            places.update(range(found, found + len(word)))
            found = text.find(word, found + 1)
    return places


def _walks(text: str) -> set[int]:
    """Where in the text somebody walks for four characters or more."""
    places: set[int] = set()
    began = 0
    for here in range(1, len(text) + 1):
        if here < len(text) and _steps(text[here - 1], text[here]):
            continue
        if here - began >= _SHORTEST_WALK:
            places.update(range(began, here))
        began = here
    return places


def _steps(before: str, after: str) -> bool:
    return before == after or (before, after) in _NEXT or (after, before) in _NEXT
