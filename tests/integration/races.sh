#!/bin/sh
# Data races: each row of races.table with exactly those that are said of it, whatever comes of the
# run, by several schedules; and of all interleavings.
. "$(dirname -- "$0")/lib.sh"

# A plain program as somebody compiles it who wants its loads and stores to be seen.
with_hooks() {
	case ${CC:-cc} in
	*clang*) set -- "$1" -grecord-command-line -mllvm -tsan-instrument-read-before-write=1 ;;
	esac
	source=$here/../programs/$1.c
	name=$1
	shift
	"${CC:-cc}" -D_GNU_SOURCE -w -g -fsanitize=thread -fno-builtin "$@" -c -o "$scratch/$name.o" \
		"$source" &&
		"${CC:-cc}" -o "$scratch/$name" "$scratch/$name.o" "$build/libipcstage.so" \
			-Wl,-rpath,"$build" -pthread -lrt -lutil || wrong "$name: cannot be compiled"
}

# What is run: a demo, threads/NAME of tests/threads, or hooked/NAME, one of tests/programs.
program_of() {
	case $1 in
	threads/*) echo "$build/tests/$1" ;;
	hooked/*)
		[ -e "$scratch/${1#hooked/}" ] || with_hooks "${1#hooked/}" >&2
		echo "$scratch/${1#hooked/}"
		;;
	*) echo "$1" ;;
	esac
}

trim() {
	printf '%s\n' "$1" | sed 's/^ *//; s/ *$//'
}

# What stands between slashes, one a line.
listed() {
	printf '%s' "$1" | tr '/\n' '\n ' | sed 's/^ *//; s/ *$//'
	echo
}

# The races of what was run, one a line; "none".
races() {
	sed -n 's/^data race: \(.*\)\.$/\1/p' "$scratch/out" >"$scratch/races"
	[ -s "$scratch/races" ] || echo none >"$scratch/races"
}

# Whether what was found is what is wanted. clang gives code that it makes of several lines none, and
# what a load and a store of one line have in common is told of each: there it is compared once, by
# place and locks.
is_wanted() {
	if ! grep -q '^CMAKE_C_COMPILER:.*clang' "$build/CMakeCache.txt"; then
		listed "$1" | diff - "$scratch/races"
		return
	fi
	without='s/ ([a-z_]*\.c:[0-9]*)//g; s/\([0-9]\) [a-z]*s\( atomically\)*\([,;]\)/\1\3/g'
	sed "$without" "$scratch/races" | sort -u >"$scratch/found"
	listed "$1" | sed "$without" | sort -u | diff - "$scratch/found"
}

# By turns only where races are told by name: which accesses meet hangs on the schedule. Where
# there are none there are none by any.
seeds_of() {
	case $1 in
	none) echo turns 1 2 3 ;;
	*) echo turns ;;
	esac
}

rows races.table
while IFS='|' read -r name options wanted; do
	program=$(program_of "$(trim "$name")")
	wanted=$(trim "$wanted")
	for seed in $(seeds_of "$wanted"); do
		set --
		[ "$seed" = turns ] || set -- --seed "$seed"
		# shellcheck disable=SC2086 # a list of words; _ stands for a space inside one
		for word in $options; do
			set -- "$@" "$(printf '%s\n' "$word" | tr _ ' ')"
		done
		run "$program" "$@"
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || wrong "$name $options: status $status"
		races
		is_wanted "$wanted" || wrong "$name $options: other races (seed $seed)"
	done
done <"$scratch/rows"

# explored WANTED ARGUMENTS...: what explore says of races, whatever it comes by first. That there
# are none is said of all interleavings.
explored() {
	wanted=$1
	shift
	for jobs in 1 2; do
		timeout 100 "$ipcstage" explore --jobs "$jobs" "$@" >"$scratch/out" \
			2>"$scratch/err" </dev/null
		status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 3 ] ||
			wrong "explore $*: status $status ($jobs at a time)"
		[ "$wanted" != none ] || grep -q '^Every interleaving is counted' "$scratch/out" ||
			wrong "explore $*: not all interleavings ($jobs at a time)"
		races
		is_wanted "$wanted" || wrong "explore $*: other races ($jobs at a time)"
	done
}

both='1 held nothing, 2 held nothing' one_held='1 held lock, 2 held nothing'
explored "counter: 1 loads (counter.c:31), 2 stores (counter.c:31); $both" \
	counter -t no-lock -p rounds=1
explored none counter -p rounds=1
explored none condition -p consumers=1 -p batch=1
explored "items: 1 loads (condition.c:48), 2 stores (condition.c:70); $one_held /
items: 1 loads (condition.c:51), 2 stores (condition.c:70); $one_held" \
	condition -t no-lock -p consumers=1 -p batch=1
# Whatever the order it ends well: it is a race all the same.
timeout 100 "$ipcstage" explore "$build/tests/threads/double_checked" >"$scratch/out" 2>"$scratch/err" ||
	wrong "double_checked: status $?"
races
sed 's/[12] //g; s/; .*//; s/\(.*: \)\(stores.*\), \(loads.*\)/\1\3, \2/' "$scratch/races" |
	grep -qx 'thing: loads (double_checked.c:21), stores (double_checked.c:13)' ||
	wrong 'double_checked: other races'
explored "counter: 1 loads (counter.c:22), 2 stores (counter.c:22); $both" \
	"$build/tests/threads/counter"

# Which place it is about hangs on the order, and what is seen first has the same number.
explored "x: 2 loads (either_place.c:16), 3 stores (either_place.c:16); $(echo "$both" | tr 12 23) /
y: 2 loads (either_place.c:16), 3 stores (either_place.c:16); $(echo "$both" | tr 12 23)" \
	"$build/tests/threads/either_place"

# Programs with threads that end well in every order, of which two have a race that does no harm.
grep '^[^#]' "$here/threads.table" | while IFS='|' read -r program argument all good deadlocks; do
	argument=$(trim "$argument")
	[ "$(trim "$all")" = "$(trim "$good")" ] || continue
	case "$program$argument" in "aba tag" | "double_checked ") continue ;; esac
	echo "$(trim "$program") $argument"
done >"$scratch/right"
while read -r program argument; do
	explored none "$build/tests/threads/$program" ${argument:+-- "$argument"}
done <"$scratch/right"
[ "$(wc -l <"$scratch/right")" -gt 40 ] || wrong 'threads.table is not read'

# More locks than are kept of one thread: what it has left behind is not all known.
explored none "$build/tests/threads/many_locks"
explored none "$build/tests/threads/many_locks" -- 32
for command in run explore; do
	"$ipcstage" $command "$build/tests/threads/many_locks" -- 33 >"$scratch/out" 2>"$scratch/err"
	grep -qx 'There may be more data races than are listed.' "$scratch/out" ||
		wrong "$command: a limit is reached in silence"
	races
	is_wanted none || wrong "$command: a race where not all is known"
	"$ipcstage" $command --json "$build/tests/threads/many_locks" -- 33 >"$scratch/out" 2>"$scratch/err"
	[ "$(json races_cut)" = True ] || wrong "$command --json: races_cut"
	"$ipcstage" $command --json "$build/tests/threads/many_locks" >"$scratch/out" 2>"$scratch/err"
	[ "$(json races_cut)" = False ] || wrong "$command --json: races_cut of all"
done

# The keys that the handbook names.
for command in run explore; do
	"$ipcstage" $command --json counter -t no-lock -p rounds=1 >"$scratch/out" 2>"$scratch/err"
	python3 - "$scratch/out" <<'END' || wrong "$command --json: other races"
import json, sys
races = json.load(open(sys.argv[1]))["races"]
access = {"atomic": False, "where": "counter.c:31", "locks": []}
assert [race["place"] for race in races] == ["counter"], races
assert {a.pop("operation") for a in races[0]["accesses"]} == {"load", "store"}, races
assert races[0]["accesses"] == [{"actor": 1, **access}, {"actor": 2, **access}], races
END
done
exit $failed
