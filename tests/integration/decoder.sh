#!/bin/sh
# What the agent knows of instructions is what objdump says of them: every one of the C library.
. "$(dirname -- "$0")/lib.sh"

[ -x "$build/tests/plain/decoded" ] || { echo 'it decodes x86-64 alone'; exit 77; }
command -v objdump >/dev/null || { echo 'objdump is not installed'; exit 77; }
library=$(ldd "$ipcstage" | sed -n 's/.*libc\.so\.6 => \([^ ]*\) .*/\1/p')
[ -f "$library" ] || { echo 'there is no libc.so.6'; exit 77; }
python3 "$here/decoder.py" "$build/tests/plain/decoded" "$library" >"$scratch/out" 2>"$scratch/err" ||
	wrong 'not every instruction is decoded as objdump does'
exit $failed
