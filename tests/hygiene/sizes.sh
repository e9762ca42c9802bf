#!/bin/sh
# No header of the agent is longer than 200 lines: a header that all include is a list of all that
# there is, and nothing can be learnt from who includes it.
. "$(dirname "$0")/lib.sh"
most=200

for file in $(c_files src/agent | grep '\.h$'); do
	lines=$(($(wc -l <"$root/$file")))
	[ $lines -le $most ] || wrong "$file: $lines lines, more than $most"
done
exit $failed
