"""What is looked at on a page: it is for everybody, nothing is cut off, and the keyboard is enough."""

from itertools import pairwise
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = {"desk": (1280, 800), "tablet": (820, 1180), "phone": (390, 844)}

_RULES: dict[str, Any] = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""All that are on by default, which is WCAG 2.1 AA and axe's best practices, and the size of what is touched
(WCAG 2.2 AA).
"""
_WHERE: dict[str, Any] = {"exclude": [[".mark"]]}
"""The watermark is not to be read."""

_MOST_TABS_EACH = 4
"""A day's field has stops for year, month, day and the calendar."""

_CUT_OFF = """() => {
  const name = (one) => `${one.tagName}.${one.className} '${one.textContent.trim().slice(0, 30)}'`;
  const found = [];
  if (document.scrollingElement.scrollWidth > innerWidth)
    found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
  for (const one of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(one);
    if (one.closest(".mark, .unseen") || one.clientWidth <= 1 || style.display.startsWith("inline")) continue;
    if (one.matches("input, textarea, select, option, svg *")) continue;
    if (one.scrollWidth > one.clientWidth + 1) found.push(`too narrow: ${name(one)}`);
    if (["hidden", "clip"].includes(style.overflowY) && one.scrollHeight > one.clientHeight + 1)
      found.push(`too low: ${name(one)}`);
  }
  return found;
}"""

_FINGER_PX = 44
"""Apple's and WCAG's (2.5.5) least height of what a finger presses."""

_TOO_LOW = """(least) => {
  const pressed = "a[href], button, summary, select, input:not([type=hidden], [type=radio], [type=checkbox])";
  return [...document.querySelectorAll(pressed)]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
    .map((one) => `${one.tagName} '${(one.textContent || one.name).trim().slice(0, 30)}' is too low`);
}"""

_WATCH_FOCUS = """() => {
  const radios = new Set();
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  window.stops = [...all].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility()) return false;
    if (one.type !== "radio") return true;
    if (radios.has(one.name)) return false;
    return radios.add(one.name);
  });
  window.passed = [];
  addEventListener("focusin", ({target}) => {
    const style = getComputedStyle(target), box = target.getBoundingClientRect();
    passed.push({
      stop: stops.indexOf(target),
      name: `${target.tagName} '${(target.textContent || target.name).trim().slice(0, 30)}'`,
      ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
      seen: box.bottom > 0 && box.top < innerHeight,
    });
  });
  return stops.length;
}"""


def unfold(page: Page) -> None:
    """Open what is folded, so that it is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def barriers(page: Page) -> list[str]:
    """What axe-core finds: contrast, labels, headings, order of focus and some eighty more."""
    if page.evaluate("!window.axe"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("(told) => axe.run(...told)", [_WHERE, _RULES])["violations"]
    return [f"{each['id']}: {each['help']}: {node['html']}" for each in found for node in each["nodes"][:3]]


def cut_off(page: Page) -> list[str]:
    """What is wider than its place, or the page than the screen."""
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


def too_low_for_a_finger(page: Page) -> list[str]:
    """What is hard to press on a phone. Boxes to tick are left out: their labels are pressed."""
    found: list[str] = page.evaluate(_TOO_LOW, _FINGER_PX)
    return found


def lost_to_the_keyboard(page: Page) -> list[str]:
    """What Tab doesn't reach, or not in the order of reading, or without showing where one is."""
    stops: int = page.evaluate(_WATCH_FOCUS)
    passed: list[dict[str, Any]] = []
    for pressed in range(1, stops * _MOST_TABS_EACH):
        page.keyboard.press("Tab")
        if pressed >= stops:
            passed = page.evaluate("passed")
            if {each["stop"] for each in passed} >= set(range(stops)):
                break
    order = [each["stop"] for each in passed]
    wrong = [f"{each['name']} does not show that it has the focus" for each in passed if not each["ringed"]]
    wrong += [f"{each['name']} has the focus out of sight" for each in passed if not each["seen"]]
    wrong += [f"stop {stop} is never reached" for stop in set(range(stops)) - set(order)]
    turns = sum(after < before for before, after in pairwise(order))  # once, where it begins amid the page
    return wrong + ([f"Tab goes back and forth: {order}"] if turns > 1 else [])
