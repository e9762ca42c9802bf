#!/bin/sh
# There is one list of operations, src/trace/operations.def: no table is indexed by them, and no
# other file names many of them one after the other outside of a switch.
. "$(dirname "$0")/lib.sh"

for file in $(c_files src); do
	grep -nE '\[OP_[A-Z_]+\][[:blank:]]*=|\[OP_COUNT\]' "$root/$file" &&
		wrong "$file: a table indexed by operations: make it a column of operations.def"
	grep -nE '(\<OP_[A-Z_]+,[[:blank:]]*){3}' "$root/$file" &&
		wrong "$file: a list of operations: make it a column of operations.def"
done
exit $failed
