#!/bin/sh
# The sources are formatted as .clang-format says. Versions differ in details; 14 is the referee.
. "$(dirname "$0")/lib.sh"

for tool in clang-format-14 clang-format; do
	$tool --version 2>/dev/null | grep -q 'version 14\.' && break
	tool=
done
if [ -z "$tool" ]; then
	echo 'clang-format 14 is not installed'
	exit 77
fi
cd "$root" || exit
# shellcheck disable=SC2046 # no file of the project has a blank in its name
$tool --dry-run -Werror --style=file $(c_files src demos tests) || wrong "run $tool -i on these"
exit $failed
