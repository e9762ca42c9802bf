"""Compare the agent's decoder with objdump: decoder.py DECODED LIBRARY"""
import re
import subprocess
import sys

SIZES = {"BYTE": 1, "WORD": 2, "DWORD": 4, "QWORD": 8, "XMMWORD": 16, "YMMWORD": 32, "TBYTE": 10}
CHANGES = set("add or adc sbb and sub xor inc dec neg not shl shr sar sal rol ror rcl rcr shld shrd "
              "xadd cmpxchg cmpxchg8b cmpxchg16b bts btr btc xchg".split())
# These have memory in front and only load it.
LOADS = set("cmp test bt push call jmp mul imul div idiv fld fild fldcw fldenv frstor ldmxcsr "
            "vldmxcsr fadd fsub fmul fdiv fcom fcomp fiadd fimul fidiv fisub ficom ficomp fdivr "
            "fsubr fidivr fisubr fbld".split())
NOTHING = re.compile(r"(lea|nop|prefetch\w*|endbr64|clflush\w*)$")
STRINGS = re.compile(r"(movs|cmps|stos|scas|lods|ins|outs)$")
PREFIXES = re.compile(r"(bnd|notrack|data16|[cdsefg]s|rex\.?\w*|rep\w*|lock|xacquire|xrelease) ")
LOAD, STORE, CHANGE = "1", "2", "3"


def instructions(library):
    """Each once: its bytes, and what objdump makes of them."""
    lines = subprocess.run(["objdump", "-d", "-w", "-M", "intel", library], check=True, text=True,
                           capture_output=True).stdout.splitlines()
    found = {}
    for line in lines:
        match = re.match(r"\s*[0-9a-f]+:\t((?:[0-9a-f]{2} )+)\s*\t?(.*)$", line)
        if match and match[2] and "(bad)" not in match[2]:
            found.setdefault(match[1].replace(" ", ""), re.sub(r"\s*[#<].*", "", match[2]))
    return found


def expected(text):
    """Its access of the memory that it names and how much, None: none; whether it is locked."""
    locked = False
    while match := PREFIXES.match(text):
        locked |= match[1] == "lock"
        text = text[match.end():].strip()
    name, _, rest = text.partition(" ")
    memory = re.search(r"(\w+) PTR (?:\w\w:)?(?:0x|\[)", rest) or re.search(r"()\[", rest)
    if NOTHING.match(name) or not memory:
        return name, None, locked
    in_front = "PTR" in rest.split(",")[0] or "[" in rest.split(",")[0]
    access = CHANGE if name == "xchg" or (name in CHANGES and in_front) else (
        LOAD if name in LOADS or not in_front else STORE)
    return name, (access, SIZES.get(memory[1])), locked or name == "xchg"


def is_alike(code, text, told):
    known, length, locked, *accesses = told.split()
    name, access, is_locked = expected(text)
    if known == "0" or STRINGS.match(name):
        return True
    if 2 * int(length) != len(code) and not code.startswith("9b"):
        return False
    if access is None:
        return not accesses or name in ("push", "pop", "call", "ret")
    if not accesses:
        return False
    kind, size, _ = accesses[0].split(":")
    return kind == access[0] and int(size) == (access[1] or int(size)) and \
        (locked == "1") == is_locked


def main():
    found = instructions(sys.argv[2])
    told = subprocess.run([sys.argv[1]], input="\n".join(found) + "\n", check=True, text=True,
                          capture_output=True).stdout.splitlines()
    wrong = [(code, text, line) for (code, text), line in zip(found.items(), told)
             if not is_alike(code, text, line)]
    for row in wrong[:20]:
        print(*row, sep=" | ")
    unknown = sum(line.startswith("0") for line in told)
    print(f"{len(found)} instructions, {unknown} unknown, {len(wrong)} wrong")
    sys.exit(bool(wrong) or unknown > len(found) / 20 or len(told) != len(found))


main()
