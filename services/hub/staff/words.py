"""All that the staff's pages say, in both languages."""

from services.contracts.language import Language
from services.hub.domain.binding import PAPER_NAMES, WITHOUT_CODE_NAMES
from services.hub.domain.posts import POST_NAMES
from services.hub.domain.raising import LEVEL_NAMES
from services.hub.domain.unmasking import REASON_NAMES
from services.hub.staff.words_keeping import KEEPING
from services.hub.staff.words_levels import LEVELS
from services.hub.staff.words_orders import ORDERS
from services.hub.staff.words_phones import PHONES
from services.hub.staff.words_templates import TEMPLATES

_BOTH: dict[str, tuple[str, str]] = {
    "title": ("员工工作台", "Staff pages"),
    "pages": ("页面", "Pages"),
    "yourself": ("本人", "Yourself"),
    "other_language": ("English", "中文"),
    "sign_out": ("退出", "Sign out"),
    "back": ("返回列表", "Back to the list"),
    "next": ("下一步", "Next"),
    "sign_in": ("员工登录", "Staff sign-in"),
    "sign_in.number": ("工号", "Staff number"),
    "sign_in.password": ("密码", "Password"),
    "sign_in.button": ("登录", "Sign in"),
    "sign_in.sign-in-refused": ("工号或密码不对，请核对", "Staff number or password is not right"),
    "sign_in.sign-in-locked": (
        "错误次数过多，请 15 分钟后再试",
        "Too many wrong tries. Please try again in 15 minutes",
    ),
    "sign_in.sign-in-locked-until-unlocked": (
        "已锁定，请联系管理员",
        "Locked; please ask an administrator",
    ),
    "sign_in.busy": ("登录的人较多，请稍后再试", "Many are signing in; please try again"),
    "code": ("动态验证码", "Second factor"),
    "code.ask": (
        "请输入手机应用上的 6 位验证码，或一个恢复码",
        "Enter the six digits of your app, or a recovery code",
    ),
    "code.label": ("验证码", "Code"),
    "code.sign-in-refused": ("验证码不对，或已经用过", "This code is wrong, or was used before"),
    "code.sign-in-locked": (
        "错误次数过多，请 15 分钟后再试",
        "Too many wrong codes. Try again in 15 minutes",
    ),
    "code.sign-in-locked-until-unlocked": ("已锁定，请联系管理员", "Locked; please ask an administrator"),
    "code.busy": ("请稍后再试", "Please try again"),
    "enrolment": ("绑定验证码应用", "Set up your second factor"),
    "enrolment.ask": (
        "请用手机上的验证码应用扫描，然后输入应用显示的 6 位数字",
        "Scan this with an authenticator app, then enter the six digits that it shows",
    ),
    "enrolment.secret": ("不能扫描时，手工输入", "If you cannot scan it, type"),
    "enrolment.picture": ("验证码应用要扫描的二维码", "The code for the authenticator app to scan"),
    "recovery": ("恢复码", "Recovery codes"),
    "recovery.keep": (
        "手机丢失时，每个恢复码可代替一次验证码。请抄写或打印，妥善保管；本页只显示一次。",
        "If you lose your phone, each of these stands in once. Write them down or print them; they are "
        "shown only now.",
    ),
    "recovery.done": ("已经保存", "I have kept them"),
    "password": ("设置新密码", "Choose a new password"),
    "password.ask": (
        "至少 12 个字符，不含姓名、工号和常见词",
        "At least 12 characters, without your name, staff number or common words",
    ),
    "password.new": ("新密码", "New password"),
    "password.again": ("再输入一次", "Once more"),
    "password.differs": ("两次输入的不一样", "These two are not the same"),
    "password.too-short": ("太短，至少 12 个字符", "Too short: at least 12 characters"),
    "password.too-long": ("太长，最多 128 个字符", "Too long: at most 128 characters"),
    "password.control-character": ("含有不能输入的字符", "It holds a character that cannot be typed"),
    "password.repeats": ("重复太多，容易被猜到", "It repeats itself and is easy to guess"),
    "password.own-words": ("不要用姓名、工号或单位名", "Leave out your name, number and company"),
    "password.common": ("太常见，容易被猜到", "Too common, and easy to guess"),
    "password.walk": ("键盘上连着的字符太多", "Too many neighbours on the keyboard"),
    "items": ("催办和核对", "Urges and checks"),
    "items.waiting": ("待答复", "Waiting for an answer"),
    "items.done": ("已答复", "Answered"),
    "items.none": ("现在没有待答复的事项", "Nothing waits for an answer now"),
    "column.kind": ("事项", "What"),
    "column.order": ("工单编号", "Order"),
    "column.stage": ("环节", "Stage"),
    "column.customer": ("客户", "Customer"),
    "column.waited": ("已等待", "Waiting"),
    "column.to": ("办理人", "Handler"),
    "column.answer": ("答复", "Answer"),
    "kind.urge": ("催办", "Urge"),
    "kind.check": ("请核对", "Done, please check"),
    "item.number": ("编号", "Number"),
    "item.asked": ("客户提出", "Asked"),
    "personal.name": ("客户", "Customer"),
    "personal.phone": ("联系电话", "Phone"),
    "personal.address": ("用电地址", "Address"),
    "personal.show": ("查看完整信息", "Show it whole"),
    "personal.reason": ("查看理由", "Why it is needed"),
    "personal.choose": ("请选择", "Please choose"),
    "personal.is_logged": ("将记录您的姓名、时间和理由", "Your name, the moment and the reason are logged"),
    "personal.logged": ("本次查看已记录", "This reading is logged"),
    "personal.not-for-reason": (
        "请选择理由；您的岗位按此理由不能查看这一项",
        "Please choose a reason for which your post may see this",
    ),
    "item.entered": ("进入环节", "At this stage since"),
    "item.planned": ("计划办完", "Planned to be done by"),
    "item.answered": ("答复时间", "Answered"),
    "item.answer": ("答复内容", "What was answered"),
    "item.new_day": ("新的预计日期", "New planned day"),
    "answer": ("答复客户", "Answer the customer"),
    "answer.text": ("客户会看到的话", "What the customer reads"),
    "answer.reads.en": (
        "客户的短信用英文，请尽量写英文",
        "The customer's texts are in English: please write English if you can",
    ),
    "answer.new_day": ("新的预计日期（没有可不填）", "New planned day (if there is one)"),
    "answer.verdict": ("核对结果", "What you found"),
    "answer.verdict.accepted": ("核对通过", "Accepted"),
    "answer.verdict.missing": ("还缺", "Still missing"),
    "answer.choose.accepted": ("核对通过", "Accepted"),
    "answer.choose.missing": ("还缺，请写明缺什么", "Something is missing: say what"),
    "answer.button": ("发送答复", "Send the answer"),
    "answer.once": ("答复发出后不能修改", "An answer cannot be changed once it is sent"),
    "answer.short": ("本班组常用语，按一下放进答复", "Your team's short texts: press one to put it in"),
    "answer.not_yet": ("还没有答复", "Not answered yet"),
    "answer.no-text": ("请写几个字", "Please say something"),
    "answer.text-too-long": ("太长，最多 200 字", "Too long: at most 200 characters"),
    "answer.strange-text": ("请只写一行文字", "One line of letters and signs, please"),
    "answer.no-verdict": ("请选择核对结果", "Please choose what you found"),
    "answer.verdict-on-an-urge": ("催办没有核对结果", "There is nothing to accept in an urge"),
    "answer.day-on-a-check": ("核对不填日期", "A check has no new day"),
    "answer.day-passed": ("这一天已经过去", "That day has passed"),
    "answer.no-such-day": ("没有这一天", "There is no such day"),
    "answer.already": ("已经有人答复", "It has been answered already"),
    "since.now": ("刚刚", "just now"),
    "since.minutes": ("{count} 分钟", "{count} minutes"),
    "since.minutes.one": ("{count} 分钟", "{count} minute"),
    "since.hours": ("{count} 小时", "{count} hours"),
    "since.hours.one": ("{count} 小时", "{count} hour"),
    "since.days": ("{count} 天", "{count} days"),
    "since.days.one": ("{count} 天", "{count} day"),
    "refused": ("不能打开", "This cannot be opened"),
    "refused.not_ours": ("请从本系统的页面操作", "Please use the pages of this system"),
    "refused.may_not": ("您的岗位没有这项权限", "Your post does not allow this"),
    "refused.not_oneself": ("这一项要由别的管理员办理", "Another administrator has to do this to you"),
    "refused.not_theirs": ("这件事不归您办理", "This is not yours to handle"),
    "refused.busy": ("系统正忙，没有办成，请稍后再试", "Busy, and nothing was done; please try again"),
    "refused.not-found": ("没有这个页面", "There is no such page"),
    "refused.method-not-allowed": ("请从本系统的页面操作", "Please use the pages of this system"),
    "refused.internal": (
        "系统出错了，请联系维护人员，编号 {reference}",
        "Something went wrong; please tell maintenance the reference {reference}",
    ),
    "refused.no_item": ("没有这件事", "There is no such item"),
}
_BOTH |= KEEPING | LEVELS | ORDERS | PHONES | TEMPLATES
_BOTH |= {f"level.{level.value}": (text.zh, text.en) for level, text in LEVEL_NAMES.items()}
_BOTH |= {f"reason.{reason.value}": (text.zh, text.en) for reason, text in REASON_NAMES.items()}
_BOTH |= {f"paper.{paper.value}": (text.zh, text.en) for paper, text in PAPER_NAMES.items()}
_BOTH |= {f"without_code.{why.value}": (text.zh, text.en) for why, text in WITHOUT_CODE_NAMES.items()}
_BOTH |= {f"post.{post.value}": (text.zh, text.en) for post, text in POST_NAMES.items()}
_LANGUAGES: tuple[Language, Language] = ("zh", "en")
WORDS: dict[Language, dict[str, str]] = {
    language: {key: both[place] for key, both in _BOTH.items()} for place, language in enumerate(_LANGUAGES)
}
