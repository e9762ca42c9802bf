#!/bin/sh
# Plain programs that are in no table: what takes its time, what is told by nobody, and the shell.
. "$(dirname -- "$0")/lib.sh"

# Nobody has compiled the shell for us: what it starts is part of the run.
expect as-expected 'prints "3"' /bin/sh -- -c 'seq 3 | sort -r | wc -l'
one_hash 20 /bin/sh -- -c 'seq 3 | sort -r | wc -l'

# These two take their time: a process that computes is not stuck; one in a call that nothing
# stands in front of is, and is said to be.
expect as-expected '0 ended with status 0' "$programs/compute"
expect cut-off '1 is stuck in sigsuspend, which cannot be held or shown' "$programs/stuck_forever"
expect cut-off "1 was stopped by a signal" "$programs/stopped_child"
expect cut-off '1 was stopped by who traces it' "$programs/traced_child"
expect cut-off '0 was stopped by a signal' "$programs/traced_child" -- itself
expect cut-off '0 was stopped by a signal' --free "$programs/traced_child" -- itself

# The clock stands while somebody asks again and again: that the other one sleeps on is no livelock.
expect as-expected 'once more, with --sleepers-free' "$programs/poll_while_asleep"
expect cut-off "the run's clock stands still" "$programs/poll_while_asleep" -- limit
expect cut-off "the run's clock stands still" "$programs/poll_while_asleep" -- timer
run --json "$programs/poll_while_asleep"
[ "$(json verdict) $(json sleepers_free)" = 'as-expected True' ] || wrong 'who sleeps is let go'

# Who asks again and again, and counts it, is never where it was: but others are let go.
expect as-expected '1 loads is_set: ' "$build/tests/threads/waits_for_flag" -- asks

# Compiled for us, and run by itself.
"$build/tests/threads/no_time" || wrong 'no_time does not end well by itself'

# Whoever sleeps with a time-out does not hang.
expect as-expected '0 ended with status 0' --free "$programs/nap"

# What a program writes over its own trace with must not bring down who reads it.
for seed in 1 2 3; do
	for mode in "" --free; do
		# shellcheck disable=SC2086 # nothing, or an option
		expect cut-off "it has written over" $mode "$programs/overwrites" -- "$seed"
	done
done
exit $failed
