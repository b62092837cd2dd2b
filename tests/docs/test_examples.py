"""Every example in README, CONTRIBUTING, docs and the commands' help does what it shows."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

from tests.docs import examples, stand_ins
from tests.docs.examples import ROOT, Step
from voicecoach.cli.main import cli

COACH = Path(sys.executable).with_name("voicecoach")
PATH = os.pathsep.join([str(COACH.parent), os.environ["PATH"]])
NO_SOUND = {"PULSE_SERVER": "unix:/nonexistent", "ALSA_CONFIG_PATH": "/dev/null"}
DEADLINE_S = 120
EXIT_CODE = "echo $?"
ASSIGNMENT = re.compile(r"([A-Z_]+)=(.*)")
PAGES = [
    page
    for page in examples.pages()
    if page != examples.MADE_FROM_THE_HELP and list(examples.blocks(page, "sh", "console"))
]
COMMANDS = examples.of_the_help()
PARSERS = {
    "json": lambda text: [json.loads(each) for each in _documents(text)],
    "toml": tomllib.loads,
    "python": ast.parse,
}


def _documents(text: str) -> list[str]:
    """One document, or one a line."""
    lines = text.strip().splitlines()
    return (
        lines
        if len(lines) > 1 and all(line.startswith("{") and line.endswith("}") for line in lines)
        else [text]
    )


@dataclass(slots=True)
class Desk:
    """Where examples are run, one after the other: a directory, a home, and how the last one ended."""

    folder: Path
    home: Path
    code: int = 0
    expected: int = 0
    is_code_shown: bool = field(default=True)

    def settle(self, where: str) -> None:
        """That the last command ended as it had to, unless the document showed its code."""
        assert self.is_code_shown or self.code == self.expected, f"{where} ended with {self.code}"
        self.is_code_shown = True

    def run(self, step: Step) -> None:
        """Run or check one command line."""
        if step.command == EXIT_CODE:
            assert step.output is not None
            assert step.output.strip() == str(self.code), step.where
            self.is_code_shown = True
            return
        self.settle(step.where)
        words = shlex.split(step.command, comments=True)
        variables: dict[str, str] = {}
        while words and (found := ASSIGNMENT.fullmatch(words[0])):
            variables[found[1]] = found[2]
            words.pop(0)
        if words[0] == "voicecoach":
            self._coach(step, words[1:], variables)
        elif words[0] in stand_ins.REAL:
            self._ended(step, ["bash", "-ec", step.command], variables, 0)
        elif found := stand_ins.SCRIPTS.fullmatch(shlex.join(words)):
            self._script(step, found["name"], words[1:], variables)
        elif found := stand_ins.PIP.match(step.command):
            assert (ROOT / found["lock"]).is_file(), step
        else:
            assert shlex.join(words).replace("'", "") in stand_ins.OTHERS, (
                f"{step.where}: decide in tests/docs/stand_ins.py what stands for {step.command!r}"
            )

    def _coach(self, step: Step, words: list[str], variables: dict[str, str]) -> None:
        if ">" in words:
            self._ended(step, ["bash", "-ec", step.command], variables, 0)
            return
        check_options(words)
        instead = stand_ins.stand_in(shlex.join(words))
        self._ended(step, [str(COACH), *words, *instead.more], variables, instead.code)

    def _script(self, step: Step, name: str, words: list[str], variables: dict[str, str]) -> None:
        script = ROOT / "scripts" / name

        assert os.access(script, os.X_OK), step
        if name == "start":
            self._coach(step, ["start", *words], variables)
            return
        for word in words:
            if word.startswith("scripts/"):
                break  # the other script's own
            if word.startswith("--"):
                assert stand_ins.is_known_option(script, word.partition("=")[0]), step

    def _ended(self, step: Step, command: list[str], variables: dict[str, str], code: int) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("VOICECOACH_")}
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env={**kept, **NO_SOUND, "PATH": PATH, "VOICECOACH_HOME": str(self.home), **variables},
            input=step.answers,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=DEADLINE_S,
            check=False,
        )
        assert "Traceback" not in ran.stdout
        self.code, self.expected, self.is_code_shown = ran.returncode, code, False
        if step.output is None:
            assert ran.returncode == code, f"{step.where}: {step.command}\n{ran.stdout}"
        else:
            assert examples.matches(step.output, ran.stdout), f"{step.where}: {step.command}\n{ran.stdout}"


def check_options(words: list[str]) -> None:
    """That every command and option of a command line is there."""
    command: click.Command = cli
    context = click.Context(cli, info_name="voicecoach", **cli.context_settings)
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        below = command.get_command(context, rest[0])
        if below is None:
            assert command.invoke_without_command, f"there is no command {rest[0]!r} in {words}"
            break
        command, context = below, click.Context(below, info_name=rest.pop(0), parent=context)
    known = {option for each in command.get_params(context) for option in (*each.opts, *each.secondary_opts)}
    for word in rest:
        if word.startswith("--"):
            assert word.partition("=")[0] in known, f"{context.command_path} has no option {word}"


@pytest.fixture(scope="session")
def one_session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the session of the tutorial in it."""
    place = tmp_path_factory.mktemp("one_session")
    (begin,) = [
        step
        for block in examples.blocks("docs/tutorial.md", "console")
        for step in examples.steps(block)
        if " start " in step.command
    ]
    desk = Desk(place, place / "home")
    desk.run(begin)
    desk.settle(begin.where)
    return desk.home


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A directory with the files of the examples, and no history."""
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, source in stand_ins.FILES.items():
        shutil.copy(source, folder / name)
    return Desk(folder, tmp_path / "home")


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_do_what_they_show(page: str, desk: Desk, one_session: Path) -> None:
    """In their order, as a reader would type them."""
    if page not in stand_ins.PAGES_FROM_NOTHING:
        shutil.copytree(one_session, desk.home)
    for block in examples.blocks(page, "sh", "console", "toml"):
        if block.language == "toml":
            if block.saved_as is not None:
                (desk.folder / block.saved_as).write_text(block.text, encoding="utf-8")
            continue
        for step in examples.steps(block):
            desk.run(step)
    desk.settle(page)


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if entry.examples])
def test_the_examples_of_a_help_can_be_run(name: str, desk: Desk, one_session: Path) -> None:
    """Each ends as it should, after those before it."""
    shutil.copytree(one_session, desk.home)
    for example in COMMANDS[name].examples:
        assert "voicecoach" in example, example
        desk.run(Step(f"{name} --help", example, None))
    desk.settle(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_shows_examples(name: str) -> None:
    """Under `Examples:`, each a whole command line."""
    assert COMMANDS[name].examples, f"`{name} --help` has no block of Examples"


@pytest.mark.parametrize("language", PARSERS)
def test_data_in_the_documents_can_be_read(language: str) -> None:
    """As what it says it is."""
    for page in examples.pages():
        for block in examples.blocks(page, language):
            try:
                PARSERS[language](block.text)
            except ValueError as error:
                pytest.fail(f"{page}:{block.line}: {error}")


@pytest.mark.parametrize("page", examples.pages())
def test_commands_that_a_page_names_are_there(page: str) -> None:
    """With their options."""
    for command in examples.inline_commands(examples.text_of(page)):
        check_inline(command)


def test_commands_that_the_coach_names_are_there() -> None:
    """In the sentences of the program itself: a hint that leads nowhere is worse than none."""
    for path in (ROOT / "voicecoach").rglob("*.py"):
        for command in examples.inline_commands(path.read_text(encoding="utf-8")):
            check_inline(command)


def check_inline(command: str) -> None:
    """`COMMAND` and what else is in capitals stands for something."""
    words = command.replace("[", " ").replace("]", " ").split()[1:]
    if words and not re.fullmatch(r"[A-Z_.]+|\{.*\}|\.\.\.|…", words[0]):
        check_options([word for word in words if "{" not in word])


# --- that this module notices ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", ["voicecoach strat", "voicecoach start --txt", "voicecoach programs chek x", "curl x"]
)
def test_an_example_that_is_wrong_or_undecided_fails(command: str, desk: Desk) -> None:
    """So nothing is passed over in silence."""
    with pytest.raises(AssertionError):
        desk.run(Step("here", command, None))


def test_an_output_that_differs_fails(desk: Desk) -> None:
    with pytest.raises(AssertionError):
        desk.run(Step("here", "voicecoach history", "1  2026-03-01 09:00  back-pain\n"))


def test_an_exit_code_that_is_not_shown_fails(desk: Desk) -> None:
    """Not 0, and no `echo $?` behind it."""
    desk.run(Step("here", "voicecoach explain 7", "There is no session 7...\n"))

    with pytest.raises(AssertionError):
        desk.settle("here")
    desk.run(Step("here", EXIT_CODE, "2\n"))
    desk.settle("here")


def test_dots_stand_for_words_and_for_lines() -> None:
    assert examples.matches("a ...\n...\nz\n", "a b\nc\nd\nz\n")
    assert examples.matches("at 2026-03-01 09:00\n", "at 2031-12-24 18:30\n")
    assert not examples.matches("a\nz\n", "a\nb\nz\n")
