"""What a masked text shows, and that it never shows the rest."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.hub.domain.masking import mask_address, mask_company, mask_number, mask_person, mask_phone

MASKS = [mask_person, mask_company, mask_phone, mask_address, mask_number]
han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
han_text = st.text(han, max_size=30)
field_like = st.text(
    st.one_of(
        han,
        st.sampled_from(
            "省市县区镇乡街道路村巷公司厂有限*·-－/,、; ()（）0123456789１２abZ\u0301\U000e0100𠮷"
        ),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("  张 　三 ", "张*"),
        ("欧阳修", "欧阳*"),
        ("欧阳震华", "欧阳**"),
        ("欧阳", "欧*"),
        ("歐陽修", "歐陽*"),
        ("买买提·艾力", "买**·**"),
        ("买买提•艾力", "买**·**"),
        ("买买提.艾力", "买**·**"),
        ("𠮷田", "𠮷*"),
        ("𠮷", "*"),
        ("王𠮷", "王*"),
        ("葛\U000e0100明", "葛\U000e0100*"),
        ("John Smith", "J*** *****"),
        ("José Re\u0301ne", "J*** ****"),
        ("张", "*"),
        ("张三 14212345678", "张* ***********"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_persons(name: str, masked: str) -> None:
    assert mask_person(name) == masked


@given(st.text(han, min_size=2, max_size=8))
def test_a_han_name_shows_its_surname_alone(name: str) -> None:
    masked = mask_person(name)
    shown = masked.rstrip("*")
    assert len(masked) == len(name)
    assert name.startswith(shown)
    assert len(shown) in (1, 2)
    assert len(shown) == 1 or len(name) > 2


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=8), min_size=2, max_size=4))
def test_of_a_name_in_parts_one_character_is_shown(parts: list[str]) -> None:
    masked = mask_person("·".join(parts))
    assert len([char for char in masked if char not in "·*"]) == 1


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("祁阳市金桥铸造有限公司", "祁阳市金***有限公司"),
        ("湖南省永州市祁阳市金桥铸造股份有限公司", "湖南省永州市祁阳市金***股份有限公司"),
        ("玉溪铁厂", "玉***厂"),
        ("祁阳市医院", "祁阳市***"),
        ("公司", "***"),
        ("张三副食店", "张***副食店"),
        ("好又多超市有限公司", "好***有限公司"),
        ("红星小区物业公司", "红***公司"),
        ("大都市酒店", "大***酒店"),
        ("都市花园酒店", "都***酒店"),
        ("𠮷野家餐饮管理有限公司", "𠮷***有限公司"),
        ("成都市武侯区锦里（连锁）餐饮有限公司", "成都市武侯区锦***有限公司"),
        ("玉溪市创业投资合伙企业（有限合伙）", "玉溪市创***合伙企业（有限合伙）"),
        ("ABC Steel Co., Ltd.", "A*** Co., Ltd."),
        ("", ""),
    ],
)
def test_companies(name: str, masked: str) -> None:
    assert mask_company(name) == masked


def test_the_longest_company_name_fits_a_line() -> None:
    name = (
        "云南省玉溪市红塔区"
        + "彩云之南高原特色农产品冷链仓储物流与新能源综合开发利用示范园区建设运营管理"
        + "集团有限责任公司"
    )
    assert len(name) > 50
    assert mask_company(name) == "云南省玉溪市红塔区彩***集团有限责任公司"


@given(
    st.sampled_from(["", "祁阳市", "云南省玉溪市"]),
    st.text(st.sampled_from("金桥鸿运天恒"), min_size=2, max_size=40),
)
def test_a_trade_name_shows_its_first_character_alone(place: str, trade: str) -> None:
    assert mask_company(f"{place}{trade}有限公司") == f"{place}{trade[0]}***有限公司"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("14212345678", "142****5678"),
        ("142-1234-5678", "142****5678"),
        ("142 1234 5678", "142****5678"),
        ("+86 14212345678", "142****5678"),
        ("0086-14212345678", "142****5678"),
        ("１４２１２３４５６７８", "142****5678"),
        ("14212345678 14287654321", "142****5678/142****4321"),
        ("14212345678/0871-0123456", "142****5678/0871-*****56"),
        ("0871-0123456", "0871-*****56"),
        ("0871-01234567转801", "0871-******67"),
        ("(0746)3221234-12", "0746-*****34"),
        ("010-07654321", "010-******21"),
        ("+86-871-6123456", "0871-*****56"),
        ("6123456", "*****56"),
        ("95598", "***"),
        ("+852 9123 4567", "*********67"),
        ("张三14212345678", "142****5678"),
        ("不详", ""),
        ("", ""),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_number_keeps_three_and_four(phone: str) -> None:
    assert mask_phone(phone) == f"{phone[:3]}****{phone[-4:]}"


@given(st.from_regex(r"(\+86|0)?[0-9 ()-]{0,24}(转[0-9]{1,4})?", fullmatch=True))
def test_whatever_the_number_four_digits_are_hidden(phone: str) -> None:
    had = len(re.sub("[^0-9]", "", phone))
    shown = len(re.sub("[^0-9]", "", mask_phone(phone)))
    assert shown <= max(0, had - 4)


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("云南省玉溪市红塔区玉兴街道玉兴路18号阳光花园3栋2单元501室", "云南省玉溪市红塔区玉兴街道玉兴路***"),
        ("北京市海淀区中关村大街1号", "北京市海淀区中关村大街***"),
        ("北京市朝阳区三里屯街道幸福村中路55号", "北京市朝阳区三里屯街道幸福村中路***"),
        ("上海市静安区南京西路1266号恒隆广场", "上海市静安区南京西路***"),
        ("成都市武侯区人民南路四段27号", "成都市武侯区人民南路***"),
        ("玉溪市红塔区人民路与解放路交叉口东南角", "玉溪市红塔区人民路***"),
        ("浙江省台州市路桥区路南街道路院村5组", "浙江省台州市路桥区路南街道路院村***"),
        ("云南省玉溪市红塔区大营街街道大营村三组12号", "云南省玉溪市红塔区大营街街道大营村***"),
        ("湖南省祁阳市白水镇竹山村3组张三", "湖南省祁阳市白水镇竹山村***"),
        ("祁阳市白水镇竹山村张三商店路口", "祁阳市白水镇竹山村***"),
        ("祁阳市白水镇张三家门前路5号", "祁阳市白水镇***"),
        ("双江拉祜族佤族布朗族傣族自治县沙河乡", "双江拉祜族佤族布朗族傣族自治县沙河乡"),
        ("内蒙古自治区锡林郭勒盟东乌珠穆沁旗乌里雅斯太镇", "内蒙古自治区锡林郭勒盟东乌珠穆沁旗乌里雅斯太镇"),
        ("昆明市五华区虹山新村5栋", "昆明市五华区***"),
        ("玉兴路 十八 号", "玉兴路***"),
        ("阳光小区3栋", "***"),
        ("320国道旁", "***"),
        ("12 Main Road", "***"),
        ("", ""),
    ],
)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(
    st.sampled_from(["玉溪市红塔区玉兴路", "祁阳市白水镇竹山村", "祁阳市白水镇", "昆明市五华区"]),
    st.integers(1, 9999),
    st.sampled_from(["号", "栋", "组", "号院3单元501室", "幢张三家", "号解放路口", "号张三村"]),
)
def test_nothing_after_a_number_is_shown(place: str, number: int, rest: str) -> None:
    assert mask_address(f"{place}{number}{rest}") == f"{place}***"


@given(field_like)
def test_an_address_never_shows_a_digit(text: str) -> None:
    assert not re.search(r"\d", mask_address(text))


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("3209876543210", "*********3210"),
        ("32 0987 6543 210", "*********3210"),
        ("HV-2026-000123", "**********0123"),
        ("1234", "**34"),
        ("1", "*"),
        ("", ""),
    ],
)
def test_numbers(number: str, masked: str) -> None:
    assert mask_number(number) == masked


@given(st.from_regex(r"[0-9A-Z]{8,32}", fullmatch=True))
def test_a_number_keeps_its_length_and_its_last_four(number: str) -> None:
    assert mask_number(number) == "*" * (len(number) - 4) + number[-4:]


@pytest.mark.parametrize("mask", MASKS, ids=lambda mask: mask.__name__)
@given(text=st.one_of(st.text(max_size=60), field_like, han_text))
def test_masking_never_raises_and_twice_is_once(mask: object, text: str) -> None:
    assert callable(mask)
    assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize("mask", MASKS, ids=lambda mask: mask.__name__)
@pytest.mark.parametrize("piece", ["张", "138", "玉溪市", "路", " ", "\0", "有限公司", "*", "(", "\ud800"])
def test_a_huge_field_is_masked_in_no_time(mask: object, piece: str) -> None:
    assert callable(mask)
    masked = mask(piece * 30_000)
    assert len(masked) <= len(piece) * 30_000
