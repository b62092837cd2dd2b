# Sourced by setup: .venv, what is in it, and how it gets there.
#
# The stamp, written last of all, says which *level* .venv has reached and from what it was made. No stamp means
# that a set-up was interrupted, and .venv is made anew: pip leaves half-copied packages that it takes for whole.
#
#   level     what is installed                      where it was the best that could be had
#   text      base.txt                               text-missing: no system packages; text-broken: voice failed
#   voice     voice.txt
#   dev       dev.txt (holds voice.txt)              dev-missing, dev-broken: the same without PyAudio
#   fixtures  dev.txt and fixtures.txt
# shellcheck shell=sh
STAMP=$VENV/.voicecoach-stamp

# What .venv belongs to: moved, or its Python replaced, it is of no use. False where there is no working Python.
birth() { "$VENV/bin/python" -ISc 'import sys; print("%d.%d" % sys.version_info[:2], sys.argv[1])' "$ROOT" 2>/dev/null; }

# What its contents were made from.
contents() { cat -- "$ROOT/pyproject.toml" "$ROOT"/requirements/*.txt | cksum; }

# Sets LEVEL to the level reached, from these very files in this very place; empty where anything changed.
read_stamp() {
  LEVEL=
  [ -r "$STAMP" ] && { read -r made_level; read -r made_from; read -r made_in; } <"$STAMP" || return 0
  if [ "$made_in" = "$(birth)" ] && [ "$made_from" = "$(contents)" ]; then LEVEL=$made_level; fi
}

write_stamp() {  # LEVEL
  { echo "$1"; contents; birth; } >"$STAMP.new" && mv -f -- "$STAMP.new" "$STAMP"
  rm -f -- "$STAMP.old"
}

# Interrupted from here on, the next run starts over; failed in an orderly way, restore_stamp keeps what was.
drop_stamp() { [ ! -e "$STAMP" ] || mv -f -- "$STAMP" "$STAMP.old"; }

restore_stamp() { [ ! -e "$STAMP.old" ] || mv -f -- "$STAMP.old" "$STAMP"; }

# Makes .venv, or keeps the one of this place and Python.
make_venv() {
  if is_ours; then return; fi
  rm -f -- "$STAMP" "$STAMP.old"
  logged "$PYTHON" -Im venv --clear "$VENV" || logged "$PYTHON" -Im venv --clear --without-pip "$VENV"
}

# The environment's own pip, or the system's at work on it.
pip() {
  if "$VENV/bin/python" -Ic 'import pip' 2>/dev/null; then logged "$VENV/bin/python" -Im pip "$@" </dev/null
  else logged "$PYTHON" -Im pip --python "$VENV/bin/python" "$@" </dev/null; fi
}

# Locked packages only. --no-deps: a lock names all there is. No isolated builds: build.txt brings what they need.
pip_install() {
  pip install --no-input --disable-pip-version-check --progress-bar off --retries 2 --no-deps \
    --no-build-isolation "$@"
}

# install_locks NAME...
install_locks() {
  for name in "$@"; do set -- "$@" -r "$ROOT/requirements/$name.txt"; shift; done
  pip_install --require-hashes "$@"
}

# A lock less the one package that needs system packages to build.
install_without_pyaudio() {  # NAME
  awk '/^[^ ]/ { skip = /^pyaudio==/ } !skip' "$ROOT/requirements/$1.txt" >"$VENV/reduced.txt"
  pip_install --require-hashes -r "$VENV/reduced.txt"
}

is_ours() { [ -r "$STAMP" ] && [ "$(sed -n 3p "$STAMP")" = "$(birth)" ]; }

has_pyaudio() { is_ours && "$VENV/bin/python" -Ic 'import pyaudio' 2>/dev/null; }

# Whether it was for want of a network that the last pip failed.
network_failed() {
  awk '/^\$ .* -Im pip / { text = "" } { text = text $0 "\n" } END { print text }' "$LOG" |
    grep -qE 'NewConnection|NameResolution|name resolution|MaxRetry|Timeout|Connection (refused|reset)|ProxyError|unreachable'
}
