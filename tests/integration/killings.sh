#!/bin/sh
# Whatever is killed, whenever and how, nothing is left. `tests/stress kills` does many more.
. "$(dirname -- "$0")/lib.sh"

python3 "$here/killings.py" "$ipcstage" "$programs/run_long" "$scratch" "${SEED:-1}" \
	"${KILLS:-40}" || wrong 'something is left behind'
exit $failed
