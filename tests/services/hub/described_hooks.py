"""Hooks for schemathesis' own command: each call finds a live session, no lock, and every other one a known
number.

Its own data reach little of a hub that answers nothing to who is unknown. Not responsible for starting the
hub: test_openapi.py does, and says where it is by the environment.
"""

import json
import os
import random
import sqlite3
from typing import Any

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode

_database = sqlite3.connect(
    os.environ["DESCRIBED_DATABASE"], isolation_level=None, timeout=10, check_same_thread=False
)
_known: dict[str, str] = json.loads(os.environ["DESCRIBED_NUMBERS"])
_chance = random.Random(20261122)


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Undo what earlier calls did to the session and the counters, and name something that exists."""
    _database.execute("DELETE FROM guess_counters")
    must_change = case.path.endswith("/password") and _chance.random() < 0.5
    _database.execute("UPDATE sessions SET ended_at = NULL, must_change = ?", (must_change,))
    path = case.meta and case.meta.components.get(ParameterLocation.PATH)
    if path and path.mode is GenerationMode.NEGATIVE:
        return  # in its stead a word that exists would be no mistake to refuse
    for name in case.path_parameters or {}:
        if _chance.random() < 0.5:
            case.path_parameters[name] = _known[name]
