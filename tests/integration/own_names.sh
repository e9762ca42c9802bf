#!/bin/sh
# Two instances at once of a program that makes names in the system do not meet.
. "$(dirname -- "$0")/lib.sh"

unshare -mi true 2>/dev/null || unshare -rmi true 2>/dev/null || exit 77 # nobody lets us

explore() {
	"$ipcstage" explore "$programs/named_locks" >"$scratch/out.$1" 2>&1
}

pids=''
for i in 1 2 3 4; do
	explore $i &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid"
done
for i in 1 2 3 4; do
	head -1 "$scratch/out.$i" | grep -q ': 6 interleavings, 4 as expected$' ||
		{ cp "$scratch/out.$i" "$scratch/out"; wrong "instance $i met another"; }
done
for name in /dev/shm/*ipcstage-test-named-locks*; do
	[ ! -e "$name" ] || wrong "$name is left"
done
exit $failed
