"""Puts a terminal and its hall together for one orientation and language, and plays every visit on it."""

import tempfile
from pathlib import Path

from kiosk import bootstrap, settings
from screens import boot, brand
from screens.look import Look
from screens.metrics import Panel
from screens.tour.hall import Hall, opened
from services.contracts.language import Language

PANELS = {"portrait": Panel(), "landscape": Panel(width_px=1920, height_px=1080, width_mm=476.0)}
IDLE_S = 5.0
"""On the list, so that a tour need not wait a minute for the warning."""


def play(orientation: str, language: Language, out: Path) -> None:
    """All visits. Raises TimeoutError or LookupError at the first step that is not reached."""
    panel = PANELS[orientation]
    boot.prepare(panel)
    from screens.tour.player import Player
    from screens.tour.visits import Tour

    with tempfile.TemporaryDirectory(prefix="tour-") as name, opened(Path(name)) as hall:
        runtime = bootstrap.build(_settings(panel, hall, Path(name) / "terminal"))
        runtime.start()
        try:
            player = Player(runtime, Look(brand.load(), panel), language, out)
            player.until(lambda: runtime.snapshot().hall is not None, "the hub")
            Tour(player, hall, runtime).play()
        finally:
            runtime.close()


def _settings(panel: Panel, hall: Hall, folder: Path) -> settings.Settings:
    return settings.Settings(
        data_dir=folder,
        hub=settings.HubSettings(url=hall.hub.url, enrolment_code=hall.hub.enrolment_code),
        screen=settings.ScreenSettings(panel.width_px, panel.height_px, panel.width_mm),
        idle=settings.IdleSettings(screens=(("Orders", IDLE_S),)),
        printer=settings.PrinterSettings(port=hall.printer.port),
        reader=settings.ReaderSettings(port=hall.reader.port),
    )
