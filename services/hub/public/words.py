"""The page's words in Chinese and English, the same as on the glass (docs/GLOSSARY.md), and how a day is
said.
"""

from datetime import date, datetime

from services.contracts.language import Language
from services.hub.domain.chinatime import CHINA

WORDS: dict[Language, dict[str, str]] = {
    "zh": {
        "title": "工单进度",
        "where.company": "您的工单正在：{stage}",
        "where.customer": "现在等您办理：{stage}",
        "where.paused": "您的工单已暂停，停在：{stage}",
        "where.several": "您的工单正在同时办理 {count} 个环节",
        "where.finished": "您的工单已办完",
        "where.cancelled": "您的工单已终止",
        "where.not_begun": "您的工单已受理，还没有进入环节",
        "stages": "全部环节",
        "estimate": "带「预计」的日期可能调整。",
        "provisional": "部分日期所在年份的放假安排尚未公布，日期会再核对。",
        "as_of": "数据截至 {moment}，来源：{source}",
        "expires": "本页面 {moment} 前可以查看。",
        "call": "有疑问请致电营业厅：",
        "switch": "English",
        "gone": "这个链接已失效",
        "gone_hint": "回执上的二维码 24 小时内有效。请到营业厅的自助终端重新查询。",
        "done": "{day} 完成",
        "finished": "已完成",
        "since": "{day} 进入这个环节",
        "until": "预计 {day} 办完",
        "until.late": "原定 {day} 办完",
        "planned": "预计 {day} 开始",
        "no_day": "日期待定",
        "skipped": "无需办理",
        "stopped": "在此终止",
        "dropped": "不再办理",
        "current": "正在办理",
        "urge.received": "{moment} 已催办，中心已收到",
        "check.received": "{moment} 已报告办好，中心已收到",
        "urge.answered": "催办已答复（{moment}），请到自助终端查看",
        "accepted.answered": "{moment} 核对通过",
        "missing.answered": "{moment} 核对未通过，请到自助终端查看",
        "new_day": "。新的预计日期：{day}",
        "standing.waiting-for-customer": "等您办理",
        "standing.late": "已超期",
        "standing.nearly-late": "快到期",
        "standing.running": "正在办理",
        "standing.paused": "已暂停",
        "standing.finished": "已办完",
        "standing.cancelled": "已终止",
    },
    "en": {
        "title": "Progress of the order",
        "where.company": "Your order is at: {stage}",
        "where.customer": "Now it is your turn: {stage}",
        "where.paused": "Your order is paused at: {stage}",
        "where.several": "Your order is at {count} stages at once",
        "where.finished": "Your order is finished",
        "where.cancelled": "Your order was cancelled",
        "where.not_begun": "Your order is filed; its first stage has not begun",
        "stages": "All stages",
        "estimate": "Days marked “planned” may change.",
        "provisional": "Some days lie in a year whose holidays are not announced yet.",
        "as_of": "Data of {moment}, from {source}",
        "expires": "This page can be seen until {moment}.",
        "call": "Questions? Call the business hall:",
        "switch": "中文",
        "gone": "This link is no longer valid",
        "gone_hint": "The code on a receipt works for 24 hours. Please ask again at a terminal in the hall.",
        "done": "done {day}",
        "finished": "done",
        "since": "since {day}",
        "until": "planned finish {day}",
        "until.late": "was planned for {day}",
        "planned": "planned start {day}",
        "no_day": "day not yet known",
        "skipped": "not needed",
        "stopped": "cancelled here",
        "dropped": "no longer",
        "current": "now",
        "urge.received": "Urged {moment}, received",
        "check.received": "Reported as done {moment}, received",
        "urge.answered": "Your urge was answered {moment}: see it at a terminal",
        "accepted.answered": "Checked and accepted {moment}",
        "missing.answered": "Checked {moment}, something is missing: see it at a terminal",
        "new_day": ". New planned day: {day}",
        "standing.waiting-for-customer": "Waiting for you",
        "standing.late": "Late",
        "standing.nearly-late": "Nearly due",
        "standing.running": "In progress",
        "standing.paused": "Paused",
        "standing.finished": "Finished",
        "standing.cancelled": "Cancelled",
    },
}

_WEEKDAYS_ZH = "一二三四五六日"
_WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date, language: Language, today: date) -> str:
    """12月3日 周四, or Thu 3 Dec; with the year when it is another one."""
    if language == "zh":
        year = "" if day.year == today.year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日 周{_WEEKDAYS_ZH[day.weekday()]}"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{_WEEKDAYS_EN[day.weekday()]} {day.day} {_MONTHS_EN[day.month - 1]}{year}"


def say_moment(moment: datetime, language: Language, today: date) -> str:
    """A day and the time of day in China."""
    there = moment.astimezone(CHINA)
    return f"{say_day(there.date(), language, today)} {there:%H:%M}"
