"""`voicecoach completion`: the script with which a shell completes voicecoach's command lines."""

import click

VARIABLE = "_VOICECOACH_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", metavar="|".join(SHELLS), type=click.Choice(SHELLS))
def command(shell: str) -> None:
    """Print the script with which your shell completes commands, options and names.

    Save what it prints, and open a new shell:

    bash: as `voicecoach` in `completions` below `~/.local/share/bash-completion` (it needs the package bash-completion;
    without it, put the second example into `~/.bashrc`).

    zsh: as `_voicecoach` in a directory of your `fpath`, such as `~/.zfunc` after `fpath+=~/.zfunc` in `~/.zshrc`,
    before `compinit`.

    fish: as `voicecoach.fish` in `~/.config/fish/completions`.

    \b
    Examples:
      voicecoach completion bash
      source <(voicecoach completion bash)
      voicecoach completion zsh > _voicecoach
      voicecoach completion fish > voicecoach.fish
    """
    from click.shell_completion import get_completion_class  # noqa: PLC0415 what `--help` does not need

    from voicecoach.cli.main import cli  # noqa: PLC0415 it loads this module

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(cli, {}, "voicecoach", VARIABLE)
    click.echo(script.source_template % script.source_vars())
