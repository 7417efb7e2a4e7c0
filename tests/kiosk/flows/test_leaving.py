"""End leaves from everywhere, and nothing of the customer stays."""

from kiosk.flows.leaving import Leaving
from kiosk.flows.welcome import Welcome
from kiosk.intents import Begin, End
from kiosk.moves import LeaveReason
from tests.kiosk.driving import Driven


def test_end_leaves_from_everywhere(driven: Driven) -> None:
    driven.touch(Begin(), End())
    assert driven.sees(Leaving).reason is LeaveReason.DONE
    driven.touch(Begin())
    driven.sees(Welcome)
    driven.sign_in()
    driven.touch(End())
    driven.sees(Leaving)
    assert driven.snapshot.session.customer is None
    driven.work()
    assert driven.world.hub.tokens == {}
