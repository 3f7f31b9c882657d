"""Who is signed in at the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from factcheck.store.tables.base import Base


class DeskSessionRow(Base):
    """A browser that signed in with a key. Of its secret only the hash is kept."""

    __tablename__ = "desk_sessions"
    __table_args__ = (Index(None, "expires_at"),)

    secret_sha256: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.key_id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
