"""The SMS gateway's account, from the environment."""

import os
from pathlib import Path

from services.hub.channels.sms import SmsAccount
from services.hub.cli.opening import NotDone

URL = "HUB_SMS_URL"


def sms_account() -> SmsAccount:
    """The account that the environment names. Raises NotDone where it is not whole, or cannot be used."""
    told = {name: os.environ.get(f"HUB_SMS_{name}", "") for name in ("KEY_ID", "SECRET", "SIGN_NAME")}
    missing = [f"HUB_SMS_{name}" for name, value in told.items() if not value]
    if missing:
        raise NotDone(f"{URL} is set, so {' and '.join(missing)} must be too")
    bundle = os.environ.get("HUB_SMS_CA_BUNDLE")
    try:
        return SmsAccount(
            os.environ[URL],
            told["KEY_ID"],
            told["SECRET"],
            told["SIGN_NAME"],
            Path(bundle) if bundle else None,
        )
    except ValueError as error:
        raise NotDone(f"{URL}: {error}") from error
