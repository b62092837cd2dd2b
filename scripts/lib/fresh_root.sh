# Sourced by try_fresh_root: a bare Debian in a directory, with this machine's way to the network.
# shellcheck shell=sh disable=SC2154 # try_fresh_root sets $checkout, $cache, $suite, $user

home='/home/a user/voicecoach' # a path with a space, as people have them

make_base() {
  base=$cache/$suite
  [ -d "$base" ] && return
  rm -rf -- "$base.part" && mkdir -p -- "$cache"
  debootstrap --variant=minbase "$suite" "$base.part" >"$base.log" 2>&1 || { tail "$base.log"; exit 1; } >&2
  mv -- "$base.part" "$base"
}

make_root() { root=$(mktemp -d "$cache/$suite.XXXXXX") && cp -a -- "$base/." "$root/"; }

remove_root() { if [ -n "${KEEP_ROOT-}" ]; then echo "kept: $root" >&2; else rm -rf -- "$root"; fi; }

# Whatever this machine needs to reach its registries (resolver, proxies, certificates, indexes), it needs in there.
# Certificates of its own go also where update-ca-certificates, run by a package, puts them together again.
copy_network_settings() {
  for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/ssl/certs/ca-certificates.crt \
    /usr/local/share/ca-certificates/*.crt; do copy_in "$file"; done
  grep -ls '^ *Acquire' /etc/apt/apt.conf.d/* | while read -r file; do copy_in "$file"; done
  inherited | while IFS='=' read -r name value; do
    case $name in *CERT* | *CA_BUNDLE | *CA_FILE | *CAINFO | PIP_CONFIG_FILE) copy_in "$value" ;; esac
  done
}

copy_in() {
  if [ -f "$1" ]; then mkdir -p -- "$root$(dirname -- "$1")" && cp -L -- "$1" "$root$1"; fi
}

inherited() { env | grep -E '^(PIP_[A-Z_]*|SSL_[A-Z_]*|[A-Z]*_CA_BUNDLE|(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY)='; }

# Committed and working files alike, but nothing that .gitignore names.
copy_checkout() {
  mkdir -p -- "$root$home"
  (cd -- "$checkout" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -cf - -T -) |
    tar -C "$root$home" -xf -
  chown -R "$user:" -- "$root/home/a user"
}

preinstall() {
  # shellcheck disable=SC2086 # a list of packages
  enter_as root sh -c 'export DEBIAN_FRONTEND=noninteractive; apt-get update -qq
    apt-get install -qqy --no-install-recommends "$@" 2>&1' - $TRY_INSTALL >"$cache/preinstall.log"
}

enter() { enter_as "$user" "$@"; }

# enter_as USER COMMAND...: in mounts of its own, which end with it. No network with WITHOUT_NETWORK=1.
enter_as() {
  as=$1; shift
  # shellcheck disable=SC2046,SC2016 # words of the environment; the inner shell expands
  unshare --mount ${WITHOUT_NETWORK:+--net} sh -eu -c '
    root=$1 as=$2 home=$3; shift 3
    mount -t proc proc "$root/proc"
    mkdir -p "$root/dev/shm" "$root/dev/pts"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts" && ln -sf pts/ptmx "$root/dev/ptmx"
    exec chroot --userspec="$as" "$root" env -i "$@"' - "$root" "$as" "$home" \
    HOME=/home/a\ user PATH=/usr/sbin:/usr/bin:/sbin:/bin CI=true $(inherited) \
    sh -c 'cd "$HOME/voicecoach" && exec "$@"' - "$@" </dev/null
}
