#!/bin/sh
# Several programs on one stage, which find each other by a name: how they are named on the command
# line, what comes of them, and what is counted, recorded and told of them.
. "$(dirname -- "$0")/lib.sh"

server=$programs/tcp_server client=$programs/tcp_client
echo=$scratch/echo
cat >"$scratch/echo.c" <<'END'
#include <stdio.h>
int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		printf("[%s]", argv[i]);
	printf("\n");
	return 0;
}
END
"${CC:-cc}" -g -o "$echo" "$scratch/echo.c" || exit

# prints WHAT ARGUMENTS...: every line of WHAT is what some process prints.
prints() {
	printf '%s\n' "$1" >"$scratch/lines"
	shift
	run "$@"
	[ "$status" -eq 0 ] || wrong "$*: status $status"
	while read -r line; do
		grep -qF "$line" "$scratch/out" || wrong "$*: not '$line'"
	done <"$scratch/lines"
}

# --- words -----------------------------------------------------------------------------------------

prints '1 prints "[1][-x]"
2 prints "[3][--steps]"
3 prints ""' "$echo" -- 1 -x + "$echo" -- 3 --steps + "$echo"
prints '1 prints ""
2 prints "[5][6]"' "$echo" + "$echo" -- 5 6
prints '1 prints "[7]"
2 prints "[8]"' "$scratch/echo.c" -- 7 + "$echo" -- 8
# What no program follows is an argument like any other, and so is what is told to be one.
prints '0 prints "[1][+][2]"' "$echo" -- 1 + 2
prints "0 prints \"[+][$echo]\"" "$echo" -- '\+' "$echo"
prints '1 prints "[3]"' --steps 5 -- "$echo" 3 + "$echo"
refused 'which program comes after the \+' "$echo" +
refused 'which program comes after the \+' "$echo" + + "$echo"
refused "'x': write -- before" "$echo" + "$echo" x
refused "'x': write -- before" "$echo" -- 1 + "$echo" x
refused 'only programs can be together' counter + "$echo"
refused 'counter is a demo: only programs can be together' "$echo" + counter
refused 'No such file' "$echo" + "$scratch/nothing"
refused 'more than 8 programs' "$echo" + "$echo" + "$echo" + "$echo" + "$echo" + "$echo" + "$echo" \
	+ "$echo" + "$echo"
refused -- '--steps' "$echo" --steps 0
refused 'no number of seconds' "$echo" --time soon
refused 'cannot go with --free' "$echo" --time 3 --free

# --- what comes of them ----------------------------------------------------------------------------

expect idle '1 waits for a client from outside: a connection at port 5005\.$' \
	--schedule '1 1 2 2' "$server" + "$client" -- word
grep -q '2 sends "word" to port 5005' "$scratch/out" || wrong 'the client has not its argument'
grep -q '1 becomes .*tcp_server$' "$scratch/out" || wrong 'the server is not named'
expect unexpected 'expected tcp_client=0, got tcp_client=3\. Idle: ' --schedule '2' \
	"$server" + "$client"
expect as-expected 'tcp_server=0, tcp_client=0, tcp_client 2=0, as expected' --schedule '1 1' \
	"$server" -- 2 + "$client" + "$client"
expect crash '3 \(crash\) was killed by SIGABRT at crash.c:[0-9]+: ' "$echo" + "$programs/crash" -- abort

# explored STATUS COUNTS ARGUMENTS...: how many there are, as expected, idle, and deadlocks.
explored() {
	wanted=$1 counts=$2
	shift 2
	timeout 100 "$ipcstage" explore --json "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	[ "$status" -eq "$wanted" ] || wrong "explore $*: status $status, not $wanted"
	[ "$(python3 -c 'import json, sys
report = json.load(open(sys.argv[1]))
assert report["complete"]
print(*(report[what] for what in ("interleavings", "as_expected", "idle", "deadlocks", "stopped")))' \
		"$scratch/out")" = "$counts" ] || wrong "explore $*: not $counts"
}

# Connecting before listen(2), in one of three places, is refused; else they are alone at each step.
explored 3 '4 0 2 0 0' "$server" + "$client"
explored 0 '210 0 210 0 0' "$programs/sem_server" + "$programs/sem_client"
explored 3 '101 0 100 0 0' "$programs/fifo_server" + "$programs/fifo_client"
explored 3 '8 0 3 0 0' "$programs/unix_server" + "$programs/unix_client"
explored 0 '36 0 0 0 36' --time 1 "$programs/ticks"
explored 0 '12 0 0 0 12' --steps 5 "$programs/ticks"
explored 0 '1 0 1 0 0' --natural 3 "$programs/idle_beside"

# What one goes on with for ever is no failure where it was asked to end, and one where it was not.
cat >"$scratch/sleeps.c" <<'END'
#include <unistd.h>
int main(void)
{
	for (;;)
		sleep(1);
}
END
expect stopped 'after 0 steps and 3\.0 s of the run.s clock' --time 3 "$scratch/sleeps.c"
expect cut-off '100000 things .*--time S ends it earlier' "$scratch/sleeps.c"
expect idle '^idle: 0 waits for a client from outside\.$' --free "$programs/idle_beside"
expect idle '^idle: 0 has not ended; 1 waits for a client from outside\.$' --free "$programs/tcp_server" \
	+ "$echo"

# --- recorded, and told ----------------------------------------------------------------------------

for words in "$server + $client" "--steps 4 $server -- 1 + $client -- word" "--time 1 $programs/ticks"; do
	# shellcheck disable=SC2086 # a list of words
	run --record "$scratch/file" $words
	"$ipcstage" replay --run-program "$scratch/file" >"$scratch/out" 2>"$scratch/err" </dev/null
	[ $? -eq 0 ] || wrong "replay of $words"
	rm "$scratch/file"
done
run --json --steps 2 "$server" + "$client" -- word
python3 - "$scratch/out" <<'END' || wrong 'run --json of two programs'
import json, os, sys
report = json.load(open(sys.argv[1]))
names = [[os.path.basename(words[0]), *words[1:]] for words in report["programs"]]
assert names == [["tcp_server"], ["tcp_client", "word"]], names
assert (report["step_limit"], report["verdict"]) == (2, "unexpected"), report["verdict"]
END

# The lines of each are those of its own source, also where both are in one sentence.
cat >"$scratch/one.c" <<'END'
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void)
{
	int fd = shm_open("/ipcstage-test-together", O_CREAT | O_RDWR, 0600);
	int *number = ftruncate(fd, 4) ? 0 : mmap(0, 4, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	++*number;
	return 0;
}
END
sed 's/++\*number/\n\n*number += 2/' "$scratch/one.c" >"$scratch/two.c"
run "$scratch/one.c" + "$scratch/two.c"
grep -Eq '^data race: .*(one.c:9.*two.c:11|two.c:11.*one.c:9)' "$scratch/out" ||
	wrong 'the lines are not those of the sources'

# A script's commands are called by their names.
printf '#!/bin/sh\n%s abort &\nwait\n' "$programs/crash" >"$scratch/script"
chmod +x "$scratch/script"
expect crash ' \(crash\) ' "$scratch/script"
exit $failed
