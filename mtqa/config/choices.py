"""What an option may be, where it is one of a few words."""

from __future__ import annotations

from typing import Literal

Level = Literal["minor", "major", "critical"]
Language = Literal["auto", "zh", "en", "other"]
Interface = Literal["auto", "en", "zh"]
ReaderLanguage = Literal["en", "zh"]
FailOn = Literal["never", "minor", "major", "critical"]
Fuzzy = Literal["check", "skip"]
