"""`platform completion`: the script that makes a shell complete `platform`'s commands, services and environments."""

from __future__ import annotations

import click

PROGRAM = "platform"
# The variable by which click is asked for completions; it makes the same name from the program's.
VARIABLE = f"_{PROGRAM.upper()}_COMPLETE"


@click.command(
    epilog="""\b
Once, for this shell:      eval "$(platform completion bash)"
For every shell to come:   platform completion bash >> ~/.bashrc
                           platform completion zsh >> ~/.zshrc
                           platform completion fish > ~/.config/fish/completions/platform.fish"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell: bash (4.4 or newer), zsh or fish."""
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    if script is None:
        raise click.UsageError(f"no completion for {shell}")
    # The class's own source() would start bash to ask for its version; the script works or not whatever it answers.
    made = script(context.find_root().command, {}, PROGRAM, VARIABLE)
    click.echo(made.source_template % made.source_vars())
