#!/bin/sh
# Every header compiles alone.
. "$(dirname "$0")/lib.sh"

for file in $(c_files src | grep '\.h$'); do
	"${CC:-cc}" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -I "$root/src" -fsyntax-only \
		-x c "$root/$file" || wrong "$file: does not compile alone"
done
exit $failed
