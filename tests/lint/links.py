"""Checks what every room's object code calls. Two ways, since a forbidden call between static libraries links silently:

1. each room's library is linked whole (--whole-archive) with only the libraries of the rooms that it may use;
2. each undefined symbol of a room is looked up: the object file that defines it must be one that the room may use.

Usage: links.py BUILD-FOLDER. Run from the root of the tree.
"""

import glob
import os
import re
import subprocess
import sys
import tempfile

from house import ROOMS, may_use, room_of

THIRD_PARTY = ["-lssl", "-lcrypto", "-lcjose", "-lboost_json", "-lboost_url", "-lhiredis", "-lqrencode",
               "-lidn2", "-lunistring", "-lcurl", "-lxmlsec1-openssl", "-lxmlsec1", "-lxml2", "-lz", "-lyaml-cpp", "-lspdlog", "-lfmt", "-lpthread"]


def libraries(build):
    found = {}
    for path in glob.glob(f"{build}/libsluis_*.a"):
        found[re.match(r"libsluis_(\w+)\.a", os.path.basename(path)).group(1)] = path
    return found


def rooms_below(room):
    """The rooms that it may use, and what these need in turn."""
    seen, todo = [], [room]
    while todo:
        for pattern in ROOMS[todo.pop(0)]:
            other = pattern.split("/")[0]
            if other != "*" and other not in seen and other != room:
                seen.append(other)
                todo.append(other)
    return seen + ["fault"]


def link_whole(room, paths):
    permitted = [paths[other] for other in rooms_below(room) if other in paths and other != room]
    with tempfile.TemporaryDirectory() as folder:
        linked = subprocess.run(
            ["clang++-19", "-shared", "-Wl,-z,defs", "-o", f"{folder}/room.so", "-Wl,--whole-archive", paths[room],
             "-Wl,--no-whole-archive", "-Wl,--start-group", *permitted, "-Wl,--end-group", *THIRD_PARTY],
            capture_output=True, text=True)
    if linked.returncode == 0:
        return []
    return [f"{room}: does not link with only {rooms_below(room)}:\n{linked.stderr[:3000]}"]


def symbols(path, option):
    """(object file, symbol) for each of the library's symbols that are `option` (defined or undefined)."""
    listing = subprocess.run(["nm", "-A", "-P", option, path], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        where, symbol, kind = line.split(": ")[0], *line.split(": ", 1)[1].split()[:2]
        yield where[where.index("[") + 1:where.index("]")].split(".cpp")[0], symbol, kind


def main():
    build = sys.argv[1]
    paths = libraries(build)
    if len(paths) < 11:
        sys.exit(f"only {sorted(paths)} found in {build}: build it first")
    wrong = []
    for room in paths:
        if room in ROOMS and room != "entrance":
            wrong += link_whole(room, paths)

    defined = {}
    for room, path in paths.items():
        for stem, symbol, kind in symbols(path, "--defined-only"):
            if kind == "T":  # a weak one (inline, template) is in every object that uses it
                defined[symbol] = (room, stem)
    calls = 0
    for room, path in paths.items():
        for stem, symbol, _ in symbols(path, "--undefined-only"):
            if symbol not in defined:
                continue
            other_room, other_stem = defined[symbol]
            caller = room_of(f"gateway/{stem}.cpp")[0] if room == "entrance" else room
            calls += 1
            # A header may have several .cpp files (page.h: page.cpp, template.cpp), so a file-level rule holds for
            # rooms of which only single files are permitted, by the header that declares it.
            if other_room == "entrance":
                other_room = room_of(f"gateway/{other_stem}.cpp")[0]
            if not may_use(caller, other_room, other_stem):
                name = subprocess.run(["c++filt", symbol], capture_output=True, text=True).stdout.strip()
                wrong.append(f"{room}/{stem}: calls {name} of {other_room}/{other_stem}")
    if calls < 100:
        sys.exit(f"only {calls} calls between object files seen: the check looked at nothing")
    print("\n".join(wrong))
    print(f"{calls} calls between files, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


main()
