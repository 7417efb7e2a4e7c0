"""What the page says on which a phone is bound to an order, in both languages."""

from typing import Final

PHONES: Final[dict[str, tuple[str, str]]] = {
    "order.texts": ("短信发往", "Texts go to"),
    "order.texts.imported": ("营销系统登记的号码", "the marketing system's number"),
    "order.texts.code": ("凭验证码绑定", "bound by a code"),
    "order.texts.papers": ("凭证件绑定", "bound with papers"),
    "order.texts.none": ("没有登记号码", "no number is known"),
    "phone": ("绑定或变更手机号", "Bind or change the phone"),
    "phone.back": ("返回工单", "Back to the order"),
    "phone.told": (
        "变更后，原号码会收到短信通知。",
        "The number before is told by text that it was changed.",
    ),
    "phone.language": ("短信语言", "Language of the texts"),
    "phone.language.save": ("保存语言", "Save the language"),
    "phone.language.what": (
        "用于这位收信人的全部工单；收信人以后在终端用哪种语言，短信就用哪种语言。",
        "For all orders of whoever gets these texts; later their language at a terminal counts.",
    ),
    "phone.by_code": ("凭验证码", "By a code"),
    "phone.by_code.what": (
        "向新手机发送 6 位验证码，请客户读出。",
        "Six digits are sent to the new phone; the customer reads them out.",
    ),
    "phone.new": ("新手机号", "New mobile number"),
    "phone.send": ("发送验证码", "Send the code"),
    "phone.sent": (
        "验证码已发往 {phone}，{until} 前有效。请客户读出。",
        "A code is on its way to {phone}, good until {until}. Ask the customer to read it out.",
    ),
    "phone.code": ("验证码", "Code"),
    "phone.tries": ("还可以输入 {count} 次", "{count} tries are left"),
    "phone.tries.one": ("还可以输入 1 次", "1 try is left"),
    "phone.bind": ("绑定这个手机号", "Bind this number"),
    "phone.another": ("没有收到，或号码不对", "It did not arrive, or the number was wrong"),
    "phone.by_papers": ("凭证件", "With papers"),
    "phone.by_papers.what": (
        "新手机不能接收验证码时，核对客户证件原件后绑定。",
        "Where the new phone cannot get a code: once you have compared the customer's original papers.",
    ),
    "phone.paper": ("看过的证件", "Papers that you have seen"),
    "phone.without_code": ("不用验证码的原因", "Why without a code"),
    "phone.logged": (
        "将记录您的姓名、时间、证件种类和原因",
        "Your name, the moment, the kind of paper and the reason are logged",
    ),
    "phone.seen": ("已核对证件，绑定", "I have seen the papers: bind it"),
    "phone.no-mobile": (
        "这不是手机号：应为 11 位，以 13 至 19 开头",
        "This is no mobile number: eleven digits that begin with 13 to 19",
    ),
    "phone.bound-already": ("这个号码已经绑定在本工单", "This number is bound to this order already"),
    "phone.number-too-soon": (
        "刚刚向这个号码发过验证码，请 1 分钟后再发",
        "A code has just gone to this number; please wait a minute",
    ),
    "phone.number-too-often": (
        "今天向这个号码发的验证码已达 5 次，请凭证件办理，或明天再发",
        "Five codes have gone to this number today; use papers, or try tomorrow",
    ),
    "phone.staff-too-often": (
        "您今天发的验证码已达上限，请凭证件办理",
        "You have sent as many codes as may be sent in a day; use papers",
    ),
    "phone.no-code": (
        "没有可用的验证码：已过 10 分钟、已用过或输错 5 次，请重新发送",
        "No code is good now: older than ten minutes, used, or typed wrong five times; send another",
    ),
    "phone.wrong-code": (
        "验证码不对，请客户再读一遍",
        "This code is wrong; ask the customer to read it again",
    ),
    "phone.no-papers": ("请选择看过的证件和原因", "Please choose the papers that you have seen, and why"),
    "event.phone-code": ("绑定手机验证码", "Code to bind a phone"),
    "event.phone-changed": ("变更通知原手机", "To the phone before"),
    "group.phones": ("绑定手机和短信语言", "Phones and languages of texts"),
    "log.phone-code-sent": ("发送绑定验证码", "Code sent to bind a phone"),
    "log.phone-code-refused": ("绑定验证码不对", "Wrong code to bind a phone"),
    "log.phone-bound": ("绑定或变更手机号", "Phone bound or changed"),
    "log.language-chosen": ("选择短信语言", "Language of texts chosen"),
    "detail.language": ("语言：", "language:"),
    "detail.how": ("方式：", "how:"),
    "how.code": ("验证码", "by a code"),
    "how.papers": ("证件", "with papers"),
    "detail.paper": ("证件：", "papers:"),
    "detail.without_code": ("不用验证码的原因：", "why without a code:"),
}
