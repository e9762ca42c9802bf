#!/usr/bin/env python3
"""Edited recordings: mutations.py IPCSTAGE SCRATCH SEED COUNT.

Nothing that was edited passes as recorded, unless it still says the same, or says something else
that is true: then a run of what it names now, recorded, says it too.
"""
import json
import random
import subprocess
import sys

ipcstage, scratch, seed, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)

BASES = [
    ["counter", "-t", "no-lock", "-p", "rounds=1", "--schedule", "1 2 1 2"],
    ["counter", "-p", "rounds=1", "--seed", "5"],
    ["queue", "-t", "no-sentinel", "-p", "items=1"],
    ["event"],
]
WORDS = ["", "x", "free", "none", "deadlock", "as-expected", "no-lock", "counter", "queue", "1",
         "1 2", "1*2 2*2", "\u202e", "0" * 16]


def ipcstage_does(*arguments):
    return subprocess.run([ipcstage, *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)


def record(arguments, path):
    done = ipcstage_does("run", *arguments, "--record", path)
    assert done.returncode in (0, 1, 3), (arguments, done.stderr)
    return open(path, encoding="utf-8").read()


def places(value, path=()):
    """Every place in a value, and the value itself."""
    yield path
    children = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from places(child, path + (key,))


def other(value):
    """Something else than a value, often much like it."""
    if isinstance(value, bool) or value is None:
        return chance.choice([True, False, None, 0, "null"])
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, -value, value + 0.5, str(value), None, 2**62])
    if isinstance(value, str):
        edits = [value + "0", value[:-1], value.upper(), value.replace("1", "2"),
                 value.replace("0", "1"), " " + value, chance.choice(WORDS), None, 1]
        return chance.choice(edits)
    if isinstance(value, list):
        return chance.choice([value[:-1], value + value[-1:], value[::-1], [], None])
    return chance.choice([{}, None, [], {**value, "x": "1"}])


def mutate_value(text):
    root = json.loads(text)
    path = chance.choice(list(places(root))[1:])
    parent = root
    for key in path[:-1]:
        parent = parent[key]
    how = chance.randrange(8)
    if how == 0 and isinstance(parent, dict):
        del parent[path[-1]]
    elif how == 1 and isinstance(parent, dict):
        parent[chance.choice(["trace_hash", "x", path[-1] + "s"])] = parent[path[-1]]
    elif how == 2 and isinstance(parent, list):
        at, to = path[-1], chance.randrange(len(parent))
        parent[at], parent[to] = parent[to], parent[at]
    else:
        parent[path[-1]] = other(parent[path[-1]])
    return json.dumps(root, ensure_ascii=False)


def mutate_bytes(text):
    at = chance.randrange(len(text))
    byte = chance.choice('0123456789abc"{}[],: x')
    return chance.choice([text[:at] + byte + text[at + 1:], text[:at] + byte + text[at:],
                          text[:at] + text[at + 1:]])


def steps_of(schedule):
    """A schedule, written out."""
    steps = []
    for word in schedule.split():
        actor, _, times = word.partition("*")
        steps += [int(actor)] * int(times or 1)
    return steps


def meaning(root):
    """What a recording says, however it is written."""
    said = dict(root)
    said["schedule"] = steps_of(said["schedule"])
    said["toggles"] = sorted(said.get("toggles", []))
    said.setdefault("scenario", None)
    said.setdefault("sleepers_free", False)
    said.setdefault("ends_free", False)
    said.setdefault("output", False)
    said.setdefault("input", "")  # which none of these reads
    said.setdefault("arguments", [])
    said.setdefault("parameters", {})
    return said


def is_true(text):
    """Whether a run of what is named in it says what it says."""
    root = json.loads(text)
    arguments = [root["demo"]]
    if root.get("scenario"):
        arguments += ["-s", root["scenario"]]
    for toggle in root.get("toggles", []):
        arguments += ["-t", toggle]
    for name, value in root.get("parameters", {}).items():
        arguments += ["-p", f"{name}={value}"]
    if root.get("sleepers_free"):
        arguments.append("--sleepers-free")
    if root.get("ends_free"):
        arguments.append("--ends-free")
    if root.get("output"):
        arguments.append("--output")
    if root["seed"] is None:
        arguments += ["--schedule", root["schedule"]]
    else:
        arguments += ["--seed", str(root["seed"])]
    said, again = meaning(root), meaning(json.loads(record(arguments, scratch + "/again")))
    again["parameters"] = {key: value for key, value in again["parameters"].items()
                           if key in said["parameters"]}
    return said == again


def check(text, base):
    with open(scratch + "/mutant", "w", encoding="utf-8") as file:
        file.write(text)
    done = ipcstage_does("replay", scratch + "/mutant")
    assert done.returncode in (0, 1, 2), f"status {done.returncode}"
    if done.returncode:
        assert done.stderr.count(b"\n") == 1, f"no line, or several: {done.stderr}"
        return "refused" if done.returncode == 2 else "parted"
    assert b"as recorded" in done.stdout
    if json.loads(text) == json.loads(base) or meaning(json.loads(text)) == meaning(
            json.loads(base)):
        return "the same"
    assert is_true(text), "it passes as recorded"
    return "true"


bases = [record(arguments, f"{scratch}/base") for arguments in BASES]
tally = {}
wrong = 0
for number in range(count):
    base = chance.choice(bases)
    text = chance.choice([mutate_value, mutate_value, mutate_bytes])(base)
    try:
        result = check(text, base)
    except AssertionError as why:
        wrong += 1
        print(f"FAILED: mutation {number} of seed {seed}: {why}\n{text}")
        result = "wrong"
    tally[result] = tally.get(result, 0) + 1
print(f"{count} mutations of seed {seed}:", ", ".join(f"{n} {what}" for what, n in tally.items()))
sys.exit(wrong > 0)
