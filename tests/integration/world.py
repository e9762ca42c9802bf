"""world.py IPCSTAGE SCRAMBLE FOLDER SEEDS: a tree that a program scrambles, before and after.

Each seed: held, free, and killed in the middle of it (viewer, or viewer and server)."""
import glob, hashlib, os, random, shutil, signal, subprocess, sys, time

ipcstage, scramble, top, seeds = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])


def make(root):
    os.mkdir(root)
    for name, size in (("file", 100), ("large", 3_000_000), ("locked", 10)):
        with open(os.path.join(root, name), "wb") as file:
            file.write(hashlib.sha256(name.encode()).digest() * (size // 32 + 1))
    os.link(os.path.join(root, "file"), os.path.join(root, "twin"))
    os.symlink("large", os.path.join(root, "link"))
    os.symlink("nowhere", os.path.join(root, "dangling"))
    os.mkdir(os.path.join(root, "folder"))
    with open(os.path.join(root, "folder", "inner"), "w") as file:
        file.write("inner\n")
    os.mkdir(os.path.join(root, "empty"), 0o711)
    os.chmod(os.path.join(root, "locked"), 0o440)
    for name in os.listdir(root):
        os.utime(os.path.join(root, name), (1_000_000_000, 1_100_000_000), follow_symlinks=False)


def look(root):
    seen = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            what = [oct(status.st_mode), status.st_uid, status.st_gid]
            if os.path.islink(path):
                what.append(os.readlink(path))
            elif os.path.isfile(path):
                with open(path, "rb") as file:
                    what.append(hashlib.sha256(file.read()).hexdigest())
                what += [status.st_ino, status.st_nlink, status.st_mtime]
            seen[os.path.relpath(path, root)] = what
    return seen


def processes_left():
    return subprocess.run(["pgrep", "-x", os.path.basename(scramble)], capture_output=True).returncode == 0


def settle():
    for _ in range(200):
        if not processes_left():
            break
        time.sleep(0.05)
    time.sleep(0.1)


def run(root, seed, *options, kill=None):
    command = [ipcstage, "run", *options, scramble, "--", root, str(seed), "3"]
    viewer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if kill is None:
        viewer.wait(60)
        return
    time.sleep(kill)
    viewer.send_signal(signal.SIGKILL)
    viewer.wait()
    settle()


def kept():
    return set(glob.glob("/tmp/ipcstage-[0-9]*"))


def left(before):
    """What is still kept of runs that are over, and not just about to be put back."""
    for _ in range(100):
        found = [name for name in kept() - before if not os.path.exists("/proc/" + name.split("-")[-1])]
        if not found:
            break
        time.sleep(0.1)
    return found


wrong = 0
kept_before = kept()
for seed in range(1, seeds + 1):
    chance = random.Random(seed)
    for way in ("held", "free", "killed", "killed free"):
        root = os.path.join(top, f"{seed}-{way.replace(' ', '-')}")
        make(root)
        before = look(root)
        options = ["--free"] if "free" in way else ["--seed", str(seed)]
        run(root, seed, *options, kill=chance.uniform(0, 0.03) if "killed" in way else None)
        after = look(root)
        if before != after:
            wrong += 1
            for name in sorted(set(before) | set(after)):
                if before.get(name) != after.get(name):
                    print(f"seed {seed}, {way}: {name} was {before.get(name)}, is {after.get(name)}")
        shutil.rmtree(root)
for name in left(kept_before):
    wrong += 1
    print(f"{name} is left")
print(f"{wrong} of {4 * seeds} runs left something else")
sys.exit(wrong != 0)
