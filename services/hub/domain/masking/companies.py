"""Names of companies: place and legal form stay, the trade name between them keeps its first character.

祁阳市金桥铸造有限公司 is 祁阳市金***有限公司. A company is no natural person, so this is not the Personal
Information Protection Law's own case; but many a small firm bears its owner's name (张三副食店), and a name
on a hall's screen tells who is building what. The rule is ours: whoever filed the order knows it again by
place, first character and form, and the three stars have one length, so that the longest name still fits a
line and the shortest gives nothing away. A name without a trade name of its own (祁阳市医院) loses its form
instead.
"""

import re

from services.hub.domain.masking.glyphs import STAR, glyphs
from services.hub.domain.masking.places import place_to_county

_HIDDEN = STAR * 3

_FORMS = (
    "合伙企业[（(]有限合伙[）)]|集团股份有限公司|集团有限责任公司|农民专业合作社|股份有限公司|"
    "有限责任公司|集团有限公司|专业合作社|村民委员会|居民委员会|个体工商户|有限公司|集团公司|人民政府|"
    "合伙企业|分公司|总公司|合作社|村委会|居委会|委员会|事务所|研究院|研究所|卫生院|卫生室|幼儿园|"
    "敬老院|养老院|副食店|加油站|充电站|养殖场|工作室|经营部|门市部|项目部|服务部|公司|医院|诊所|大学|"
    "学院|中学|小学|学校|商店|商行|超市|酒店|饭店|餐馆|宾馆|农场|工厂|分厂|支行|分行|银行|中心|厂|店|"
    "局|所|站|场|馆|院|部|行"
)
_LATIN_FORMS = r",?\s*(?:Co\.?,?\s*Ltd\.?|Company Limited|Limited|Ltd\.?|LLC|Inc\.?|GmbH|Corp\.?)"
_FORM = re.compile(f"(?:{_FORMS}|{_LATIN_FORMS})$", re.IGNORECASE)


def mask_company(name: str) -> str:
    """The name as a hall's screen may show it; an empty one stays empty."""
    name = " ".join(name.split())
    if not name:
        return ""
    place = place_to_county(name)
    rest = name[len(place) :]
    found = _FORM.search(rest)
    form = found.group() if found else ""
    trade = rest[: len(rest) - len(form)].strip()
    if not trade:
        return place + _HIDDEN
    seen = glyphs(trade)
    first = seen[0] if len(seen) > 1 and seen[0] != STAR else ""
    return place + first + _HIDDEN + form
