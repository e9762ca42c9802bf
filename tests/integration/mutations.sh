#!/bin/sh
# A recording that was edited never passes as recorded, unless what it says is true all the same.
# SEED=2 does others, MUTATIONS=5000 more.
. "$(dirname -- "$0")/lib.sh"

python3 "$here/mutations.py" "$ipcstage" "$scratch" "${SEED:-1}" "${MUTATIONS:-1000}" ||
	wrong 'an edited recording passes'
exit $failed
