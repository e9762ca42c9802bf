#!/bin/sh
# Programs of tests/plain: each load and store of their shared memory is a step. explore counts what
# plain.table says, by memory and by histories, and nothing is unseen; the run of one schedule
# leaves the same trace every time. Instructions of all kinds do what they do without us.
. "$(dirname -- "$0")/lib.sh"

[ -d "$build/tests/plain" ] || { echo 'accesses are followed on x86-64 alone'; exit 77; }

# counted LEVEL/PROGRAM ARGUMENT [OPTION]: what explore says, as a row of the table has it.
counted() {
	# shellcheck disable=SC2086 # an option or none
	timeout 60 "$ipcstage" explore --json --jobs 1 $3 "$build/tests/plain/$1" ${2:+-- "$2"} \
		>"$scratch/out" 2>"$scratch/err" </dev/null
	python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert report["complete"] and not report["unseen"]
print(*(report[what] for what in ("interleavings", "as_expected")))' \
		"$scratch/out" 2>>"$scratch/err"
}

has_avx2() {
	grep -q '^flags.* avx2 ' /proc/cpuinfo
}

rows plain.table
while IFS='| ' read -r program argument wanted; do
	# An argument that is left out is two bars, which are read as one.
	case $argument in [0-9]*) wanted="$argument $wanted" argument= ;; esac
	wanted=$(printf '%s\n' "$wanted" | tr -s '| ' ' ')
	[ "$argument" = vector ] && ! has_avx2 && continue
	for level in O0 O2; do
		for how in '' --histories; do
			found=$(counted "$level/$program" "$argument" $how)
			[ "$found" = "$wanted" ] ||
				wrong "explore $level/$program $argument $how: $found, not $wanted"
		done
	done
	one_hash 5 "$build/tests/plain/O2/$program" ${argument:+-- "$argument"}
done <"$scratch/rows"

# Its steps are accesses, and what the two do to their pipe.
has_avx2 || exit $failed
"$build/tests/plain/O2/instructions" >"$scratch/out" 2>&1 || wrong 'instructions fails without us'
kind=0
for steps in 106 168 50 92 120 38 100; do
	for level in O0 O2; do
		"$ipcstage" run --json "$build/tests/plain/$level/instructions" -- $kind \
			>"$scratch/out" 2>"$scratch/err" </dev/null ||
			wrong "instructions $kind, $level: status $?"
		found=$(python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert not report["unseen"], report["unseen"]
print(report["steps"])' "$scratch/out" 2>>"$scratch/err")
		[ "$found" = "$steps" ] || wrong "instructions $kind, $level: $found steps, not $steps"
	done
	kind=$((kind + 1))
done
exit $failed
