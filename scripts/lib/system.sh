# Sourced by setup: what the operating system must bring, what of it is missing, and how it is installed.
#
# A *thing* is what we need (compiler, portaudio); a *package* is what one package manager calls it. Things are
# looked for by using them, never by asking a package manager: they may come from anywhere.
# shellcheck shell=sh

TEXT_THINGS='python venv'
VOICE_THINGS='compiler headers portaudio espeak'
ROOM_THINGS='pulseaudio pulse-tools pulse-alsa' # the virtual room of tests/e2e
TRACE_THINGS='strace'                           # tests that watch system calls; there is none for macOS
SHELL_THINGS='zsh fish man groff'                # tests of the completions and of the man page
BROWSER_THINGS='chromium'                       # tests that look at the report in a browser
FIXTURE_THINGS='espeak-program flite festival'

# Sets PYTHON to the first Python >= 3.11 that can make an environment, or else to the first >= 3.11, or to
# nothing; and PYTHON_NAME to what packages call it.
find_python() {
  PYTHON=
  for candidate in ${VOICECOACH_PYTHON:-python3 python3.13 python3.12 python3.11 python3.14}; do
    "$candidate" -Ic 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    has_venv "$candidate" && PYTHON=$candidate && break
    : "${PYTHON:=$candidate}"
  done
  PYTHON_NAME=${PYTHON##*/}
  [ -n "$PYTHON" ] || if command -v python3 >/dev/null; then PYTHON_NAME=python3.11; else PYTHON_NAME=python3; fi
}

# Debian keeps the half that brings pip (ensurepip) in a package of its own; a pip of the system does instead.
has_venv() { "$1" -Ic 'import venv; from importlib.util import find_spec as f; f("ensurepip") or f("pip") or exit(1)' 2>/dev/null; }

# The places are pyttsx3's.
ESPEAK_PROBE='
import ctypes, sys
for name in ("libespeak-ng.so.1", "/usr/local/lib/libespeak-ng.so.1", "libespeak.so.1",
             "/opt/homebrew/lib/libespeak-ng.1.dylib", "/usr/local/lib/libespeak-ng.1.dylib"):
    try:
        sys.exit(ctypes.CDLL(name) is None)
    except OSError:
        pass
sys.exit(1)'
HEADERS_PROBE='
import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))'

has() {  # THING
  case $1 in
    python) [ -n "$PYTHON" ] ;;
    venv) [ -n "$PYTHON" ] && has_venv "$PYTHON" ;;
    compiler) echo 'int x;' | cc -include stdlib.h -E -x c - ;;
    headers) [ -n "$PYTHON" ] && "$PYTHON" -Ic "$HEADERS_PROBE" ;;
    portaudio) echo '#include <portaudio.h>' | cc -I/usr/local/include -I/opt/homebrew/include -E -x c - ;;
    espeak) [ -n "$PYTHON" ] && "$PYTHON" -Ic "$ESPEAK_PROBE" ;;
    pulse-tools) command -v paplay ;;
    chromium) command -v chromium || command -v chromium-browser || command -v google-chrome ;;
    pulse-alsa) ls -- /usr/lib/*/alsa-lib/*_pcm_pulse.so || ls -- /usr/lib*/alsa-lib/*_pcm_pulse.so ;;
    espeak-program) command -v espeak-ng ;;
    *) command -v "$1" ;;
  esac >/dev/null 2>&1
}

# missing THING...: those of them that are not here.
missing() {
  for thing in "$@"; do has "$thing" || printf '%s ' "$thing"; done
}

find_manager() {
  MANAGER=
  for candidate in apt-get dnf pacman brew; do
    if command -v "$candidate" >/dev/null; then MANAGER=$candidate; return; fi
  done
}

# packages THING...: what this system's package manager calls them. Nothing where it comes with the system, and
# for the virtual room outside Debian's family, where PulseAudio would push PipeWire out: its tests are skipped.
packages() {
  for thing in "$@"; do
    case $MANAGER:$thing in
      apt-get:venv) echo "$PYTHON_NAME-venv" ;;
      apt-get:compiler) echo gcc libc6-dev ;;
      apt-get:headers) echo "$PYTHON_NAME-dev" ;;
      apt-get:portaudio) echo portaudio19-dev ;;
      apt-get:pulseaudio) echo pulseaudio ;;
      apt-get:pulse-tools) echo pulseaudio-utils ;;
      apt-get:pulse-alsa) echo libasound2-plugins ;;
      apt-get:festival) echo festival festvox-kallpc16k ;;
      apt-get:python | dnf:python) echo "$PYTHON_NAME" ;;
      dnf:headers) echo "$PYTHON_NAME-devel" ;;
      dnf:portaudio) echo portaudio-devel ;;
      pacman:python) echo python ;;
      brew:python) echo python@3.13 ;;
      dnf:compiler | pacman:compiler) echo gcc ;;
      pacman:portaudio | brew:portaudio) echo portaudio ;;
      *:espeak | *:espeak-program) echo espeak-ng ;;
      *:man) echo man-db ;;
      *:zsh | *:fish | *:groff) echo "$thing" ;;
      *:flite | *:festival) echo "$thing" ;;
      apt-get:chromium | dnf:chromium | pacman:chromium) echo chromium ;;
      apt-get:strace | dnf:strace | pacman:strace) echo strace ;;
    esac
  done | tr '\n' ' '
}

# How this system's package manager installs "$@", without asking. apt's lists may be old or absent, so they are
# refreshed first (";": one broken source of many does no harm); --no-remove, because no voice is worth losing a
# package for.
install_command() {
  case $MANAGER in
    apt-get) echo "apt-get update; apt-get install -y --no-install-recommends --no-remove $*" ;;
    dnf) echo "dnf install -y $*" ;;
    pacman) echo "pacman -Sy --needed --noconfirm $*" ;;
    brew) echo "brew install $*" ;;
  esac
}

may_install() {
  case $MANAGER in
    '') false ;;
    brew) [ "$(id -u)" != 0 ] ;;
    *) [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null ;;
  esac
}

# The one command for a person to type.
command_to_type() {
  case $MANAGER in
    brew) install_command "$@" ;;
    *) if command -v sudo >/dev/null; then echo "sudo sh -c '$(install_command "$@")'"
       else echo "su -c '$(install_command "$@")'"; fi ;;
  esac
}

# install PACKAGE...: false where it did not work.
install() {
  rights=
  [ "$MANAGER" = brew ] || [ "$(id -u)" = 0 ] || rights='sudo -n'
  # shellcheck disable=SC2086 # two words, or none
  logged $rights env DEBIAN_FRONTEND=noninteractive sh -c "$(install_command "$@")" </dev/null
}
