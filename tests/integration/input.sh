#!/bin/sh
# What programs read: given by --input or as a file, the same in every run; or not given at all.
. "$(dirname -- "$0")/lib.sh"

asks=$programs/asks
printf '3\n4\n' >"$scratch/two"
printf '\000\377\n' >"$scratch/bytes"

# also PATTERN: and this is in what was printed last.
also() {
	grep -Eq -- "$1" "$scratch/out" || wrong "nothing like '$1' either"
}

# from FILE VERDICT PATTERN ARGUMENTS...: a run with that as standard input, or a pipe for "-".
from() {
	file=$1 verdict=$2 pattern=$3
	shift 3
	if [ "$file" = - ]; then
		printf '5\n' | timeout 60 "$ipcstage" run "$@" >"$scratch/out" 2>"$scratch/err"
	else
		timeout 60 "$ipcstage" run "$@" >"$scratch/out" 2>"$scratch/err" <"$file"
	fi
	grep -q "^$verdict: " "$scratch/out" || wrong "$* < $file: not $verdict"
	also "$pattern"
}

expect as-expected 'prints "twice that is 6"' --input "$scratch/two" "$asks"
also '0 reads 3\\n4 from input'
from "$scratch/two" as-expected 'prints "twice that is 6"' "$asks"
from - as-expected 'prints "twice that is 10"' --input - "$asks"
from /dev/null unexpected 'prints "none"' "$asks"
expect as-expected '2 bytes|4 bytes' --input "$scratch/two" "$asks" -- polls
expect as-expected 'prints "2 lines"' --input "$scratch/two" "$asks" -- end

# Nobody gives any: that is said, and how to. Not where nobody reads.
for ask in '' polls polls-two; do
	sleep 0 | timeout 60 "$ipcstage" run "$asks" ${ask:+-- "$ask"} >"$scratch/out" 2>"$scratch/err"
	also '0 waits for input.*: --input FILE'
	sleep 0 | timeout 60 "$ipcstage" explore "$asks" ${ask:+-- "$ask"} >"$scratch/out" 2>"$scratch/err"
	also '1 interleaving'
	also '0 waits for input.*: --input FILE'
done
from - as-expected '0 ended with status 0' "$programs/prints"

# Every run begins at the first byte; children share where they have come to.
expect as-expected 'prints "3 4"' --schedule '1 1 2 2' --input "$scratch/two" "$asks" -- lines
expect as-expected 'prints "4 3"' --schedule '2 2 1 1' --input "$scratch/two" "$asks" -- lines
expect as-expected 'prints "34 0"' --schedule '1 2 1 1' --input "$scratch/two" "$asks" -- lines
one_hash 20 --schedule '1 2 1 1' --input "$scratch/two" "$asks" -- lines
timeout 60 "$ipcstage" explore --output --jobs 2 --input "$scratch/two" "$asks" -- lines >"$scratch/out" 2>"$scratch/err" ||
	wrong 'explore with input'
also ': 4 interleavings, 4 as expected'
also 'output=34 0\\n .* 1 '

# Typed line by line, as soon as somebody waits for one.
expect as-expected 'prints "4 3"' --lines "$scratch/two" --record "$scratch/typed.json" "$asks" -- pieces
also '^   1  1 is given 3, which is typed'
timeout 60 "$ipcstage" replay --run-program "$scratch/typed.json" >"$scratch/out" 2>"$scratch/err" ||
	wrong 'what was typed is not in its recording'
also 'as recorded: 4 steps'
timeout 60 "$ipcstage" explore --output --lines "$scratch/two" "$asks" -- pieces >"$scratch/out" 2>"$scratch/err" ||
	wrong 'explore with lines'
also ': 2 interleavings, 2 as expected'
also 'output=4 3\\n '
also 'output=3 4\\n '
# Of two additions to the same, the second line and its addition come anywhere after the first was
# read: 2 * C(6, 2) orders, of which 2 * (C(4, 2) + 1) keep the additions apart.
timeout 60 "$ipcstage" explore --lines "$scratch/two" "$asks" -- adds >"$scratch/out" 2>"$scratch/err"
also ': 30 interleavings, 0 as expected'
also 'exit=7 +unexpected +14 '
also 'exit=3 +unexpected +8 '
timeout 60 "$ipcstage" explore --lines "$scratch/two" "$programs/asks" -- in-time >"$scratch/out" 2>"$scratch/err"
also 'INCOMPLETE .unseen'
also 'that a line comes first is not tried'
one_hash 20 --schedule '1 2 1 1' --lines "$scratch/two" "$asks" -- pieces
run --lines "$scratch/two" "$asks" -- end
also 'waits for input.*: --input FILE'
refused 'cannot go with' --lines "$scratch/two" --input "$scratch/two" "$asks"
refused 'cannot go with --free' --free --lines "$scratch/two" "$asks"

# A recording has the bytes, whatever they are.
for file in two bytes; do
	run --schedule 1 --record "$scratch/$file.json" --input "$scratch/$file" "$asks" -- pieces
	timeout 60 "$ipcstage" replay --run-program "$scratch/$file.json" >"$scratch/out" 2>"$scratch/err" ||
		wrong "input of $file is not in its recording"
	also 'as recorded: 2 steps'
done
sed 's/"input": "3/"input": "7/' "$scratch/two.json" >"$scratch/other.json"
timeout 60 "$ipcstage" replay --run-program "$scratch/other.json" >"$scratch/out" 2>"$scratch/err" &&
	wrong 'another input goes unnoticed'

refused 'no such file|No such file' --input "$scratch/missing" "$asks"
dd if=/dev/zero of="$scratch/long" bs=1024 count=1025 2>/dev/null
refused 'longer than 1048576 bytes' --input "$scratch/long" "$asks"
exit $failed
