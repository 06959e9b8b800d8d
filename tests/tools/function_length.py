#!/usr/bin/env python3
"""No function outside tests is longer than 100 lines; tables of data may be."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST = 100
# A function's head ends like this before its brace; what ends otherwise is a list, a table, a type or a namespace.
HEAD = re.compile(r"\)(?:\s*(?:const|noexcept|override|final|mutable|->[^{}()]*))*\s*(?::\s[^{}]*)?$")


def blank(text):
    """The same lines without comments, words and preprocessor lines."""
    keep = lambda found: "\n" * found[0].count("\n")
    text = re.sub(r'R"(\w*)\(.*?\)\1"', keep, text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    text = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)
    text = re.sub(r"'(?:\\.|[^'\\\n])'", "0", text)
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", keep, text, flags=re.M)


def functions(text):
    """(first line, lines) of every function, the innermost excepted: those inside another count with it."""
    depth, line, start, begun = 0, 1, 0, None
    for at, c in enumerate(text):
        if c == "\n":
            line += 1
        elif c == "{":
            if begun is None and HEAD.search(text[start:at].rstrip()):
                head = text[start:at].lstrip()
                begun = (depth, line - head.count("\n"))
            depth += 1
            start = at + 1
        elif c == "}":
            depth -= 1
            start = at + 1
            if begun is not None and begun[0] == depth:
                yield begun[1], line - begun[1] + 1
                begun = None
        elif c == ";":
            start = at + 1


def main():
    bad, seen, longest = [], 0, 0
    for floor in ("sim", "agents", "experiments", "viz"):
        for path in sorted((ROOT / floor).rglob("*.[ch]pp")):
            for first, lines in functions(blank(path.read_text())):
                seen, longest = seen + 1, max(longest, lines)
                if lines > MOST:
                    bad.append(f"{path.relative_to(ROOT)}:{first}: a function of {lines} lines; at most {MOST}")
    print("\n".join(bad) or f"{seen} functions, the longest of {longest} lines")
    return 1 if bad or seen < 2000 else 0


if __name__ == "__main__":
    sys.exit(main())
