"""Plausible names and addresses that belong to nobody: of a district that does not exist.

Mobile numbers begin with 142, which is given to no network. The project's samples, tests and pictures have
landlines as well: their local number begins with 0, which none does.
"""

from random import Random
from typing import Final

CITY: Final = "示范市"
DISTRICT: Final = "示范市南湖区"

_SURNAMES: Final = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
)
_GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建国文春梅海波晓东志云飞雪松林峰"
_RARE: Final = ("欧阳秋实", "司马青", "尉迟远航", "阿卜杜拉·买买提", "𠮷田惠", "夏侯婷", "扎西·次仁", "龚㵘")
_ROADS: Final = (
    "人民路",
    "建设路",
    "解放路",
    "文化路",
    "学府路",
    "工业大道",
    "创业大道",
    "滨湖路",
    "东风巷",
    "桂花巷",
    "团结路",
    "幸福街",
    "新华路",
    "南湖大道",
    "玉兰路",
    "红旗街",
)
_ESTATES: Final = (
    "锦绣园",
    "翠湖苑",
    "阳光花园",
    "金域小区",
    "和谐家园",
    "东苑小区",
)
_VILLAGES: Final = (
    "九溪镇大河村委会小新村三组15号",
    "九溪镇六十亩村委会上村二组8号",
    "安化乡红石岩村委会老寨",
    "安化乡早谷田村委会土锅寨四组（大青树旁）",
    "石门镇黑泥湾村7组31号",
)
_TRADES: Final = (
    "金桥",
    "宏达",
    "鑫源",
    "瑞丰",
    "长兴",
    "天成",
    "永泰",
    "绿野",
    "佳禾",
    "华润源",
    "恒通",
    "众诚",
    "云岭",
    "南湖",
    "博远",
    "东晟",
)
_BUSINESSES: Final = (
    "商贸有限公司",
    "建材有限公司",
    "食品有限公司",
    "机械制造有限公司",
    "物流有限公司",
    "农业科技有限公司",
    "酒店",
    "养殖场",
    "农民专业合作社",
    "副食店",
    "新能源有限公司",
    "包装印刷厂",
    "汽车服务中心",
    "幼儿园",
)

LONGEST_COMPANY: Final = (
    "示范市南湖区高原特色现代农业产业园区绿色食品精深加工与冷链仓储物流配送一体化"
    "服务中心（普通合伙）云岭鲜果蔬菜保鲜库分公司"
)
"""60 characters."""


def person(random: Random, number: int) -> str:
    """A person's name; now and then one with a rare surname, a middle dot or a rare character."""
    given = "".join(random.sample(_GIVEN, random.choice((1, 2, 2))))
    return _RARE[number // 19 % len(_RARE)] if number % 19 == 0 else random.choice(_SURNAMES) + given


def company(random: Random, number: int) -> str:
    """A company's name, the longest of them once."""
    place = random.choice((CITY, DISTRICT))
    name = place + random.choice(_TRADES) + random.choice(_BUSINESSES)
    return LONGEST_COMPANY if number == 0 else name


def address(random: Random, number: int, *, of_company: bool) -> str:
    """An address; every eleventh is in a village without roads."""
    road, house = random.choice(_ROADS), random.randrange(1, 300)
    estate, flat = random.choice(_ESTATES), f"{random.randrange(1, 20)}栋{random.randrange(101, 1804)}室"
    if number % 11 == 0 and not of_company:
        return DISTRICT + _VILLAGES[number // 11 % len(_VILLAGES)]
    return f"{DISTRICT}{road}{house}号" if of_company else f"{DISTRICT}{road}{house}号{estate}{flat}"


def grid(address: str) -> str:
    """The service grid in which it lies: a few roads each, and one of all villages."""
    roads = (place for place, road in enumerate(_ROADS) if address.startswith(f"{DISTRICT}{road}"))
    place = next(roads, None)
    return "乡村网格" if place is None else f"南湖第{'一二三四'[place // 4]}网格"


def mobile(number: int) -> str:
    """A mobile number of nobody: 142 is given to nobody's telephone."""
    return f"142{number * 7919 % 100_000_000:08d}"
