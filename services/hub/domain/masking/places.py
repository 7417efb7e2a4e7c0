"""Administrative places at the beginning of a Chinese text, down to the county or to the town.

Read without a gazetteer, by the word that ends each level (省 市 县 镇 ...), since the hub knows no list of
places. The words that end like a place and are none (超市, 小区, 古镇, 水乡) are told apart by their last two
characters. Where the reading errs it takes too little.
"""

import re

from services.hub.domain.masking.glyphs import HAN

_PROVINCES = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|浙江省|安徽省|福建省|"
    "江西省|山东省|河南省|湖北省|湖南省|广东省|海南省|四川省|贵州省|云南省|陕西省|甘肃省|青海省|台湾省|"
    "内蒙古自治区|广西壮族自治区|西藏自治区|宁夏回族自治区|新疆维吾尔自治区|香港特别行政区|"
    "澳门特别行政区"
)

_NO_PLACE = (
    "超市|城市|夜市|门市|菜市|集市|股市|楼市|花市|早市|闹市|上市|[^成宜]都市|小区|社区|园区|厂区|景区|校区|"
    "院区|街区|片区|住区|宅区|发区|业区|活区|贸区|古镇|小镇|集镇|水乡|老乡|家乡|故乡|侨乡|同乡|梦乡|他乡|"
    "红旗|国旗|锦旗|彩旗"
)
_NO_WHOLE_PLACE = "都市|山区|城区|港区|林区|矿区|牧区|郊区|地区|市区|库区|营区"
"""Places only when something stands before them: 南山区, 成都市."""

_STEM = f"(?:(?![省市县区街路巷弄村])[{HAN}])"
_BEGIN = f"(?!{_NO_WHOLE_PLACE})"
_END = "".join(f"(?<!{word})" for word in _NO_PLACE.split("|"))

_PREFECTURE = f"{_STEM}{{2,13}}?(?:自治州|地区|盟)"
_AUTONOMOUS = f"{_STEM}{{2,16}}?自治[县旗]"
_CITY = f"{_BEGIN}{_STEM}{{1,6}}?市{_END}"
_COUNTY = f"{_BEGIN}(?:市[中南北]区|(?:路{_STEM}?|{_STEM}{{1,5}}?)[县区旗]{_END})"
_TOWN = f"(?:{_STEM}{{0,6}}街街道|[路街]?{_STEM}{{1,8}}?(?:街道(?:办事处)?|镇|乡|苏木)){_END}"

_THROUGH_COUNTY = f"(?:{_PROVINCES})?(?:{_PREFECTURE})?(?:{_CITY}){{0,2}}(?:{_AUTONOMOUS}|{_COUNTY})?"
_TO_COUNTY = re.compile(_THROUGH_COUNTY)
_TO_TOWN = re.compile(f"{_THROUGH_COUNTY}(?:{_TOWN})?")


def place_to_county(text: str) -> str:
    """The beginning of `text` that names province, city and county; empty when it begins otherwise."""
    found = _TO_COUNTY.match(text)
    return found.group() if found else ""


def place_to_town(text: str) -> str:
    """As `place_to_county`, and the town, township or subdistrict (镇, 乡, 街道) after it."""
    found = _TO_TOWN.match(text)
    return found.group() if found else ""
