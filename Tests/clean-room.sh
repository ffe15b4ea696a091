#!/usr/bin/env bash
# Proves that a fresh clone works on a bare machine. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: Tests/clean-room.sh [--suite NAME] [--keep] [COMMAND...]

Makes a bare Debian or Ubuntu below /tmp (debootstrap's minbase of this machine's own suite and
mirror), binds the Swift toolchain into it, clones the committed state of this repository and
runs both commands of the README there, twice. With COMMAND runs only that, once, in the clone.
Needs root and debootstrap.

OPTIONS
  --suite NAME  another suite of the mirror
  --keep        leave the folder for a look; print how to enter it
  --help        this text
TEXT
}

say() { printf '%s\n' "clean room: $*"; }
fail() { printf '%s\n' "clean room: error: $*" >&2; exit 1; }

suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?}")
keep=
while [ $# -gt 0 ]; do
  case $1 in
    --suite) suite=${2:?--suite needs a name}; shift ;;
    --keep) keep=yes ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; fail "unknown argument \`$1\`" ;;
    *) break ;;
  esac
  shift
done
command=("$@")

[ "$(id -u)" = 0 ] || fail 'must run as root: it mounts and changes the root folder'
program=$(command -v debootstrap) || fail 'cannot find `debootstrap`; hint: apt-get install it'
repository=$(cd "$(dirname "$0")/.." && pwd)
swift=$(readlink -f "$(command -v swift)") || fail 'cannot find `swift` in the PATH'
toolchain=${swift%/usr/bin/*}
[ -x "$toolchain/usr/bin/swift" ] || fail "expected a toolchain around \`$swift\`"

mirror=${TRIMTAB_MIRROR-}
if [ -z "$mirror" ]; then
  own=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI) $(CODENAME) $(RELEASE)' \
    'Created-By: Packages' | awk -v own="$own" '($2 == own || $3 == own) && !found++ {print $1}')
fi
[ -n "$mirror" ] || fail 'cannot find a mirror; name one in TRIMTAB_MIRROR'

room=$(mktemp -d /tmp/trimtab-room.XXXXXX)
# Programs that give up root's rights must reach it, and those that make namespaces need a mount.
chmod 755 "$room"
mount --bind "$room" "$room"
mount --make-private "$room"
leave() {
  if [ -n "$keep" ]; then
    say "kept; enter it with: chroot $room; remove it after unmounting what is below it"
    return
  fi
  local place
  for place in "$room$toolchain" "$room/dev/pts" "$room/dev/shm" "$room/dev" "$room/sys" \
    "$room/proc" "$room"; do
    if mountpoint -q "$place"; then umount "$place" || umount -l "$place"; fi
  done
  if grep -q " $room" /proc/mounts; then
    say "not removed, because something is still mounted below: $room"
  else
    rm -rf --one-file-system "$room"
  fi
}
trap leave EXIT

say "making a bare $suite in $room"
components=main
if [ "$(. /etc/os-release && echo "$ID")" = ubuntu ]; then components=main,universe; fi
"$program" --variant=minbase --components="$components" "$suite" "$room" "$mirror" \
  >"$room.log" 2>&1 || { tail -n 20 "$room.log" >&2; fail "debootstrap failed"; }
rm -f "$room.log"

mount -t proc proc "$room/proc"
mount -t sysfs -o ro sysfs "$room/sys"
mount --bind /dev "$room/dev"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$room/dev/pts"
mkdir -p "$room/dev/shm" "$room$toolchain"
mount --bind "$toolchain" "$room$toolchain"
mount -o remount,bind,ro "$room$toolchain"
cp -L /etc/resolv.conf "$room/etc/resolv.conf"
cp -L /etc/hosts "$room/etc/hosts"
# How this machine reaches its mirror (proxies, certificates) is part of the machine.
for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/*prox* /etc/apt/apt.conf.d/99*; do
  if [ -f "$file" ]; then cp "$file" "$room$file"; fi
done
git clone -q --no-hardlinks "$repository" "$room/root/trimtab"

# A command in the clone, with nothing of this machine's environment but its proxies.
inside() {
  local variables=(HOME=/root LANG=C.UTF-8 TERM=dumb
    "PATH=$toolchain/usr/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    if [ -n "${!name-}" ]; then variables+=("$name=${!name}"); fi
  done
  say "running: $*"
  env -i "${variables[@]}" chroot "$room" /bin/sh -c 'cd /root/trimtab && exec "$@"' sh "$@" ||
    fail "\`$*\` failed with status $?"
}

if [ ${#command[@]} -gt 0 ]; then
  inside "${command[@]}"
else
  for round in 1 2; do
    say "round $round"
    inside templates/quickstart/run.sh
    inside Tests/run.sh
  done
fi
[ -z "$(git -C "$room/root/trimtab" status --porcelain)" ] ||
  fail 'the commands left changes in the clone'
say 'PASSED'
