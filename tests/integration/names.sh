#!/bin/sh
# Programs of tests/names know nothing of us: what is in them is called as they call it, whichever
# compiler has made them, plainly or with the memory hooks. Names change nothing: not what a run
# does, nor how many interleavings there are. What the person calls it comes first.
. "$(dirname -- "$0")/lib.sh"

[ "$(uname -m)" = x86_64 ] || { echo 'the code of programs is read on x86-64 alone'; exit 77; }
sources=$here/../names

# build NAME LEVEL COMPILER...: the program is $program.
build() {
	program=$scratch/$1-$2
	source=$sources/$1.c level=$2
	shift 2
	"$@" -g -"$level" -D_GNU_SOURCE -o "$program" "$source" -lpthread -lrt 2>"$scratch/err" ||
		wrong "$* $source does not compile"
}

# look NAME LEVEL COMPILER...: all rows of it.
look() {
	name=$1 optimized=$2
	build "$@"
	run "$program"
	[ "$status" -ne 1 ] || wrong "$*: it is cut off"
	awk -F ' *[|] *' -v name="$name" -v level="$optimized" '$1 == name &&
		($2 == "any" || $2 == level) { print $3 }' "$here/names.table" >"$scratch/rows"
	[ -s "$scratch/rows" ] || wrong "names.table has no row for $name"
	while read -r pattern; do
		case $pattern in
		!*) grep -Eq -- "${pattern#!}" "$scratch/out" && wrong "$*: there is '${pattern#!}'" ;;
		*) grep -Eq -- "$pattern" "$scratch/out" || wrong "$*: nothing like '$pattern'" ;;
		esac
	done <"$scratch/rows"
}

# The hooks need what a machine may not have: the sanitizer's headers, not its runtime.
for source in "$sources"/*.c; do
	name=$(basename "$source" .c)
	for level in O0 O2; do
		for compiler in gcc clang; do
			command -v $compiler >/dev/null || continue
			look "$name" $level $compiler
		done
		look "$name" $level "$ipcstage" cc
	done
done

# Without debug information there are kinds and numbers, and all else is the same.
build buffer O0 gcc
cp "$program" "$scratch/bare"
strip "$scratch/bare"
for what in buffer-O0 bare; do
	run --json "$scratch/$what"
	json trace_hash >"$scratch/$what.hash"
	timeout 60 "$ipcstage" explore --json --jobs 1 "$scratch/$what" >"$scratch/out" 2>"$scratch/err" \
		</dev/null || wrong "explore $what: status $?"
	json interleavings >"$scratch/$what.counts"
done
cmp -s "$scratch/buffer-O0.counts" "$scratch/bare.counts" ||
	wrong "names change what is counted: $(paste "$scratch/buffer-O0.counts" "$scratch/bare.counts")"
run "$scratch/bare"
grep -q '0 makes semaphore 1 with 2 tokens$' "$scratch/out" || wrong 'it has names without any'

# A recording is compared by what was done: it was made under other names.
run --record "$scratch/recording" "$scratch/buffer-O0"
state=$scratch/state
mkdir -p "$state/ipcstage"
printf '{"version": 1, "names": {"%s": {"b->mutex": "door", "process 1": "baker"}}}' \
	"$(realpath "$scratch/buffer-O0")" >"$state/ipcstage/progress.json"
XDG_STATE_HOME=$state
run "$scratch/buffer-O0"
grep -q '1 takes door$' "$scratch/out" || wrong 'the mutex is not called as it was renamed'
grep -q 'b->mutex' "$scratch/out" && wrong 'the mutex has its old name, too'
timeout 60 "$ipcstage" replay --json --run-program "$scratch/recording" \
	>"$scratch/out" 2>"$scratch/err" </dev/null
[ "$(json as_recorded)" = True ] || wrong 'a recording made under other names is another run'

# In explore's sentences: the circle that two processes come to.
XDG_STATE_HOME=/dev/null
build opposite O0 gcc
timeout 60 "$ipcstage" explore "$program" >"$scratch/out" 2>"$scratch/err" \
	</dev/null
grep -q '1 waits for forks\[1\]: 2 has it; 2 waits for forks\[0\]: 1 has it' "$scratch/out" || wrong 'the circle is not told by names'
exit $failed
