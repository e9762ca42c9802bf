#!/bin/sh
# Every folder of src/ is named in the code map, of kinds/ only the folder as such; and the functions
# that the map names are there.
. "$(dirname "$0")/lib.sh"
map=src/README.md

folders=$(cd "$root/src" && find . -name '*.[ch]' ! -path './kinds/*' | sed 's,^\./,,; s,/[^/]*$,,' |
	sort -u)
[ ! -d "$root/src/kinds" ] || folders="$folders kinds"
for name in $folders; do
	grep -qE "(^|[^a-z/])$name/" "$root/$map" || wrong "$map: no word about src/$name/"
done

for name in $(grep -oE '`[a-z_0-9]+\(\)`' "$root/$map" | tr -d '`()' | sort -u); do
	grep -rqw --include='*.[ch]' -- "$name" "$root/src" || wrong "$map: there is no $name() in src/"
done
exit $failed
