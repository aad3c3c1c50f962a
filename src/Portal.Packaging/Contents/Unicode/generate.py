#!/usr/bin/env python3
"""Writes the Unicode facts that content paths need, as one small text table.

usage: apt-get install unicode-data && ./generate.py /usr/share/unicode > ucd-15.0.txt

The table is pinned, so that the same archive is accepted or refused whatever runtime, library or
locale a portal has: under InvariantGlobalization string.Normalize leaves its input as it is.
"""

import re
import sys

ucd = sys.argv[1]


def lines(name):
    with open(f"{ucd}/{name}", encoding="utf-8") as file:
        for line in file:
            fields = [field.strip() for field in line.split("#")[0].split(";")]
            if fields[0]:
                yield fields


def span(text):
    first, _, last = text.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def prop(name, value):
    return {c for f in lines(name) if len(f) > 1 and f[1] == value for c in span(f[0])}


category, combining, canonical, compatible = {}, {}, {}, {}
start = None
for f in lines("UnicodeData.txt"):
    code = int(f[0], 16)
    if f[1].endswith(", First>"):
        start = code
        continue
    for c in range(start if start is not None else code, code + 1):
        category[c] = f[2]
    start = None
    if f[3] != "0":
        combining[code] = int(f[3])
    if f[5]:
        tag, mapping = re.fullmatch(r"(?:(<\w+>) )?([0-9A-F ]+)", f[5]).groups()
        (compatible if tag else canonical)[code] = mapping

bidi = prop("PropList.txt", "Bidi_Control")
ignorable = prop("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
excluded = prop("DerivedNormalizationProps.txt", "Full_Composition_Exclusion")

# Joiners are letters' company in Persian and the Indic scripts; Hangul fillers are letters that show nothing.
joiners = {0x200C, 0x200D}
fillers = {0x115F, 0x1160, 0x3164, 0xFFA0}
annotations = {0xFFF9, 0xFFFA, 0xFFFB}


def classify(c):
    kind = category.get(c, "Cn")
    if c in bidi:
        return "bidi"
    if kind in ("Cc", "Zl", "Zp") or c in fillers or c in annotations:
        return "control"
    if kind == "Cf" and c in ignorable and c not in joiners:
        return "control"
    return {"Cn": "unassigned", "Cs": "unassigned", "Co": "private"}.get(kind) or (
        "ignorable" if c in ignorable else None
    )


def ranges(values):
    """Runs of equal values over all code points: (first, last, value), None left out."""
    first = 0
    for c in range(1, 0x110001):
        if c == 0x110000 or values(c) != values(first):
            if values(first) is not None:
                yield first, c - 1, values(first)
            first = c


print("# Derived by generate.py from the Unicode Character Database 15.0.0; do not edit.")
print("# Copyright (C) 1991-2022 Unicode, Inc. All rights reserved. Distributed under the Terms of Use")
print("# in https://www.unicode.org/copyright.html")
classes = {c: classify(c) for c in range(0x110000)}
for first, last, name in ranges(classes.get):
    print(f"{name} {first:04X} {last:04X}")
for first, last, value in ranges(combining.get):
    print(f"combining {first:04X} {last:04X} {value}")
for code, mapping in sorted(canonical.items()):
    print(f"{'singleton' if code in excluded else 'canonical'} {code:04X} {mapping}")
for code, mapping in sorted(compatible.items()):
    print(f"compatible {code:04X} {mapping}")
for f in lines("CaseFolding.txt"):
    if f[1] in "CS":
        print(f"fold {f[0]} {f[2]}")
