"""Checks what every source file includes, directly and through others, against the table in house.py.

The compiler says what is included (-MM), so nothing is overlooked. Run from the root of the tree.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

from house import IN_HEADERS, OWNERS, may_use, room_of

# libxml2, xmlsec1 and p11-kit keep their headers in folders of their own, and xmlsec1's want to be told for which library.
XML = subprocess.run(["pkg-config", "--cflags", "xmlsec1-openssl", "p11-kit-1"], capture_output=True, text=True, check=True).stdout
FLAGS = ["-std=c++23", "-I.", "-Igateway", *XML.replace("-I", "-isystem").split(), "-MM", "-MG"]


def files_ending(suffix):
    return sorted(glob.glob(f"crypto/**/*{suffix}", recursive=True) + glob.glob(f"gateway/**/*{suffix}", recursive=True))


def included_by(path):
    made = subprocess.run(["clang++-19", *FLAGS, "-x", "c++", path], capture_output=True, text=True, check=True).stdout
    names = made.replace("\\\n", " ").split(":", 1)[1].split()
    return [os.path.relpath(name) for name in names if not name.startswith("/")]


def check_rooms(path, room=None):
    """How many of our files it includes, and a line for each that its room must not see."""
    room = room or room_of(path)[0]
    wrong = []
    included = [name for name in included_by(path) if name != path]
    for other in included:
        other_room, other_stem = room_of(other)
        if not may_use(room, other_room, other_stem):
            wrong.append(f"{path}: the room '{room}' must not see {other} (included by it or by what it includes)")
    return len(included), wrong


def check_third_party(path, room=None):
    room = room or room_of(path)[0]
    wrong = []
    for name in re.findall(r"^#include <([^>]+)>", open(path, encoding="utf-8").read(), re.M):
        for prefix, owners in OWNERS.items():
            if name.startswith(prefix) and room not in owners:
                wrong.append(f"{path}: <{name}> belongs in {sorted(owners)}")
        if path.endswith(".h") and "/" in name and name not in IN_HEADERS and not name.startswith("sys/"):
            wrong.append(f"{path}: the third-party header <{name}> belongs in a .cpp file")
    return wrong


def prove_that_it_can_fail():
    """A service's front that includes what only connectors may see, and a header that includes Beast."""
    with tempfile.TemporaryDirectory() as folder:
        front, header = f"{folder}/front.cpp", f"{folder}/front.h"
        with open(front, "w", encoding="utf-8") as file:
            file.write('#include "identity/email_address.h"\n')
        with open(header, "w", encoding="utf-8") as file:
            file.write("#include <boost/beast/core.hpp>\n")
        wrong = "\n".join(check_rooms(front, room="downstream")[1])
        for name in ("identity/email_address.h", "identity/domain_name.h"):  # it, and what it includes
            if name not in wrong:
                sys.exit(f"the forbidden include of {name} was not reported")
        if check_rooms(front, room="upstream")[1]:
            sys.exit("a permitted include was reported")
        if len(check_third_party(header, room="downstream")) != 2:
            sys.exit("a forbidden third-party header was not reported")


def main():
    prove_that_it_can_fail()
    files = files_ending(".cpp") + files_ending(".h")
    if len(files) < 200 or "gateway/web/texts/refusal.cpp" not in files:
        sys.exit(f"run from the root of the tree: only {len(files)} source files found")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        checked = list(pool.map(check_rooms, files))
    includes = sum(count for count, _ in checked)
    if includes < 1000:
        sys.exit(f"only {includes} includes of our own files seen: the check looked at nothing")
    wrong = [line for _, lines in checked for line in lines]
    wrong += [line for path in files for line in check_third_party(path)]
    print("\n".join(wrong))
    print(f"{len(files)} files, {includes} includes, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


main()
