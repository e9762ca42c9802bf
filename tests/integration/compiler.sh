#!/bin/sh
# ipcstage cc and c++ as the compiler of a Makefile, of CMake and by hand; and PROGRAM.c in place of
# a program. With each of gcc and clang that there is.
. "$(dirname -- "$0")/lib.sh"

XDG_CACHE_HOME=$scratch/cache
export XDG_CACHE_HOME
unset IPCSTAGE_CC IPCSTAGE_CXX VISUAL EDITOR
mkdir "$scratch/work"
cd "$scratch/work" || exit 1

# --- programs ------------------------------------------------------------------------------------

cat >race.h <<'END'
struct shared { int count; };
struct shared *make_shared(void);
void work(struct shared *shared);
END
cat >shared.c <<'END'
#include "race.h"
#include <sys/mman.h>
struct shared *make_shared(void)
{
	return mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}
END
cat >work.c <<'END'
#include "race.h"
void work(struct shared *shared)
{
	shared->count += 1;
}
END
cat >main.c <<'END'
#include "race.h"
#include <sys/wait.h>
#include <unistd.h>
int main(void)
{
	struct shared *shared = make_shared();
	for (int i = 0; i < 2; i++) {
		if (fork() == 0) {
			work(shared);
			_exit(0);
		}
	}
	while (wait(0) > 0)
		;
	return shared->count != 2;
}
END
cat >Makefile <<'END'
CFLAGS = -O2 -Wall -Wextra -Werror -std=c11 -D_GNU_SOURCE
race: main.o work.o shared.o
	$(CC) $(CFLAGS) -o $@ $^ $(LDLIBS)
main.o work.o shared.o: race.h
clean:
	rm -f race *.o
END
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.10)
project(race C CXX)
add_library(shared SHARED shared.c)
target_link_options(shared PRIVATE -Wl,-z,defs)
add_library(work STATIC work.c)
add_executable(race main.c)
target_link_libraries(race work shared)
END
cat >total.cc <<'END'
#include <cstdio>
#include <string>
#include <thread>
#include <vector>
static int total;
int main()
{
	std::vector<std::thread> threads;
	for (int i = 0; i < 2; i++)
		threads.emplace_back([] {
			int seen = total;
			total = seen + 1;
		});
	for (auto &thread : threads)
		thread.join();
	std::printf("%s\n", std::to_string(total).c_str());
	return total != 2;
}
END

# counted HEADLINE PROGRAM...: explore begins so, and nothing was left unseen.
counted() {
	headline=$1
	shift
	timeout 60 "$ipcstage" explore "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	head -n 1 "$scratch/out" | grep -q ": $headline$" || wrong "$*: not $headline"
}

race='6 interleavings, 2 as expected'

# By itself it may win or lose its race.
works() {
	"$@" >"$scratch/out" 2>"$scratch/err"
	[ $? -le 1 ]
}

# compile WORD ARGUMENT...: ipcstage cc or c++; its status is that of the compiler.
compile() {
	"$ipcstage" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
}

# cannot PATTERN ARGUMENT...: refused in one line that matches, and nothing is made.
cannot() {
	pattern=$1
	shift
	rm -f a.out
	compile cc "$@" && wrong "cc $*: not refused"
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || wrong "cc $*: more than one line"
	grep -Eq -- "^ipcstage cc: $pattern" "$scratch/err" || wrong "cc $*: nothing like '$pattern'"
	[ ! -e a.out ] || wrong "cc $*: there is a program"
}

# --- a compiler like any other -------------------------------------------------------------------

by_make() {
	make CC="$ipcstage cc --with=$1" >"$scratch/out" 2>"$scratch/err" || wrong "$1: make"
	works ./race || wrong "$1: the program does not work by itself"
	counted "$race" ./race
	make clean >/dev/null
}

by_cmake() {
	rm -rf tree
	CC="$ipcstage cc" CXX="$ipcstage c++" IPCSTAGE_CC=$1 IPCSTAGE_CXX=$2 \
		cmake -S . -B tree -DCMAKE_BUILD_TYPE=Release >"$scratch/out" 2>"$scratch/err" ||
		wrong "$1: cmake does not take it"
	IPCSTAGE_CC=$1 IPCSTAGE_CXX=$2 cmake --build tree >"$scratch/out" 2>"$scratch/err" ||
		wrong "$1: cmake does not build"
	works tree/race || wrong "$1: what cmake built does not work by itself"
	counted "$race" tree/race
}

# One call that compiles and links, parts of a program, a library, only the text.
by_hand() {
	compile cc --with="$1" main.c work.c shared.c -o whole || wrong "$1: all at once"
	counted "$race" ./whole
	compile cc --with="$1" -shared -fPIC -Wl,-z,defs -o libwork.so work.c shared.c &&
		compile cc --with="$1" -o user main.c -L. -lwork -Wl,-rpath,"$PWD" ||
		wrong "$1: a library"
	counted "$race" ./user
	compile cc --with="$1" -c -o part1.o work.c && compile cc --with="$1" -c -o part2.o shared.c &&
		compile cc --with="$1" -r -nostdlib -o parts.o part1.o part2.o &&
		compile cc --with="$1" -Werror -o joined main.c parts.o || wrong "$1: -r"
	counted "$race" ./joined
	printf '%s\n' -o answered main.c work.c '"shared.c"' >answers
	compile cc --with="$1" @answers || wrong "$1: a response file"
	counted "$race" ./answered
	echo -fsanitize=thread >>answers
	compile cc --with="$1" @answers || wrong "$1: a response file with the sanitizer"
	counted "$race" ./answered
	compile cc --with="$1" -fsanitize=thread -flto -o flags main.c work.c shared.c ||
		wrong "$1: with the sanitizer's own option"
	counted "$race" ./flags
	compile cc --with="$1" -Werror -E main.c && grep -q 'int main' "$scratch/out" ||
		wrong "$1: -E prints no text"
	compile cc --with="$1" -Werror -S -o work.s work.c &&
		compile cc --with="$1" -Werror -c -o work.o work.s &&
		grep -q __tsan_write4 work.s || wrong "$1: by way of the assembler"
}

# What is compiled elsewhere is linked, too, and it is said that it has no hooks.
mixed() {
	"$1" -g -c -o work.o work.c && compile cc --with="$1" -o mixed main.c work.o shared.c ||
		wrong "$1: mixed"
	timeout 60 "$ipcstage" explore ./mixed >"$scratch/out" 2>"$scratch/err"
	grep -q '^./mixed: INCOMPLETE' "$scratch/out" && grep -q 'ipcstage cc' "$scratch/out" ||
		wrong "$1: a file without hooks is not said"
	rm -f work.o
}

for compiler in gcc clang; do
	command -v $compiler >/dev/null || continue
	cxx=$(echo $compiler | sed 's/gcc/g/; s/$/++/')
	by_make $compiler
	by_cmake $compiler "$cxx"
	by_hand $compiler
	mixed $compiler
	compile c++ --with="$cxx" -std=c++17 -O1 -o total total.cc || wrong "$cxx"
	works ./total || wrong "$cxx: the program does not work by itself"
	counted '6 interleavings, 2 as expected' ./total
done

# Output and status are the compiler's own; what it only tells it tells.
echo 'int main(void) { return unknown; }' >wrong.c
cc -o a.out wrong.c 2>"$scratch/expected"
status=$?
compile cc -o a.out wrong.c
[ $? -eq $status ] && cmp -s "$scratch/expected" "$scratch/err" || wrong 'an error is another one'
for probe in --version -v -dumpmachine -print-prog-name=ld ''; do
	# shellcheck disable=SC2086 # a word or none
	cc $probe >"$scratch/expected" 2>"$scratch/expected.err"
	status=$?
	# shellcheck disable=SC2086
	compile cc $probe
	[ $? -eq $status ] && cmp -s "$scratch/expected" "$scratch/out" &&
		cmp -s "$scratch/expected.err" "$scratch/err" || wrong "cc $probe: not the compiler's"
done
echo '#include <stdio.h>
int main(void) { printf("%s\n", 3); return 0; }' >format.c
compile cc -Wall -Werror -c format.c && wrong 'what printf is given is not checked'

cannot '-static: .* leave it out' -static main.c work.c shared.c
cannot '-fsanitize=undefined,address: .* leave it out' -fsanitize=undefined,address -c main.c
cannot 'no-such-compiler: there is no such' --with=no-such-compiler main.c
cannot '.*neither gcc nor clang' --with=true main.c
compile cc -c -static -o main.o main.c || wrong '-static of what is not linked'

# --- PROGRAM.c -----------------------------------------------------------------------------------

# Everything in one file, with a header and flags of its own.
mkdir include
echo '#define ROUNDS 1' >include/rounds.h
{
	echo '/* cflags: -Iinclude -O1 -DNAME="one two" */'
	echo '#include "rounds.h"'
	cat race.h
	sed '/race.h/d; s/return shared->/puts(TEXT); &/; 1i #include <stdio.h>' main.c
	sed '/race.h/d' work.c
	sed '/race.h/d' shared.c
} >one.c
made() {
	find "$XDG_CACHE_HOME/ipcstage/programs" -type f | wc -l
}
counted "$race" one.c --cflags '-DTEXT="\"a text\""'
[ "$(made)" -eq 1 ] || wrong 'not one program in the cache'
expect unexpected 'prints "a text"' one.c --cflags '-DTEXT="\"a text\""' --schedule '1 2'
[ "$(made)" -eq 1 ] || wrong 'what is in the cache is made again'
expect unexpected 'prints "more"' one.c --cflags '-DTEXT="\"more\""' --schedule '1 2'
[ "$(made)" -eq 2 ] || wrong 'another flag, and nothing is made'

[ "$(sed -n 's,^/\* cflags,&,p' one.c | wc -l)" -eq 1 ] && sed -i '1s,$, // more,' one.c
expect unexpected 'prints "more"' one.c --cflags '-DTEXT="\"more\""' --schedule '1 2'
[ "$(made)" -eq 3 ] || wrong 'a comment is shown that is no more'

# Never a stale one: a header of it, a header that comes before it, a file that is linked.
sed -i 's/puts(TEXT)/puts(ROUNDS > 1 ? "many" : "single")/' one.c
expect unexpected 'prints "single"' one.c --schedule '1 2'
echo '#define ROUNDS 2' >include/rounds.h
expect unexpected 'prints "many"' one.c --schedule '1 2'
echo '#define ROUNDS 1' >rounds.h
expect unexpected 'prints "single"' one.c --schedule '1 2'
echo 'const char *said(void) { return "first"; }' >said.c
sed -i 's/puts(.*"single")/puts(said())/; 3i const char *said(void);' one.c
expect unexpected 'prints "first"' one.c --cflags said.c --schedule '1 2'
sed -i s/first/second/ said.c
expect unexpected 'prints "second"' one.c --cflags said.c --schedule '1 2'

# Nor one that was written to while the compiler was at it.
mkdir bin
cat >bin/gcc <<'END'
#!/bin/sh
case " $* " in *" -o "*) [ ! -e swap ] || mv swap swapped.c ;; esac
exec cc "$@"
END
chmod +x bin/gcc
say() {
	echo "#include <stdio.h>"
	echo "int main(void) { puts(\"$1\"); return 0; }"
}
for text in new old; do
	say old >swapped.c
	[ "$text" = old ] || say new >swap
	IPCSTAGE_CC=$PWD/bin/gcc
	export IPCSTAGE_CC
	expect as-expected "prints \"$text\"" swapped.c
	unset IPCSTAGE_CC
done

# Two at once make the same.
rm -rf "$XDG_CACHE_HOME"
for i in 1 2 3 4; do
	"$ipcstage" run one.c --cflags said.c >"$scratch/out.$i" 2>&1 &
done
wait
for i in 2 3 4; do
	cmp -s "$scratch/out.1" "$scratch/out.$i" || wrong "two at once are not the same"
done
[ "$(made)" -eq 1 ] && [ "$(ls -A "$XDG_CACHE_HOME/ipcstage/programs" | wc -l)" -eq 1 ] ||
	wrong 'something is left aside in the cache'

# What somebody left who was killed while he compiled goes with the next one, unless it is new.
cache=$XDG_CACHE_HOME/ipcstage/programs
mkdir "$cache/.new-killed" "$cache/.new-making"
touch "$cache/.new-killed/one"
touch -d '11 minutes ago' "$cache/.new-killed"
run one.c --cflags '-DANOTHER said.c'
[ ! -e "$cache/.new-killed" ] || wrong 'what is left aside stays in the cache'
rmdir "$cache/.new-making" || wrong 'what is being made is removed from the cache'
rm -rf "$XDG_CACHE_HOME"
run one.c --cflags said.c

# Errors are the compiler's own, and one line; nothing is kept.
run wrong.c
[ "$status" -eq 1 ] || wrong "a source with an error: status $status"
grep -q "^wrong.c:1:.* error: .unknown. undeclared" "$scratch/err" ||
	wrong "not the compiler's words"
tail -n 1 "$scratch/err" | grep -q '^ipcstage run: wrong.c: it does not compile' ||
	wrong 'no last line of ours'
[ "$(made)" -eq 1 ] || wrong 'what does not compile is kept'
run none.c
[ "$status" -eq 2 ] && grep -q '^ipcstage run: none.c: No such file' "$scratch/err" ||
	wrong 'a source that is not there'
run one.c --cflags -c
[ "$status" -eq 1 ] && grep -q 'too much among the cflags' "$scratch/err" || wrong '-c in cflags'
echo '// cflags: "-O2' >quote.c
run quote.c
[ "$status" -eq 1 ] && grep -q 'quote.c:1: a quotation' "$scratch/err" || wrong 'an open quotation'
refused 'counter is not compiled' counter --cflags -O2
refused 'write -- before' one.c more

# A recording of it: compiled again with the same flags, but only after one has agreed.
run one.c --cflags said.c --schedule '1 2' --record record.json
"$ipcstage" replay record.json >"$scratch/out" 2>"$scratch/err" </dev/null
[ $? -eq 2 ] && grep -q 'say --run-program$' "$scratch/err" || wrong 'a recording runs a source'
"$ipcstage" replay --run-program record.json >"$scratch/out" 2>"$scratch/err" &&
	grep -q '^as recorded: 4 steps' "$scratch/out" || wrong 'a recording of a source'

# Without a home there is nowhere to keep it.
(unset HOME XDG_CACHE_HOME; "$ipcstage" run one.c >"$scratch/out" 2>"$scratch/err")
[ $? -eq 1 ] && grep -q 'set HOME$' "$scratch/err" || wrong 'no home'

# What gcc makes in place without -fno-builtin, or where the library's headers ask for it, is called.
tests=$here/../programs
for program in torn_copy torn_call touches_shared fortified; do
	timeout 60 "$ipcstage" explore "$tests/$program.c" --cflags '-O2 -fno-builtin' 2>"$scratch/err" |
		head -n 1 >"$scratch/expected"
	timeout 60 "$ipcstage" explore "$tests/$program.c" \
		--cflags '-O2 -D_FORTIFY_SOURCE=2' >"$scratch/out" 2>"$scratch/err"
	grep -q ' interleaving' "$scratch/expected" &&
		head -n 1 "$scratch/out" | cmp -s - "$scratch/expected" ||
		wrong "$program: not as without builtins: $(cat "$scratch/expected")"
done

# --- installed -----------------------------------------------------------------------------------

cmake --install "$build" --prefix "$scratch/installed" >"$scratch/out" 2>"$scratch/err" ||
	wrong 'it cannot be installed'
"$scratch/installed/bin/ipcstage" cc -o away main.c work.c shared.c && works ./away ||
	wrong 'what the installed one makes does not work by itself'
readelf -d away | grep -q "path: .$scratch/installed/lib/ipcstage\]" || wrong 'another agent'
counted "$race" ./away
"$scratch/installed/bin/ipcstage" explore one.c --cflags said.c 2>&1 | grep -q ": $race$" ||
	wrong 'a source, with the installed one'
exit $failed
