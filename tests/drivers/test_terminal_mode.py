"""A real process on a real pseudo-terminal: signals, job control, and the mode it leaves behind."""

import os
import shlex
import shutil
import signal
import sys
import termios
import textwrap

import pexpect
import pyte
import pytest

HEAD = """
import math, os, signal, sys
from voicecoach.drivers.keyboard import *
keyboard = Keyboard.of_stdin()
print("on", flush=True)
"""
ECHO_LINES = "while True:\n for event in keyboard.poll(math.inf): print(event, flush=True)\n"


def heed_signals():
    """What was started in the background, or with nohup, ignores some signals, and so would all its children."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def run():
    """Runs a program on a terminal of its own."""
    children = []

    def make(body, command=None, **options):
        program = HEAD + textwrap.dedent(body)
        child = pexpect.spawn(
            command or sys.executable,
            ["--norc", "--noprofile", "--noediting", "-i"] if command else ["-c", program],
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "PS1": "shell> ",
                "TERM": "xterm",
            },
            encoding="utf-8",
            timeout=20,
            preexec_fn=heed_signals,
            **options,
        )
        child.delaybeforesend = None
        child.delayafterclose = child.delayafterterminate = 0.001
        child.ptyproc.delayafterclose = child.ptyproc.delayafterterminate = 0.001
        children.append(child)
        return child

    yield make
    for child in children:
        if child.isalive():
            child.kill(signal.SIGKILL)
            child.wait()
        child.close()


def is_in_line_mode(child) -> bool:
    """Whether the terminal echoes and collects lines, as a shell wants it."""
    flags = termios.tcgetattr(child.child_fd)[3]
    return bool(flags & termios.ECHO) and bool(flags & termios.ICANON)


@pytest.mark.parametrize(
    "ending",
    [
        "raise SystemExit",
        "raise RuntimeError('boom')",
        "keyboard.close()",
        "os.kill(os.getpid(), signal.SIGTERM)",
    ],
)
def test_the_terminal_is_given_back_however_the_program_ends(run, ending) -> None:
    """Nobody is left with a terminal that does not show what is typed."""
    child = run(f"input_mode = keyboard.poll(math.inf)\n{ending}\n")
    child.expect_exact("on")
    assert not is_in_line_mode(child)
    child.send("x")
    child.expect(pexpect.EOF)

    assert is_in_line_mode(child)


def test_the_signal_that_ended_the_program_is_still_its_exit_status(run) -> None:
    """Who sent it may look for that."""
    child = run(ECHO_LINES)
    child.expect_exact("on")
    child.kill(signal.SIGTERM)
    child.expect(pexpect.EOF)
    child.close()

    assert child.signalstatus == signal.SIGTERM


def test_ctrl_c_is_still_an_interrupt(run) -> None:
    """And leaves the terminal as it was."""
    child = run(
        """
        try:
            print("ready", flush=True)
            while True:
                keyboard.poll(math.inf)
        except KeyboardInterrupt:
            print("interrupted")
        """
    )
    child.expect_exact("ready")
    child.sendintr()
    child.expect_exact("interrupted")
    child.expect(pexpect.EOF)

    assert is_in_line_mode(child)


def test_a_hang_up_is_an_end_not_a_death(run) -> None:
    """The session is saved and ended in order."""
    child = run("print(keyboard.poll(math.inf))\nprint('saved')\n")
    child.expect_exact("on")
    child.kill(signal.SIGHUP)

    child.expect_exact("(Ended(),)")
    child.expect_exact("saved")


def test_a_resize_ends_the_wait(run) -> None:
    """So the panel can be drawn for the new size at once."""
    child = run(ECHO_LINES)
    child.expect_exact("on")
    child.setwinsize(30, 50)

    child.expect_exact("Redraw()")


@pytest.mark.skipif(not shutil.which("bash"), reason="job control needs a shell: install bash")
def test_suspended_and_back_again(run, tmp_path) -> None:
    """Ctrl-Z gives the shell its terminal; `fg` takes it again and asks for a new drawing."""
    program = tmp_path / "program.py"
    program.write_text(HEAD + ECHO_LINES)
    shell = run("", command=shutil.which("bash"))
    shell.expect_exact("shell> ")
    shell.sendline(shlex.join([sys.executable, str(program)]))
    shell.expect_exact("\non")
    assert not is_in_line_mode(shell)
    shell.send("\x1a")
    shell.expect_exact("Stopped")
    shell.expect_exact("shell> ")

    assert is_in_line_mode(shell)

    shell.sendline("fg")
    shell.expect_exact("Redraw()")

    assert not is_in_line_mode(shell)

    shell.send("n")
    shell.expect_exact("Typed(buffer='n')")
    shell.sendintr()  # nothing is left running
    shell.expect_exact("shell> ")


@pytest.mark.parametrize("redirection", ["<&-", "</dev/null"])
def test_a_closed_input_is_the_end(run, redirection) -> None:
    """Descriptor 0 may be another file by then."""
    program = f"{HEAD}print(keyboard.poll(math.inf), keyboard.is_terminal)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    output, status = pexpect.run(
        f"""/bin/sh -c '"$PYTHON" -c "$PROGRAM" {redirection}'""",
        env={**env, "PYTHON": sys.executable, "PROGRAM": program},
        encoding="utf-8",
        withexitstatus=True,
    )

    assert "(Ended(),) False" in output
    assert status == 0


def test_the_screen_follows_a_resize_of_a_real_terminal(run) -> None:
    """Keyboard and screen together, as the driver uses them."""
    child = run(
        """
        from voicecoach.coach.view import View
        from voicecoach.drivers.display import choose_display
        display = choose_display(is_plain=False, stdout=sys.stdout, environ={"TERM": "xterm"})
        display.notice("ready for it")
        display.show(View("Program", "Press ups", "", 2, 5, "", "rep", 4, 10, True, (), False, False))
        while Redraw() not in keyboard.poll(math.inf):
            pass
        display.redraw()
        display.notice("drawn anew")
        display.typed("seen")
        keyboard.poll(math.inf)
        display.close()
        """,
        dimensions=(24, 80),
    )
    child.expect_exact("2 of 5")
    child.expect_exact("> ")
    child.setwinsize(12, 40)
    child.expect_exact("> seen")
    screen = pyte.Screen(40, 12)
    pyte.Stream(screen).feed(child.before[child.before.rindex("\x1b[2J") :] + child.after)
    rows = [row.rstrip() for row in screen.display]

    assert rows[:2] == ["Note: ready for it", "Note: drawn anew"]
    assert sum("2 of 5" in row for row in rows) == 1
    assert "██" in rows[4]
    assert "> seen" in rows

    child.send("x")
    child.expect(pexpect.EOF)

    assert is_in_line_mode(child)
