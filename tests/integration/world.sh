#!/bin/sh
# Every run leaves the file system as it was: names, contents, modes, times and inodes, whatever its
# program did with them, and when it is killed in the middle of it, too.
. "$(dirname -- "$0")/lib.sh"

python3 "$here/world.py" "$ipcstage" "$programs/scramble" "$scratch" "${SEEDS:-8}" >"$scratch/out" \
	2>&1 || wrong 'the folder is not as it was'
exit $failed
