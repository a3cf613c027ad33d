"""A tiny Qwen 2 in one file, its parts in packages as an installer leaves them, and a models.toml that names both."""

from __future__ import annotations

import base64
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from tiny_gguf import write_tiny_qwen

COUNT = 12
COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPO = "some/strong-GGUF"
FILE = "strong-q4.gguf"
NAME = "tiny-strong"
_CATALOGUE = """
[profiles.strong]
fluency = "tiny-strong"
translators = {{ zh-en = "tiny-strong-few-shot", en-zh = "tiny-strong-few-shot" }}

[models.tiny-strong]
purpose = "language-model"
engine = "causal"
languages = ["zh", "en"]
revision = "{commit}"
sha256 = "{sha256}"
size = {size}
licence = "Apache-2.0"
licence_url = "https://example.org/licence"
notice = "by somebody"
source = {{ kind = "file", file = "{file}", repo = "{repo}", package = "tiny-part{{n}}", \
part = "data/part{{n:02}}.bin", parts = {count}, version = "0.2.0", extra = "strong" }}

[models.tiny-strong-few-shot]
purpose = "translator"
engine = "few-shot"
source = {{ kind = "model", model = "tiny-strong" }}
"""


@dataclass(frozen=True)
class Strong:
    """`content` is the whole file; `site` is a folder of packages, none of them installed at first."""

    content: bytes
    site: Path
    catalogue: Path

    def part(self, number: int) -> bytes:
        size = -(-len(self.content) // COUNT)
        return self.content[(number - 1) * size : number * size]

    def place(self, number: int) -> Path:
        return self.site / f"tiny_part{number}" / "data" / f"part{number:02}.bin"

    def install(self, *numbers: int, version: str = "0.2.0", content: bytes | None = None) -> None:
        """The packages of these parts, or of all, whose modules cannot be imported."""
        for number in numbers or range(1, COUNT + 1):
            part, place = self.part(number) if content is None else content, self.place(number)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(part)
            (place.parent.parent / "__init__.py").write_text("raise SystemExit('the package was imported')\n")
            self.uninstall(number, keep=True)
            facts = self.site / f"tiny_part{number}-{version}.dist-info"
            facts.mkdir()
            (facts / "METADATA").write_text(f"Metadata-Version: 2.4\nName: tiny-part{number}\nVersion: {version}\n")
            digest = base64.urlsafe_b64encode(hashlib.sha256(part).digest()).rstrip(b"=").decode()
            path = place.relative_to(self.site).as_posix()
            (facts / "RECORD").write_text(f"{path},sha256={digest},{len(part)}\n{facts.name}/RECORD,,\n")

    def uninstall(self, number: int, keep: bool = False) -> None:
        for folder in self.site.glob(f"tiny_part{number}-*.dist-info"):
            shutil.rmtree(folder)
        if not keep:
            shutil.rmtree(self.site / f"tiny_part{number}")


def write_strong(folder: Path) -> Strong:
    write_tiny_qwen(folder / FILE)
    content = (folder / FILE).read_bytes()
    catalogue = folder / "models.toml"
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "file": FILE, "repo": REPO}
    catalogue.write_text(_CATALOGUE.format(**facts, commit=COMMIT, count=COUNT))
    (folder / "site").mkdir()
    return Strong(content, folder / "site", catalogue)
