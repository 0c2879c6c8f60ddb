"""Checks what every source file includes, directly and through others, against the table in house.py.

The compiler says what is included (-MM), so nothing is overlooked. Run from the root of the tree.
"""

import glob
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from house import IN_HEADERS, OWNERS, may_use, room_of

FLAGS = ["-std=c++23", "-I.", "-Igateway", "-MM", "-MG"]


def sources():
    return sorted(glob.glob("crypto/*.cpp") + glob.glob("gateway/*.cpp") + glob.glob("gateway/*/*.cpp"))


def headers():
    return sorted(glob.glob("crypto/*.h") + glob.glob("gateway/*.h") + glob.glob("gateway/*/*.h"))


def included_by(path):
    made = subprocess.run(["clang++-19", *FLAGS, "-x", "c++", path], capture_output=True, text=True, check=True).stdout
    names = made.replace("\\\n", " ").split(":", 1)[1].split()
    return [os.path.relpath(name) for name in names if not name.startswith("/")]


def check_rooms(path):
    room, _ = room_of(path)
    wrong = []
    for other in included_by(path):
        other_room, other_stem = room_of(other)
        if not may_use(room, other_room, other_stem):
            wrong.append(f"{path}: the room '{room}' must not see {other} (included by it or by what it includes)")
    return wrong


def check_third_party(path):
    room, _ = room_of(path)
    wrong = []
    for name in re.findall(r"^#include <([^>]+)>", open(path, encoding="utf-8").read(), re.M):
        for prefix, owners in OWNERS.items():
            if name.startswith(prefix) and room not in owners:
                wrong.append(f"{path}: <{name}> belongs in {sorted(owners)}")
        if path.endswith(".h") and "/" in name and name not in IN_HEADERS and not name.startswith("sys/"):
            wrong.append(f"{path}: the third-party header <{name}> belongs in a .cpp file")
    return wrong


def main():
    files = sources() + headers()
    if len(files) < 50:
        sys.exit("run from the root of the tree: hardly any source files found")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [line for lines in pool.map(check_rooms, files) for line in lines]
    wrong += [line for path in files for line in check_third_party(path)]
    print("\n".join(wrong))
    # The check itself must be able to fail.
    assert not may_use("downstream", "identity", "email_address")
    assert not may_use("upstream", "downstream", "front")
    print(f"{len(files)} files, {len(wrong)} wrong includes")
    sys.exit(1 if wrong else 0)


main()
