#!/bin/sh
# What determinism promises: one schedule leaves one trace, however often it is run.
. "$(dirname -- "$0")/lib.sh"

for demo in counter pipe queue semaphore condition event barrier pool file isolation boundaries reaping; do
	run --seed 5 --json "$demo"
	schedule=$(json schedule) hash=$(json trace_hash)
	one_hash 30 --schedule "$schedule" "$demo"
	[ "$(json trace_hash)" = "$hash" ] || wrong "$demo: its own schedule leaves another trace"
done
exit $failed
