"""Names of persons: the surname stays, every other character becomes one star.

- Han names: 张三 is 张*, 张三丰 is 张**, 欧阳修 is 欧阳*. A compound surname (复姓) is one of the list
  below and stays whole when something follows it; 欧阳 alone is taken as the surname 欧 and becomes 欧*.
  Spaces set between Han characters for looks are dropped.
- Names of several parts, with a middle dot or a space (买买提·艾力, John Smith): the first character of the
  first part stays, all others become stars, the parts remain: 买**·**, J*** *****. Which part is the family's
  cannot be told, so none is shown whole.
- A name of one character is one star.
"""

import re

from services.hub.domain.masking.glyphs import HAN, STAR, glyphs

_COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司马|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|司空|夏侯|端木|轩辕|百里|东郭|"
    "南宫|呼延|独孤|完颜|耶律|钟离|太史|申屠|公冶|澹台|闻人|濮阳|淳于|单于|宗政|赫连|拓跋|西门|南门|"
    "东门|左丘|梁丘|公羊|谷梁|鲜于|闾丘|亓官|司寇|仉督|子车|颛孙|巫马|漆雕|乐正|壤驷|公良|夹谷|宰父|"
    "段干|羊舌|微生|第五|万俟|纳兰|叶赫|贺兰|歐陽|諸葛|司馬|東方|尉遲|公孫|長孫|鍾離|獨孤"
)

_DOTS = re.compile(rf"[·•‧・･∙⋅．]|(?<=[{HAN}])\.(?=[{HAN}])")
_SPACES = re.compile(r"\s+")
_HAN_ONLY = re.compile(f"[{HAN}\\s\ufe00-\ufe0f\U000e0100-\U000e01ef]+")


def mask_person(name: str) -> str:
    """The name as a hall's screen may show it; an empty one stays empty."""
    name = _DOTS.sub("·", name)
    name = _SPACES.sub("" if _HAN_ONLY.fullmatch(name) else " ", name).strip("· ")
    kept = _kept(name)
    return kept + "".join(glyph if glyph in "· " else STAR for glyph in glyphs(name[len(kept) :]))


def _kept(name: str) -> str:
    """The beginning that stays."""
    seen = glyphs(name)
    if len(seen) > 2 and _COMPOUND_SURNAME.fullmatch("".join(seen[:2])):
        return "".join(seen[:2])
    return seen[0] if len(seen) > 1 else ""
