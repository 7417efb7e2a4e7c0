"""Files that came in from the marketing system, and the rows of them that were set aside."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.hub.store.models.base import Base, Numbered
from services.hub.store.types import Instant


class ImportFile(Numbered, Base):
    """A file that was, or is being, taken in. The same content of the same moment is the same file."""

    __tablename__ = "import_files"
    __table_args__ = (UniqueConstraint("company_id", "sha256", "as_of"),)

    company_id: Mapped[int] = mapped_column(ForeignKey("companies.id"))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the file's bytes and of the column mapping that it was read by."""
    kind: Mapped[str] = mapped_column(String(16))
    """customers, orders or stages."""
    as_of: Mapped[datetime] = mapped_column(Instant)
    """The moment of its data: the export's own, else the file's."""
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    position: Mapped[int] = mapped_column(default=0)
    """How many of its rows are committed; a broken import goes on from here."""
    rows_taken: Mapped[int] = mapped_column(default=0)
    rows_set_aside: Mapped[int] = mapped_column(default=0)


class SetAsideRow(Numbered, Base):
    """A row that could not be taken, kept whole."""

    __tablename__ = "set_aside_rows"
    __table_args__ = (UniqueConstraint("file_id", "line"),)

    file_id: Mapped[int] = mapped_column(ForeignKey("import_files.id"))
    line: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
