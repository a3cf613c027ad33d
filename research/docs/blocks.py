"""Generated blocks in files that are otherwise written by hand.

In Markdown a block stands between `<!-- generated: NAME -->` and `<!-- end -->`, in YAML between `# generated: NAME`
and `# end`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def with_blocks(text: str, blocks: Mapping[str, str]) -> str:
    """The text with each block replaced; raises ValueError if a block has no place, or a place no block."""
    for name, block in blocks.items():
        pattern = rf"(^[ ]*(?:<!--|#) generated: {re.escape(name)}(?: -->)?\n).*?(^[ ]*(?:<!--|#) end(?: -->)?$)"
        text, count = re.subn(pattern, lambda m, b=block: m[1] + b + m[2], text, flags=re.MULTILINE | re.DOTALL)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"there are {count} places for the block “{name}”, not one")
    if unknown := set(re.findall(r"(?:<!--|#) generated: (.+?)(?: -->)?$", text, re.MULTILINE)) - set(blocks):
        raise ValueError(f"nothing generates the blocks {', '.join(sorted(unknown))}")
    return text
