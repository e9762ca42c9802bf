#!/bin/sh
# Plain programs, compiled without our headers and hooks, run with the agent preloaded: each row of
# programs.table with its verdict, and the same trace every time.
. "$(dirname -- "$0")/lib.sh"

trim() {
	printf '%s\n' "$1" | sed 's/^ *//; s/ *$//'
}

# A death that nobody tells is noticed at the next look, which takes a tenth of a second.
repeats() {
	case $1 in
	*/silent_exit | */many_children) echo 10 ;;
	*) echo 100 ;;
	esac
}

while IFS='|' read -r name options verdict pattern; do
	case $name in '' | '#'*) continue ;; esac
	program=$programs/$(trim "$name")
	set --
	# shellcheck disable=SC2086 # a list of words; _ stands for a space inside one
	for word in $options; do
		set -- "$@" "$(printf '%s\n' "$word" | tr _ ' ')"
	done
	expect "$(trim "$verdict")" "$(trim "$pattern")" "$program" "$@"
	schedule=$(sed -n 's/^schedule: //p' "$scratch/out")
	case ${1-} in --seed | --schedule) shift 2 ;; esac
	one_hash "$(repeats "$program")" --schedule "$schedule" "$program" "$@"
done <"$here/programs.table"

[ ! -e /tmp/ipcstage-test-fifo ] || wrong "a FIFO was left behind"
[ ! -e /dev/shm/sem.ipcstage-test-leftover ] || wrong "a named semaphore was left behind"

# Nor has anybody compiled the shell for us: what it starts is part of the run.
expect as-expected 'prints "3"' /bin/sh -- -c 'seq 3 | sort -r | wc -l'
one_hash 20 /bin/sh -- -c 'seq 3 | sort -r | wc -l'

# These two take their time: a process that computes is not stuck; one in a call that nothing
# stands in front of is, and is said to be.
expect as-expected '0 ended with status 0' "$programs/compute"
expect cut-off '1 is stuck in pause, which cannot be held or shown' "$programs/pause_forever"
expect cut-off "1 was stopped by a signal" "$programs/stopped_child"

# Whoever sleeps with a time-out does not hang.
expect as-expected '0 ended with status 0' --free "$programs/nap"

# A child that a handler forks runs beside who sent the signal: its place in the order is not fixed.
expect as-expected '2 writes x into pipe 1' "$programs/fork_in_handler"

# What a program writes over its own trace with must not bring down who reads it.
for seed in 1 2 3; do
	for mode in "" --free; do
		# shellcheck disable=SC2086 # nothing, or an option
		expect cut-off "it has written over" $mode "$programs/overwrites" -- "$seed"
	done
done
exit $failed
