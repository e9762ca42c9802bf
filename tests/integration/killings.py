#!/usr/bin/env python3
"""A kill loop: killings.py IPCSTAGE PROGRAM SCRATCH SEED COUNT.

The viewer, a program's server or both get a signal at any moment, running or stopped, on the stage
or on the command line, held, free or exploring. Afterwards nothing may be left: no process, no
name, and no terminal in another state than it was found in. PROGRAM is tests/programs/run_long.
"""
import fcntl
import os
import pty
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time

ipcstage, program, scratch = sys.argv[1:4]
seed, count = int(sys.argv[4]), int(sys.argv[5])
chance = random.Random(seed)
PATIENCE = 15  # seconds

victim = f"{scratch}/killed-{os.getpid()}"
shutil.copy(program, victim)
mark = f"IPCSTAGE_KILLED={os.getpid()}".encode()
file = os.stat(victim)
queue_key = 1 << 24 | file.st_dev % 256 << 16 | file.st_ino % 65536

COMMANDS = [["run", "--repeat", "1000000", victim], ["run", "--free", "--repeat", "1000000", victim],
            ["explore", "--jobs", "2", victim]]
KEYS = [b"", b"++++++++ ", b"x", b"f", b"M", b"?", b"w", b"+++ ,"]
FATAL = [signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS]
POLITE = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
ACTIONS = ["viewer", "viewer", "server", "both", "both", "stopped server", "stopped viewer"]


def read(path):
    try:
        with open(path, "rb") as opened:
            return opened.read()
    except OSError:
        return b""


def processes():
    """Who comes from us, but for ourselves: PID and its parent."""
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid() and \
                mark in read(f"/proc/{name}/environ").split(b"\0"):
            yield int(name)


def parent_of(pid):
    text = read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    return int(text[1]) if text else 0


def program_of(pid):
    try:
        return os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return ""


def servers_of(viewer):
    return [pid for pid in processes() if parent_of(pid) == viewer and program_of(pid) == victim]


def left():
    """What is left, in words."""
    found = [f"process {pid} ({read(f'/proc/{pid}/comm').decode().strip()})"
             for pid in processes()]
    for path in (f"/dev/shm/sem.{os.path.basename(victim)}", f"{victim}.sock"):
        if os.path.lexists(path):
            found.append(path)
    if any(line.split()[0] == b"%d" % queue_key
           for line in read("/proc/sysvipc/msg").splitlines()):
        found.append("a queue")
    return found


def until(condition):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def act(viewer, action):
    """Returns the signal that the viewer gets."""
    servers = servers_of(viewer.pid)
    number = chance.choice(FATAL + POLITE + [signal.SIGKILL])
    if action == "viewer":
        send(viewer.pid, number)
        return number
    if action == "server":
        for server in servers:
            send(server, signal.SIGKILL)
        time.sleep(chance.uniform(0, 0.2))
        send(viewer.pid, signal.SIGTERM)
        return signal.SIGTERM
    if action == "stopped server":
        for server in servers:
            send(server, signal.SIGSTOP)
    if action in ("both", "stopped viewer"):
        send(viewer.pid, signal.SIGSTOP)
        for server in servers:
            send(server, signal.SIGKILL)
    send(viewer.pid, signal.SIGKILL)
    return signal.SIGKILL


def as_usual():
    """In a viewer: what a shell's background job ignores is not ignored."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def start(on_stage, slave):
    environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8",
                   "XDG_STATE_HOME": scratch, **dict([mark.decode().split("=")])}
    arguments = [victim] if on_stage else chance.choice(COMMANDS)
    end = slave if on_stage else subprocess.DEVNULL
    return subprocess.Popen([ipcstage, *arguments], stdin=end, stdout=end, stderr=end,
                            env=environment, start_new_session=True, preexec_fn=as_usual)


def drain(master):
    os.set_blocking(master, False)
    try:
        while os.read(master, 65536):
            pass
    except OSError:
        pass


def kill_once(number):
    """Returns what is wrong, '' nothing."""
    on_stage, action = chance.random() < 0.6, chance.choice(ACTIONS)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    found = termios.tcgetattr(slave)
    viewer = start(on_stage, slave)
    pause = chance.choice([0.02, 0.1, 0.5])
    time.sleep(chance.uniform(0, pause))
    if on_stage:
        os.write(master, chance.choice(KEYS))
        time.sleep(chance.uniform(0, pause))
    got = act(viewer, action)
    ended = until(lambda: drain(master) or viewer.poll() is not None)
    is_raw = termios.tcgetattr(slave)[:4] != found[:4]
    wrong = []
    if not ended:
        viewer.kill()
        wrong.append("the viewer did not end")
    viewer.wait()
    if is_raw and got != signal.SIGKILL:
        wrong.append("the terminal is raw")
    if not until(lambda: not left()):
        wrong += left()
    os.close(master)
    os.close(slave)
    if not wrong:
        return ""
    for pid in list(processes()):
        send(pid, signal.SIGKILL)
    return f"{number}: {action}, {got.name}, {'stage' if on_stage else 'command'}: " + \
        ", ".join(wrong)


resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
failed = 0
for turn in range(count):
    said = kill_once(turn)
    if said:
        failed += 1
        print("FAILED:", said)
print(f"{count} killed, seed {seed}: {failed} left something behind")
sys.exit(failed > 0)
