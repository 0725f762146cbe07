"""`platform policy server`."""

from __future__ import annotations

import click

from cli.output import output_option, print_json, print_table


@click.command(short_help="Tell of, or stop, the OPA that is kept warm.")
@click.argument("action", type=click.Choice(["status", "stop"]), default="status")
@output_option
def server(action: str, output: str) -> None:
    """Tell which OPA servers `platform check` keeps warm on this machine, or stop them.

    Each judges by one state of the rules and ends by itself after ten minutes without a question
    (SLIPWAY_OPA_IDLE_SECONDS says otherwise). Nothing is lost with it: the next run starts another.

    OPA must answer a query on documents within 20 seconds and one on a set within 60 (SLIPWAY_OPA_QUERY_SECONDS says
    otherwise for both); an OPA that is stopped is not waited for. Either ends `platform check` with 2.
    """
    from cli.shapes.policy_server import PolicyServer, PolicyServers
    from policies.gate.engines.opa.server import running, stop
    from policies.gate.places import gate_cache

    found = stop(gate_cache()) if action == "stop" else list(running(gate_cache()))
    servers = tuple(PolicyServer(one.digest, one.pid, one.opa) for one in found)
    if output == "json":
        print_json(PolicyServers(servers, stopped=action == "stop"))
    elif not servers:
        click.echo("No OPA is kept warm.")
    else:
        print_table(["RULES", "KEEPER", "OPA"], [[one.bundle, str(one.keeper), str(one.opa)] for one in servers])
        if action == "stop":
            click.echo(f"{len(servers)} stopped.")


COMMAND = server
"""What the group runs."""
