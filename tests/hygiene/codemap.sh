#!/bin/sh
# Every folder of src/ is named in the README's code map.
. "$(dirname "$0")/lib.sh"

for name in $(c_files src | cut -d/ -f2 | sort -u); do
	grep -qE "(^|[^a-z])$name/" "$root/README.md" || wrong "README.md: no word about src/$name/"
done
exit $failed
