#!/bin/sh
# Every folder of src/ is named in the README's code map.
. "$(dirname "$0")/lib.sh"

for folder in "$root"/src/*/; do
	name=$(basename "$folder")
	grep -qE "(^|[^a-z])$name/" "$root/README.md" || wrong "README.md: no word about src/$name/"
done
exit $failed
