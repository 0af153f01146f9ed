"""Papers that are written by hand, with parts between markers that a script makes."""

from __future__ import annotations

import re


def with_part(paper: str, name: str, part: str, maker: str) -> str:
    """Give the paper with what stands between the two markers of a name replaced; raises ValueError without them."""
    begin, end = f"<!-- {name}: made by scripts/{maker}.py -->\n", f"<!-- end of {name} -->"
    made, found = re.subn(f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", lambda _: part, paper, flags=re.DOTALL)
    if found != 1:
        raise ValueError(f"The paper has no place for {name}")
    return made
