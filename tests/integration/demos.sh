#!/bin/sh
# Every demo with every toggle, run for real: the verdict, and a reason that names the right thing.
. "$(dirname -- "$0")/lib.sh"

while IFS='|' read -r demo options verdict pattern; do
	case $demo in '' | '#'*) continue ;; esac
	# shellcheck disable=SC2086 # lists of words
	expect $verdict "$(printf '%s\n' "$pattern" | sed 's/^ *//; s/ *$//')" $demo $options
done <"$here/demos.table"

# Every toggle that a demo has is in the table, with the verdict that its YAML promises.
for yaml in "$build"/demos/*/*.yaml; do
	demo=$(basename "$yaml" .yaml)
	awk '$1 == "-" && $2 == "name:" { name = $3 } $1 == "verdict:" { print name, $2 }' "$yaml" |
		while read -r toggle verdict; do
			grep -Eq "^$demo \\| -t $toggle \\| $verdict " "$here/demos.table" ||
				echo "$demo -t $toggle: $verdict, says its YAML, but not demos.table"
		done
done >"$scratch/out"
[ ! -s "$scratch/out" ] || wrong "the table and the YAML files differ"

# The schedule counts visible steps only: here each child's load and its store.
expect unexpected 'got counter=1' counter -t no-lock -p rounds=1 --schedule '1 2 1 2'
expect as-expected 'counter=2, as expected' counter -t no-lock -p rounds=1 --schedule '1 1 2 2'

# Closing a descriptor gives an fcntl lock back: the order in which it does harm.
expect unexpected '1 has lost lock on counter by closing a descriptor' \
	file -t close-drops --schedule '2*3 1*10 2*7'

# Between a look and the wait that follows it: what is notified there is lost.
expect deadlock '3 notified ready at step 5, when nobody waited' \
	condition -t no-lock --schedule '1 1 3 3 3 1'

# A pulse that comes before anybody waits.
expect deadlock 'ready was set and cleared again before' \
	event -t set-and-clear --schedule '2 2 2 2 2 2 2 1 1'

# A descriptor that threads share is closed in time, or not; and a fork while one has the lock.
expect as-expected 'received=2, as expected' threads -t close-early --schedule '1 2'
expect unexpected 'expected received=2, got received=1' threads -t close-early --schedule '1 0'
expect deadlock '3 waits for lock: 1, a thread of 0, had it when this process was forked' \
	threads -t bare-fork --schedule '1 0'

# At full speed updates are lost for real; with the lock none.
run counter -t no-lock --free -p rounds=1000000 --repeat 5
[ "$status" -eq 3 ] && grep -q '[1-5] of 5  unexpected' "$scratch/out" || wrong "no update was lost"
run counter --free -p rounds=1000000 --repeat 5
[ "$status" -eq 0 ] && grep -q '5 of 5  as-expected' "$scratch/out" || wrong "lost with the lock"
run counter -t threads -t no-lock --free -p rounds=1000000 --repeat 5
[ "$status" -eq 3 ] && grep -q 'updates were lost[.]$' "$scratch/out" || wrong "threads lost no update"
exit $failed
