"""What a gateway's refusals mean for the message.

Codes as Alibaba Cloud publishes them for SendSms and for all of its services
(https://help.aliyun.com/zh/sms/developer-reference/api-error-codes). A code that is not here is judged by
whose fault its prefix says it is: `isp.` the provider's, `isv.` the message's.
"""

from services.hub.channels.base import Never, NotYet, Reason

_SOON_S = 5.0
_A_MINUTE_S = 60.0
_UNTIL_MENDED_S = 600.0
_AN_HOUR_S = 3600.0

_NOT_YET: dict[str, tuple[Reason, float]] = {
    "Throttling": (Reason.THROTTLED, _SOON_S),
    "Throttling.User": (Reason.THROTTLED, _SOON_S),
    "Throttling.Api": (Reason.THROTTLED, _SOON_S),
    "isv.BUSINESS_LIMIT_CONTROL": (Reason.THROTTLED, _A_MINUTE_S),
    "isv.DAY_LIMIT_CONTROL": (Reason.THROTTLED, _AN_HOUR_S),
    "isv.MONTH_LIMIT_CONTROL": (Reason.THROTTLED, _AN_HOUR_S),
    "SignatureNonceUsed": (Reason.UNKNOWN, _SOON_S),
} | dict.fromkeys(
    (
        "InvalidAccessKeyId.NotFound",
        "InvalidAccessKeyId.Inactive",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "InvalidTimeStamp.Expired",
        "NoPermission",
        "isp.RAM_PERMISSION_DENY",
        "isv.ACCOUNT_ABNORMAL",
        "isv.ACCOUNT_NOT_EXISTS",
        "isv.AMOUNT_NOT_ENOUGH",
        "isv.DENY_IP_RANGE",
        "isv.OUT_OF_SERVICE",
        "isv.PRODUCT_UNSUBSCRIBE",
        "isv.PRODUCT_UN_SUBSCRIPT",
        "isv.SIGN_STATE_ILLEGAL",
        "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.SMS_SIGN_ILLEGAL",
    ),
    (Reason.ACCOUNT, _UNTIL_MENDED_S),
)

_NEVER: dict[str, Reason] = {
    "isv.MOBILE_NUMBER_ILLEGAL": Reason.BAD_NUMBER,
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED": Reason.BAD_NUMBER,
    "isv.INVALID_JSON_PARAM": Reason.BAD_TEMPLATE,
    "isv.PARAM_LENGTH_LIMIT": Reason.BAD_TEMPLATE,
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL": Reason.BAD_TEMPLATE,
    "isv.SMS_TEMPLATE_ILLEGAL": Reason.BAD_TEMPLATE,
    "isv.TEMPLATE_MISSING_PARAMETERS": Reason.BAD_TEMPLATE,
    "isv.TEMPLATE_PARAMS_ILLEGAL": Reason.BAD_TEMPLATE,
    "isv.BLACK_KEY_CONTROL_LIMIT": Reason.BAD_CONTENT,
    "isv.PARAM_NOT_SUPPORT_URL": Reason.BAD_CONTENT,
    "isv.SMS_CONTENT_ILLEGAL": Reason.BAD_CONTENT,
}


def refusal(code: str, wait_s: float | None = None) -> NotYet | Never:
    """What to do after a refusal with this code. `wait_s` is what the gateway itself asked for, if it did."""
    if code in _NOT_YET:
        reason, usual_s = _NOT_YET[code]
        return NotYet(reason, code, usual_s if wait_s is None else wait_s)
    if code in _NEVER:
        return Never(_NEVER[code], code)
    if code.startswith("isv."):
        return Never(Reason.REFUSED, code)
    return NotYet(Reason.PROVIDER_TROUBLE, code, wait_s)
