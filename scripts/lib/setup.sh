# Sourced by setup: the steps, in their order. $wanted is the level asked for; $retry, whether what failed before
# is tried again. The usual run ends at the first check, without network and within milliseconds.
# shellcheck shell=sh

SYSTEM=unknown # then complete, or missing: the system's packages for voice

set_up() {
  read_stamp
  if is_reached && ! lacks_room; then return; fi
  [ -w "$ROOT" ] || fail "cannot write to $ROOT. Copy it to a directory of your own and start there."
  wait_for_other_setup
  provide_system
  read_stamp
  is_reached || build
}

# Whether .venv is what was asked for, or the best that can be had.
is_reached() {
  case $wanted:$LEVEL in
    voice:voice | voice:dev | dev:dev | *:fixtures) true ;;
    voice:*-missing | dev:dev-missing | *:fixtures-missing) [ "$SYSTEM" = missing ] ;;
    voice:*-broken | dev:dev-broken | *:fixtures-broken)
      [ "$retry" = no ] && say 'voice could not be installed earlier: text mode. scripts/setup tries again.' ;;
    *) false ;;
  esac
}

# Two at once would write over each other. Without flock (macOS) it is left to luck.
wait_for_other_setup() {
  exec 9>"$ROOT/.setup.lock"
  ! command -v flock >/dev/null || flock -n 9 || { say 'another set-up is running; waiting for it'; flock 9; }
}

# --- The system -------------------------------------------------------------------------------------------------

# Things in groups, each installed on its own, so that a clash over one leaves the others.
things() {
  # Built once, PyAudio needs nothing to build it any more.
  if has_pyaudio; then echo "$TEXT_THINGS espeak"; else echo "$TEXT_THINGS $VOICE_THINGS"; fi
  case $wanted in dev | fixtures) echo "$ROOM_THINGS"; echo "$TRACE_THINGS"; echo "$SHELL_THINGS"; echo "$BROWSER_THINGS" ;; esac
  case $wanted in fixtures) echo "$FIXTURE_THINGS" ;; esac
}

# shellcheck disable=SC2046,SC2086 # lists of words
provide_system() {
  find_python
  find_manager
  : >"$LOG"
  lacking=$(missing $(things))
  if [ -n "$lacking" ] && wants_retry && may_install; then
    things | while read -r group; do install_things $(missing $group); done
    find_python
    lacking=$(missing $(things))
  fi
  [ -z "$lacking" ] || tell_lacking $lacking
  case " $lacking" in *' python '* | *' venv '*) fail 'nothing runs without Python 3.11 or newer and its venv module.' ;; esac
  SYSTEM=complete
  for thing in $VOICE_THINGS; do case " $lacking" in *" $thing "*) SYSTEM=missing ;; esac; done
  [ "$SYSTEM" = complete ] || say 'going on in text mode until then'
}

# A session is not held up by what did not work before.
wants_retry() { [ "$retry" = yes ] || [ -z "$LEVEL" ]; }

install_things() {
  # shellcheck disable=SC2046 # a list of words
  set -- $(packages "$@")
  [ $# -gt 0 ] || return 0
  say "installing $*"
  install "$@" || say "that did not work (details in $LOG)"
}

tell_lacking() {
  say "missing: $*"
  # shellcheck disable=SC2046 # a list of words
  set -- $(packages "$@")
  [ $# -eq 0 ] || say "to install them, type:  $(command_to_type "$@")"
}

# The stamp tells nothing of what only tests need, so that what could not be had is tried for again.
# shellcheck disable=SC2046,SC2086 # lists of words
lacks_room() {
  [ "$wanted" != voice ] || return 1
  find_manager
  [ -n "$(packages $(missing $ROOM_THINGS $TRACE_THINGS $SHELL_THINGS $BROWSER_THINGS))" ]
}

# --- The environment --------------------------------------------------------------------------------------------

build() {
  began=$(date +%s)
  if is_ours; then say "updating $VENV"; else say "setting up in $VENV (once; a minute or two)"; fi
  make_venv || fail "Python could not make an environment (details in $LOG)."
  drop_stamp
  install_locks build base || give_up
  install_level
  pip_install --editable "$ROOT" || give_up
  write_stamp "$LEVEL"
  say "ready: $(in_words "$LEVEL"), after $(($(date +%s) - began)) s"
}

# Sets LEVEL to what came of it.
install_level() {
  LEVEL=$wanted
  if [ "$SYSTEM" = complete ]; then
    install_full && return
    ! network_failed || give_up
    say "voice could not be installed (details in $LOG); going on in text mode"
    LEVEL=broken
  else
    LEVEL=missing
  fi
  install_reduced || give_up
}

install_full() {
  say 'text mode is there; adding voice'
  case $wanted in
    voice) install_locks voice ;;
    dev) install_locks dev ;;
    fixtures) install_locks dev && install_locks fixtures ;;
  esac
}

install_reduced() {
  case $wanted in
    voice) LEVEL=text-$LEVEL ;;
    dev) LEVEL=dev-$LEVEL && install_without_pyaudio dev ;;
    fixtures) LEVEL=fixtures-$LEVEL && install_without_pyaudio dev && install_locks fixtures ;;
  esac
}

give_up() {
  restore_stamp
  ! network_failed || fail 'no network: the Python packages could not be fetched. Connect once and run scripts/setup.'
  fail "the Python packages could not be installed (details in $LOG)."
}

in_words() {
  case $1 in
    voice) echo 'voice and text' ;;
    text-*) echo 'text mode' ;;
    *-missing | *-broken) echo 'tests, without a microphone or speaker' ;;
    *) echo 'voice, text and tests' ;;
  esac
}
