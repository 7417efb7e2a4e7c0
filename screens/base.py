"""What every screen of a journey is: a page between header and action bar that renders a snapshot.

A screen is made when its state comes and dropped when it goes; it keeps nothing that would be missed. Its
layout is the .kv file beside its module, loaded with it.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from kivy.lang import Builder
from kivy.properties import StringProperty

import screens.widgets  # noqa: F401  the kit's names, for kv files
from kiosk import i18n
from kiosk.intents import Intent
from kiosk.snapshot import Snapshot
from screens import words
from screens.look import look
from screens.widgets.box import LayoutRoot
from screens.widgets.frame import Action, ActionBar
from services.contracts.language import Language

if TYPE_CHECKING:
    from services.contracts.base import Text

THEME = Path(__file__).with_name("theme.kv")
_loaded: set[Path] = set()


Send = Callable[[Intent], None]
"""Takes an intent to the brain."""


class Screen(LayoutRoot):
    """Base of all screens. Subclasses write `render` and a kv rule of their own name."""

    can_end: ClassVar[bool] = True
    """The header offers to end the visit."""
    can_switch_language: ClassVar[bool] = True
    has_bar: bool = True
    """The room of the action bar is left free for it; `render` may change its mind."""
    after_s: ClassVar[float] = 0.0
    """Seconds for which the screen before may stay: a short wait needs no page of its own."""
    language = StringProperty("zh")
    """Set before the screen is built; another language builds another screen."""

    def __init__(self, send: Send, bar: ActionBar, language: Language) -> None:
        self.load_rules()
        self.send = send
        self._bar = bar
        super().__init__(language=language)

    @classmethod
    def load_rules(cls) -> None:
        """Read the kv file, once."""
        _load(THEME)
        _load(Path(str(sys.modules[cls.__module__].__file__)).with_suffix(".kv"))

    def render(self, snapshot: Snapshot) -> None:
        """Show this; called for every snapshot whose state is of this screen."""
        raise NotImplementedError

    def t(self, key: str, **params: object) -> str:
        """The words for `key` in the customer's language."""
        return i18n.t(self.language, key, **params)

    def say(self, text: "Text") -> str:
        """The hub's text in the customer's language."""
        return i18n.of(self.language, text)

    def day(self, value: date) -> str:
        """A date as it is written everywhere."""
        return words.day(self.language, value)

    def offer(self, primary: Action | None = None, *quiet: Action) -> None:
        """What the action bar has; call it in `render`."""
        self._bar.offer(primary, quiet)

    def action(self, key: str, intent: Intent, icon: str = "", *, enabled: bool = True) -> Action:
        """A button that sends `intent`."""
        return Action(self.t(key), lambda: self.send(intent), icon, enabled)

    @property
    def landscape(self) -> bool:
        """Whether the panel is wider than high."""
        return look().panel.landscape


def _load(path: Path) -> None:
    if path not in _loaded and path.exists():
        _loaded.add(path)
        Builder.load_file(str(path))
