"""The names of columns and values: halls call them differently, and a slip in the file is told."""

import pytest

from services.hub.sync.mapping import DEFAULT_MAPPING, BadMapping, folded, load_mapping
from tests.services.hub.sync.importing import order, table

SOUND = DEFAULT_MAPPING.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[customers]", "[custmers]", "custmers is no table; nearest: customers"),
        ("customer_no = ", "customr_no = ", "customr_no is no field of .customers.; nearest: customer_no"),
        ('stage = ["环节", "环节名称", "流程环节"]', "", ".stages. says nothing about stage"),
        ('"环节名称"', "7", "stage is not a list of words"),
        ('"环节", "环节名称", "流程环节"', "", "stage is not a list of words"),
        ("set-back = ", "sent-back = ", "sent-back is no value of .values.action.; nearest: set-back"),
        ('"退回"', '"完成"', "has 完成 twice"),
        ('source = "营销管理系统"', "", "where the data are from"),
        ("[orders]", "[orders", "not a TOML file"),
    ],
)
def test_a_slip_is_told(tmp_path, old, new, told):
    path = tmp_path / "mapping.toml"
    assert old in SOUND
    path.write_text(SOUND.replace(old, new, 1), "utf-8")
    with pytest.raises(BadMapping, match=told):
        load_mapping(path)


def test_a_mapping_in_another_encoding_is_told(tmp_path):
    path = tmp_path / "mapping.toml"
    path.write_bytes(SOUND.encode("gb18030"))
    with pytest.raises(BadMapping, match="UTF-8"):
        load_mapping(path)


def test_a_hall_s_own_names_are_understood(office, tmp_path):
    path = tmp_path / "mapping.toml"
    own = SOUND.replace('name = ["客户名称"', 'name = ["用户大名", "客户名称"')
    own += '\n[values.flow]\n"high-voltage" = ["专变新装"]\n[values.stage]\n"现场勘查" = ["勘查"]\n'
    own = own.replace('staff_no = ["办理人工号"', 'staff_no = ["经手人"').replace(
        'handler = ["办理人"', 'handler = ["经手人"'
    )
    path.write_text(own, "utf-8")
    head = ["客户编号", "用户大名", "客户类别"]
    people = table([{"客户编号": "1", "用户大名": "甲", "客户类别": "居民"}], head)
    one = {**order("W1", 客户编号="1", 流程="专变新装")}
    orders = table([one], list(one))
    two = {"工单编号": "W1", "环节": "勘查", "实际开始": "2026-11-03", "经手人": "A-17"}
    stages = table([two], list(two))
    contents = ["\n".join(",".join(row) for row in cells).encode() for cells in (people, orders, stages)]
    summary = office.take(*contents, mapping=path)
    assert summary.exit_code == 0, summary.as_text()
    assert office.rows("SELECT staff_no, name FROM handlers") == [("A-17", "A-17")]
    assert ("site-survey", 1, "current", "2026-11-03", None) in office.stages_of("W1")
    assert office.take(*contents).exit_code == 2  # the usual mapping does not know these names


def test_headings_are_compared_without_what_people_write_differently():
    assert folded(" * 工单 编号（必填）： ") == folded("工单编号(必填)")
    assert folded("ＡＢＣ") == "abc"
