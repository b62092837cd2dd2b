# Sourced by the scripts: where the checkout is, and how they talk. POSIX sh, so that a bare system can run it.
# shellcheck shell=sh
ROOT=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/.." && pwd -P)
VENV=$ROOT/.venv
LOG=$ROOT/.setup.log

say() { printf 'voicecoach: %s\n' "$*" >&2; }

fail() { say "$*"; exit 1; }

# Details that nobody reads while all goes well.
logged() { printf '\n$ %s\n' "$*" >>"$LOG"; "$@" >>"$LOG" 2>&1; }
