"""Pictures of every screen, to be looked at: `make snapshots` takes them anew."""

from itertools import product

import pytest

from kiosk.visit import STATES
from tests.screens.harness import PANELS, SNAPSHOTS, assert_grounds, assert_picture
from tests.screens.journeys.examples import all_examples

EXAMPLES = all_examples()
PICTURED = (
    *("welcome", "number-empty", "number-typed", "password-refused", "password-locked", "password-sending"),
    *("first-password-choose", "first-password-weak", "orders-waiting", "orders-none", "orders-500"),
    *("orders-each-standing", "orders-hub-away", "order-waiting", "order-not-found", "order-running"),
    *("order-running-whole", "order-late", "order-customer-side", "order-parallel-chosen", "order-urged"),
    *("order-paused", "order-finished", "order-cancelled", "order-longest-contract"),
    *("order-longest-parallel", "order-set-back-whole", "urge-choose", "urge-confirm"),
    *("urge-confirm-check", "urge-sending"),
    *("urge-done", "urge-kept", "urge-not-taken-already-urged", "receipt-printing", "receipt-ready"),
    *("receipt-uncertain", "receipt-failed-paper-out", "leaving-done", "out-of-service", "idle"),
)
LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("orientation", PANELS)
def test_every_screen_looks_as_it_did(show, orientation, language):
    from screens.widgets import kit

    wrong = {}
    for name in PICTURED:
        stage = show(EXAMPLES[name], orientation, language)
        try:
            picture = assert_picture(stage, f"journeys/{name}-{orientation}-{language}")
            assert_grounds(kit.texts(stage.glass), picture)
        except AssertionError as error:
            wrong[name] = str(error)
    assert not wrong


def test_every_state_is_pictured():
    assert {type(EXAMPLES[name].state) for name in PICTURED} == set(STATES)


def test_no_picture_is_left_of_what_is_no_more():
    kept = {path.stem for path in (SNAPSHOTS / "journeys").glob("*.png")}
    assert kept == {"-".join(each) for each in product(PICTURED, PANELS, LANGUAGES)}


def test_they_stay_small():
    assert sum(path.stat().st_size for path in SNAPSHOTS.rglob("*.png")) < 6_000_000
