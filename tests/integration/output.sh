#!/bin/sh
# What programs print: line by line, as an outcome with --output, and without end.
. "$(dirname -- "$0")/lib.sh"

prints=$programs/prints

# explored PATTERN ARGUMENTS...: explore ends well, and something that it prints matches.
explored() {
	pattern=$1
	shift
	timeout 60 "$ipcstage" explore "$@" >"$scratch/out" 2>"$scratch/err" </dev/null ||
		wrong "explore $*: status $?"
	grep -Eq -- "$pattern" "$scratch/out" || wrong "explore $*: nothing like '$pattern'"
}

# also PATTERN: and so does this.
also() {
	grep -Eq -- "$1" "$scratch/out" || wrong "nothing like '$1' either"
}

# Lines are lines, and nothing of them commands a terminal.
expect as-expected '0 prints "one"' "$prints"
for line in two three a b '\?\[31mred' 'no end'; do
	also "^      0 prints \"$line\"\$"
done
grep -q "$(printf '\033')" "$scratch/out" && wrong 'an escape sequence was printed'

# Who prints first is nothing, unless it is asked for: then printing is a step.
explored '^.*: 1 interleaving, 1 as expected' "$prints" -- pieces
explored ': 6 interleavings, 6 as expected' --output "$prints" -- pieces
also 'output=AaBb +as-expected +1 '
also 'output=BAba +as-expected +1 '
explored ': 6 interleavings, 6 as expected' --output "$prints" -- copy
explored ': 2 interleavings, 2 as expected' --output "$prints" -- at-once
also 'output=1\\n2\\n3\\n4\\n '
also 'output=3\\n4\\n1\\n2\\n '
explored ': 1 interleaving, 1 as expected' --output "$prints" -- lost
also 'output=kept\\n '
explored ': 6 interleavings, 6 as expected' --output "$prints" -- long
[ "$(grep -c 'output=====.*\.\.\.[0-9a-f]\{16\} ' "$scratch/out")" -eq 6 ] || wrong 'long outputs are not apart'

# Of one process alone it is no step, and all the same an outcome.
run --json --output "$prints"
[ "$(json steps) $(json outcome)" = "0 {'exit': '0', 'output': 'one\\\\ntwo\\\\n\\\\nthreea\\\\nb\\\\n\\\\x1b[31mred\\\\nno end'}" ] ||
	wrong "printed alone: $(json outcome)"

# A schedule has it as steps, and so has a recording.
expect as-expected '^   1  2 prints "B"' --output --schedule '2 2 1 1' --record "$scratch/record" \
	"$prints" -- pieces
timeout 60 "$ipcstage" replay --run-program "$scratch/record" >"$scratch/out" 2>"$scratch/err" ||
	wrong 'a recording with --output is not replayed'
also 'as recorded: 4 steps'
one_hash 20 --output --schedule '2 1 1 2' "$prints" -- pieces
refused '--output cannot go with --free' --output --free "$prints"

# Without end it is cut off, and that is said.
expect cut-off 'it prints without end' "$prints" -- for-ever
[ "$(wc -l <"$scratch/out")" -lt 1100 ] || wrong 'all of it is told'
also 'more than 1000 lines in a row: the rest is not told'
exit $failed
