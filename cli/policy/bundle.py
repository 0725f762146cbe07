"""`platform policy bundle`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(short_help="Write the rules as a bundle that any OPA loads.")
@click.option(
    "--output",
    "-o",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("policies.tar.gz"),
    show_default=True,
    help="The file to write.",
)
@click.option(
    "--sign",
    "key",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="KEY",
    help="Sign it with the private key in this PEM file: RSA (the same bytes each time) or ECDSA.",
)
def bundle(target: Path, key: Path | None) -> None:
    """Write the rules, ours and the teams', with the settings of this checkout as an OPA bundle.

    The same rules give the same bytes. An OPA that pulls it answers data.slipway.gate.documents; one that is told the
    public key refuses a signed bundle that somebody has changed.
    """
    import hashlib

    from cli.place import checkout_folder
    from policies.gate.engines.opa.binary import opa_binary
    from policies.library.catalogue import bundle_here
    from policies.library.packing import packed, signature_of
    from toolchain.files import write_whole

    made = bundle_here(checkout_folder())
    signature = signature_of(opa_binary().path, made.folder, key) if key else None
    content = packed(made.folder, signature)
    write_whole(target, content)
    click.echo(f"{target}: {len(made.rules)} rules, {len(content)} bytes{', signed' if key else ''}")
    click.echo(f"revision {made.digest}; sha256 {hashlib.sha256(content).hexdigest()}")


COMMAND = bundle
"""What the group runs."""
