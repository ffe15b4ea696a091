#!/usr/bin/env bash
# From a fresh clone to a HAProxy that follows a registry. See --help.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)

usage() {
  cat <<'TEXT'
usage: templates/quickstart/run.sh [--keep] [--binary FILE]

Installs what is missing (build headers and haproxy, through apt, as root or with sudo), builds
trimtab, starts three tiny web servers, HAProxy and `trimtab run` on a file of services, adds and
removes a server in that file, and shows that HAProxy followed. Everything it starts is stopped
at the end, and its folder below /tmp is removed.

OPTIONS
  --keep         let everything run at the end, to play with it, until Enter is pressed
  --binary FILE  this trimtab instead of a fresh build
  --help         this text
TEXT
}

title() { printf '\n== %s\n' "$*"; }
say() { printf '   %s\n' "$*"; }
fail() {
  printf '\nquickstart: error: %s\n' "$*" >&2
  for log in "${work:-/nonexistent}"/*.log; do
    if [ -s "$log" ]; then printf -- '--- %s\n' "$log" && tail -n 30 "$log"; fi >&2
  done
  exit 1
}

keep=
trimtab=
while [ $# -gt 0 ]; do
  case $1 in
    --keep) keep=yes ;;
    --binary) trimtab=$(readlink -f "${2:?--binary needs a file}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; fail "unknown argument \`$1\`" ;;
  esac
  shift
done

work=
processes=()
cleanup() {
  local pid
  for pid in "${processes[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${processes[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ -n "$work" ]; then rm -rf "$work"; fi
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Waits for something that the outside world does, at most 15 seconds.
await() {
  local what=$1 deadline=$((SECONDS + 15))
  shift
  until "$@" 2>/dev/null; do
    [ "$SECONDS" -lt "$deadline" ] || fail "$what did not happen within 15 seconds"
    sleep 0.05
  done
}

# Runs in the background, with its output in a log.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  processes+=($!)
}

port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
ask() { curl -fsS --max-time 5 "http://127.0.0.1:$base/"; }

# The servers that answer, each once: round robin visits all of them.
answering() { for _ in 1 2 3 4 5 6; do ask; done | sort -u | paste -sd ' ' -; }
answering_are() { [ "$(answering)" = "$1" ]; }

# The youngest worker of HAProxy's master: another one than before tells that a reload is through.
worker() {
  local master
  master=$(cat haproxy.pid)
  tr ' ' '\n' <"/proc/$master/task/$master/children" | sort -n | tail -n 1
}
worker_follows() { [ "$(worker)" != "$1" ]; }

# What trimtab has logged since the last time.
seen=0
show_log() {
  tail -n +$((seen + 1)) "$work/trimtab.log" | sed 's/^/   | /'
  seen=$(wc -l <"$work/trimtab.log")
}

# ---------------------------------------------------------------- what is needed

title 'Installing what is missing'
"$repository/Tests/install-servers.sh" build haproxy
PATH=$PATH:/usr/sbin:/sbin

if [ -z "$trimtab" ]; then
  title 'Building trimtab (the first time takes a few minutes)'
  build=(swift build --package-path "$repository" -c release --static-swift-stdlib)
  "${build[@]}" --product trimtab
  trimtab=$("${build[@]}" --show-bin-path)/trimtab
fi
say "$("$trimtab" version)"

# ---------------------------------------------------------------- the playground

work=$(mktemp -d /tmp/trimtab-quickstart.XXXXXX)
base=19080
while port_is_taken "$base" || port_is_taken $((base + 1)) || port_is_taken $((base + 2)) ||
  port_is_taken $((base + 3)); do
  base=$((base + 10))
done
for file in services.toml haproxy.cfg.tmpl trimtab.toml backends.cfg; do
  sed "s/\\b1908\\([0-3]\\)\\b/$((base / 10))\\1/" "$here/$file" >"$work/$file"
done
cd "$work"

title 'Starting three tiny web servers, which answer their own name'
start backends haproxy -db -f backends.cfg
await 'the start of the web servers' port_is_taken $((base + 3))
say "web-1, web-2 and web-3 listen on the ports $((base + 1)), $((base + 2)) and $((base + 3))"

title 'Rendering the first configuration: trimtab render -c trimtab.toml --no-reload'
"$trimtab" render -c trimtab.toml --no-reload || fail 'the first rendering failed'
sed -n '/^backend web/,$s/^/   | /p' haproxy.cfg

title 'Starting HAProxy on it, and the agent: trimtab run -c trimtab.toml'
start haproxy haproxy -W -db -p haproxy.pid -S "$work/haproxy-master.sock" -f haproxy.cfg
await 'the start of HAProxy' port_is_taken "$base"
await 'the start of the master' test -S haproxy-master.sock
await 'an answer through HAProxy' ask >/dev/null
first=$(worker)
start trimtab "$trimtab" run -c trimtab.toml
# HAProxy loses a reload signal that comes before the previous reload is through.
await 'the first reload' worker_follows "$first"
say "curl http://127.0.0.1:$base/ answers: $(ask)"
await 'an answer of each of the two servers' answering_are 'web-1 web-2'
say "six requests reached: $(answering)"
show_log

title 'Adding web-3 to services.toml'
cat >>services.toml <<TOML

[[service]]
name = "web"
id = "web-3"
address = "127.0.0.1"
port = $((base + 3))
TOML
await 'the arrival of web-3' answering_are 'web-1 web-2 web-3'
show_log
say "six requests reached: $(answering)"

title 'Removing web-1 from services.toml'
awk -v RS= -v ORS='\n\n' '!/"web-1"/' services.toml >services.toml.new
mv services.toml.new services.toml
await 'the departure of web-1' answering_are 'web-2 web-3'
show_log
say "six requests reached: $(answering)"
sed -n '/^backend web/,$s/^/   | /p' haproxy.cfg

if [ -n "$keep" ]; then
  title 'Everything keeps running'
  say "edit $work/services.toml, then: curl http://127.0.0.1:$base/"
  say "the agent's log: $work/trimtab.log"
  read -r -p '   Press Enter to stop. ' || true
fi

title 'Stopping everything'
agent=${processes[2]}
kill -TERM "$agent"
wait "$agent" || fail "trimtab ended with status $?"
show_log
printf '\nquickstart: PASSED\n'
