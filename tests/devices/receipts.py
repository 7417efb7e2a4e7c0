"""Receipts for the tests: a typical one of twenty lines, and random ones with hostile text."""

from hypothesis import strategies as st

from devices.base import Align, Feed, Line, Qr, Receipt, Rule, Size

ADDRESS = "https://hall.example.com/p/3q2-7wYk9Zx1AbCdEfGhIj"

TYPICAL = Receipt(
    (
        Line("某某供电公司", Align.CENTER, Size.DOUBLE, bold=True),
        Line("催办回执", Align.CENTER, Size.TALL),
        Rule(),
        Line("营业厅：城关营业厅 2号终端"),
        Line("时间：2026年11月22日 周日 14:05"),
        Line("户号：5301 **** 1234"),
        Line("户名：张*"),
        Line("工单号：20261120000123"),
        Line("业务：高压新装（单电源）"),
        Rule(),
        Line("当前环节：中间检查", bold=True),
        Line("办理人：刘工 客户服务班"),
        Line("电话：0877-0180000"),
        Line("催办编号：CB20261122-0007"),
        Line("下一环节：竣工验收"),
        Line("预计开始：12月3日 周四"),
        Rule(),
        Line("扫码再看进度，24小时内有效", Align.CENTER),
        Qr(ADDRESS),
        Line("服务热线 95598", Align.CENTER),
    )
)

# Text as it may come from a customer's record: commands, rare characters, emoji, halves of surrogate pairs.
hostile_text = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("张三李四欧阳·艾力abc XYZ 0123¥￥，。（）𠮷㐂"),
        st.sampled_from("\x00\x10\x04\x05\x14\x1b\x1c\x1d@!aEVv(k\n\r"),
    ),
    max_size=60,
)
parts = st.one_of(
    st.builds(Line, hostile_text, st.sampled_from(Align), st.sampled_from(Size), st.booleans()),
    st.just(Rule()),
    st.builds(Qr, st.text("abcXYZ019-_:/?", min_size=1, max_size=80)),
    st.builds(Feed, st.integers(1, 3)),
)
receipts = st.lists(parts, max_size=8).map(tuple).map(Receipt)
