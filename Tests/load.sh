#!/usr/bin/env bash
# HAProxy and nginx under load while everything changes. See --help.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  cat <<'TEXT'
usage: Tests/load.sh [CHANGES [RATE [PAUSE]]]

Runs the program with real HAProxys (2.6, 3.0 and 3.2) and nginx, as
`Tests/install-servers.sh --all` installs them, and a file registry. CHANGES changes of all kinds
(1000), one each PAUSE milliseconds (120), are made while a client sends RATE requests in a second
(2000), half of them over connections that it keeps; and a part of them again with forced
failures, and with nginx. No request may fail, except that nginx closes connections that wait for
their next request; and in the end the balancer must have what the registry has. Prints a line for
each run: changes, how often something was applied, which is how often a tool that always reloads
would have reloaded, the reloads, answers and failures. `swift test` runs a short form of it.
TEXT
}

case ${1-} in -h | --help) usage; exit 0 ;; esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
TRIMTAB_LOAD_CHANGES=${1:-1000} TRIMTAB_LOAD_RATE=${2:-2000} TRIMTAB_LOAD_PAUSE=${3:-120} \
  swift test --filter "HAProxyLoadTests|NginxLoadTests" >"$log" 2>&1 || status=$?
grep '^load: ' "$log" || true
[ "$status" = 0 ] || grep -A 30 'error:' "$log" || tail -20 "$log"
exit "$status"
