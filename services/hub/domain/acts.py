"""What can be done at the hub by its staff. `rights` decides who may; what is no act cannot be asked for."""

from enum import StrEnum

from services.hub.domain.terms import Text


class Act(StrEnum):
    """One thing to do. The values are stable: routes name them, logs keep them."""

    READ_PROGRESS = "read-progress"
    READ_ORDER = "read-order"
    READ_ITEM = "read-item"
    ANSWER_ITEM = "answer-item"
    RAISE_ITEM = "raise-item"
    LOWER_ITEM = "lower-item"
    OPEN_ITEM = "open-item"
    READ_COUNTS = "read-counts"
    READ_PERSONAL = "read-personal"
    BIND_PHONE = "bind-phone"
    KEEP_SHORT_TEXTS = "keep-short-texts"
    KEEP_SUBSTITUTES = "keep-substitutes"
    READ_MESSAGES = "read-messages"
    READ_DEAD_LETTERS = "read-dead-letters"
    SEND_AGAIN = "send-again"
    EDIT_TEMPLATES = "edit-templates"
    READ_TERMINALS = "read-terminals"
    KEEP_TERMINALS = "keep-terminals"
    KEEP_EMPLOYEES = "keep-employees"
    GRANT_POSTS = "grant-posts"
    RESET_SIGN_IN = "reset-sign-in"
    READ_LOGS = "read-logs"
    EXPORT_LOGS = "export-logs"
    EXPORT_MASKED = "export-masked"
    EXPORT_UNMASKED = "export-unmasked"
    KEEP_OWN_SIGN_IN = "keep-own-sign-in"


ACT_NAMES = {
    Act.READ_PROGRESS: Text("查看进度（不含个人信息）", "How an order stands, without any personal field"),
    Act.READ_ORDER: Text(
        "查看工单全貌（个人信息脱敏）",
        "An order with its timeline, urges and messages; personal fields are masked",
    ),
    Act.READ_ITEM: Text("查看催办、核对及其他事项", "Urges, checks and items opened by hand"),
    Act.ANSWER_ITEM: Text("答复", "Answer one of them"),
    Act.RAISE_ITEM: Text("上报", "Send one up before its time"),
    Act.LOWER_ITEM: Text("交办", "Bring one down to a handler"),
    Act.OPEN_ITEM: Text("手工登记事项", "Open an item by hand, for a call or a visit"),
    Act.READ_COUNTS: Text("查看统计", "Counts by person and stage"),
    Act.READ_PERSONAL: Text(
        "注明理由后查看个人信息", "Read a personal field whole, for a reason that the second table allows"
    ),
    Act.BIND_PHONE: Text(
        "绑定、变更手机号（凭验证码或证件）",
        "Bind or change an order's phone, by a code to it or with the customer's papers",
    ),
    Act.KEEP_SHORT_TEXTS: Text("维护班组常用语", "Keep the team's short texts"),
    Act.KEEP_SUBSTITUTES: Text("安排代班", "Say who stands in for whom, and when"),
    Act.READ_MESSAGES: Text("查看短信记录", "The message log"),
    Act.READ_DEAD_LETTERS: Text("查看发送失败的短信", "Messages that could not be sent"),
    Act.SEND_AGAIN: Text("重新发送", "Send one of these again"),
    Act.EDIT_TEMPLATES: Text("维护短信模板", "Edit templates and preview them"),
    Act.READ_TERMINALS: Text("查看终端状态", "How terminals are"),
    Act.KEEP_TERMINALS: Text("登记、停用终端", "Enrol and revoke terminals"),
    Act.KEEP_EMPLOYEES: Text("维护员工", "Keep employees: name, team, hall, active or not"),
    Act.GRANT_POSTS: Text("授予、收回岗位", "Grant and take away posts, never one's own"),
    Act.RESET_SIGN_IN: Text(
        "重置登录", "Reset somebody's password and second factor, never one's own; it is logged"
    ),
    Act.READ_LOGS: Text("查看日志", "The logs"),
    Act.EXPORT_LOGS: Text("导出日志", "Export logs"),
    Act.EXPORT_MASKED: Text("导出工单（脱敏）", "Export orders, masked"),
    Act.EXPORT_UNMASKED: Text("导出工单（未脱敏）", "Export orders, not masked"),
    Act.KEEP_OWN_SIGN_IN: Text(
        "维护本人登录方式", "Change one's own password and second factor; nobody stands in here"
    ),
}
