"""The kit: importing it gives kv files its names."""

from screens.widgets.answer import Answer
from screens.widgets.box import Box, Column, Panel, Row, Rule, Spacer, Split
from screens.widgets.buttons import Button, PrimaryButton, QuietButton
from screens.widgets.chip import Chip, StatusChip
from screens.widgets.fields import DigitsField, PasswordDots
from screens.widgets.frame import Action
from screens.widgets.keypad import KeyPad
from screens.widgets.message import Message
from screens.widgets.middle import Middle
from screens.widgets.notice import Notice
from screens.widgets.progress import Progress
from screens.widgets.question import Question
from screens.widgets.rail import Node, TimelineRail
from screens.widgets.row import LazyRows, RowItem
from screens.widgets.rows import RowList
from screens.widgets.scene import Scene
from screens.widgets.skyline import Skyline
from screens.widgets.text import Icon, Text

__all__ = [
    "Action",
    "Answer",
    "Box",
    "Button",
    "Chip",
    "Column",
    "DigitsField",
    "Icon",
    "KeyPad",
    "LazyRows",
    "Message",
    "Middle",
    "Node",
    "Notice",
    "Panel",
    "PasswordDots",
    "PrimaryButton",
    "Progress",
    "Question",
    "QuietButton",
    "Row",
    "RowItem",
    "RowList",
    "Rule",
    "Scene",
    "Skyline",
    "Spacer",
    "Split",
    "StatusChip",
    "Text",
    "TimelineRail",
]
