#!/bin/sh
# Every script in a folder of tests/ is a test: none has fallen out of the lists of CMake. What it
# has written for ctest is read, as a ctest within another one would begin the log of that one anew.
. "$(dirname "$0")/lib.sh"
build=${2:?the build folder}
known=$(find "$build/tests" -name CTestTestfile.cmake -exec cat {} +)

for script in $(cd "$root" && find tests -name '*.sh' ! -name lib.sh | sort); do
	case $known in
	*"/$script\""*) ;;
	*) wrong "$script: no test runs it" ;;
	esac
done
exit $failed
