#!/bin/sh
# Time and chance are arguments: what is folded, said and drawn never asks for them itself, and of
# the terminal interface only the loop reads the clock. Random numbers come from a seed everywhere.
. "$(dirname "$0")/lib.sh"

clock='\<(clock_gettime|gettimeofday|time|clock|timespec_get|ftime)\('
chance='\<(s?random|s?rand|[dlm]rand48|arc4random|getrandom|getentropy)\('

for file in $(c_files src/model src/demo src/kinds src/play src/view src/export src/tui); do
	[ "$file" = src/tui/app.c ] && continue
	grep -nE "$clock" "$root/$file" && wrong "$file: reads the clock"
done
for file in $(c_files src); do
	[ "$file" = src/agent/calls/chance.c ] && continue # it stands in front of them
	grep -nE "$chance" "$root/$file" && wrong "$file: random numbers come from the seed"
done
exit $failed
