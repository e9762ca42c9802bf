#!/bin/sh
# Data races: each row of races.table with exactly those that are said of it, whatever comes of the
# run, by several schedules.
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

# The races of what was run, one a line; "none".
races() {
	sed -n 's/^data race: \(.*\)\.$/\1/p' "$scratch/out" >"$scratch/races"
	[ -s "$scratch/races" ] || echo none >"$scratch/races"
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
		printf '%s\n' "$wanted" | sed 's/ *\/ */\n/g' | diff - "$scratch/races" ||
			wrong "$name $options: other races (seed $seed)"
	done
done <"$scratch/rows"
exit $failed
