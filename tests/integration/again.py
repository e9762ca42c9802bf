#!/usr/bin/env python3
"""Record a run of each program, and have it done again in other surroundings.

    again.py IPCSTAGE SEED PROGRAM...

In another folder, with an environment that is longer, its recording has to be the same again, and its
schedule to leave the same trace and to name everybody who took a step.
"""
import json
import os
import subprocess
import sys
import tempfile

SECONDS = 60
LONGEST = 65536  # steps of a schedule that can be asked for


def call(ipcstage, folder, words, longer=""):
    """What one call of ipcstage ends with, in a folder below `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as here:
        return subprocess.run([ipcstage, *words], cwd=here, text=True, stdin=subprocess.DEVNULL,
                              capture_output=True, timeout=SECONDS, check=False,
                              env={**os.environ, "LONGER": longer, **({longer: ""} if longer else {})})


def faults_of(ipcstage, seed, folder, program):
    """What is wrong with it, as sentences."""
    file = os.path.join(folder, "recording")
    first = call(ipcstage, folder, ["run", "--json", "--seed", seed, "--record", file, program])
    if not os.path.exists(file):
        return ["it cannot be recorded: " + first.stderr.strip()]
    run = json.loads(first.stdout)
    faults = ["a step was chosen by nobody"] if "?" in (run["choices"] or "") else []
    replayed = call(ipcstage, folder, ["replay", "--run-program", file], "x" * 3001)
    os.unlink(file)
    if replayed.returncode:
        faults.append(replayed.stderr.strip())
    if not run["schedule"] or run["steps"] > LONGEST or run["verdict"] == "livelock":
        return faults
    words = ["--places", run["places"]] if run.get("places") else []
    again = call(ipcstage, folder,
                 ["run", "--json", *words, "--schedule", run["schedule"], program], "y" * 77)
    if again.returncode not in (0, 1, 3) or not again.stdout:
        faults.append(again.stderr.strip())
    elif json.loads(again.stdout)["trace_hash"] != run["trace_hash"]:
        faults.append("its schedule leaves another trace")
    return faults


def main():
    """Status 1: something is not as it was."""
    ipcstage, seed, *programs = sys.argv[1:]
    failed = 0
    for program in programs:
        with tempfile.TemporaryDirectory() as folder:
            for fault in faults_of(ipcstage, seed, folder, program):
                print(f"{program}: {fault}")
                failed = 1
    return failed


sys.exit(main())
