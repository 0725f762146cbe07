"""`platform stack pools`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table

if TYPE_CHECKING:
    from components.nodes.report import PoolReport


@click.command(short_help="Show what reaches kubelet and kernel of STACK's nodes.")
@click.argument("name", metavar="STACK")
@click.option("--pool", "-p", "chosen", help="This pool alone, in full.")
@click.option("--user-data", is_flag=True, help="Print the user data of the pool's nodes, and nothing else.")
@output_option
def pools(name: str, chosen: str | None, user_data: bool, output: str) -> None:
    """Show per pool exactly what reaches kubelet and kernel of STACK's nodes; needs neither sandbox nor cloud."""
    from cli.place import checkout_folder
    from cli.shapes.pools import PoolRow, Pools
    from components.config import STACKS, read_environment
    from components.nodes.report import report_of
    from toolchain.errors import SlipwayError

    environment = read_environment(name, checkout_folder() / STACKS)
    known, prefixes = environment.pools, environment.addons.prefix_delegation
    late = tuple(pool.name for pool in environment.karpenter.pools) if environment.karpenter else ()
    reports = [report_of(pool, prefixes=prefixes) for pool in known if chosen in (None, pool.name)]
    if not reports:
        named = ", ".join(pool.name for pool in known)
        what = (
            f"{chosen!r} is a pool of Karpenter's, which sizes nodes at run time"
            if chosen in late
            else f"there is no pool {chosen!r}"
        )
        raise SlipwayError(what, where=f"stack {name}", do=f"the pools of slipway:pools are {named}")
    if user_data and len(reports) > 1:
        raise SlipwayError("--user-data prints one pool's", where=f"stack {name}", do="add --pool NAME")
    if output == "json":
        print_json(Pools(name, tuple(map(PoolRow.of, reports)), late))
    elif user_data:
        click.echo(reports[0].boot.user_data or "", nl=False)
    elif chosen:
        click.echo("\n".join(_in_full(reports[0])))
    else:
        _print_all(name, reports, late)


def _print_all(stack: str, reports: list[PoolReport], late: tuple[str, ...]) -> None:
    print_table(
        ["POOL", "KIND", "INSTANCE", "NODES", "CPU", "MEMORY", "HUGEPAGES"],
        [
            [
                report.pool.name,
                report.pool.kind.value,
                _types(report),
                _nodes(report),
                _cores(report.vcpus * 1000 - report.reserved_millicores),
                f"{report.allocatable_mib / 1024:.1f}Gi",
                _pages(report) or "-",
            ]
            for report in reports
        ],
    )
    if late:
        click.echo("\n".join(_of_karpenter(late)))
    click.echo()
    click.echo("NODES: least/at first/most, * autoscaled. CPU, MEMORY: for pods of one node.")
    click.echo(f"All of one pool: platform stack pools {stack} --pool {reports[-1].pool.name}")


def _of_karpenter(names: tuple[str, ...]) -> list[str]:
    import textwrap

    told = f"Karpenter: {', '.join(names)} (nodes sized at run time; docs/how-to/node-pools.md)"
    return textwrap.wrap(told, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _types(report: PoolReport) -> str:
    first, *others = report.pool.instance_types
    return f"{first} +{len(others)}" if others else first


def _nodes(report: PoolReport) -> str:
    size = report.pool.size
    return f"{size.min}/{size.desired}/{size.max}{'*' if report.pool.autoscaled else ''}"


def _cores(millicores: int) -> str:
    return str(millicores // 1000) if millicores % 1000 == 0 else f"{millicores / 1000:.2f}"


def _pages(report: PoolReport) -> str:
    counts = report.pool.hugepages.counts
    return " ".join(f"{count}x{size}" for size, count in counts.items() if count)


_WIDTH = 80
_LABEL = 18


def _in_full(report: PoolReport) -> Iterator[str]:
    """Give the lines that tell all of one pool, at most 80 columns wide but for what can't be broken."""
    from components.nodes.report import NEEDED_RELEASE

    pool, boot = report.pool, report.boot
    scaled = ", by cluster-autoscaler" if pool.autoscaled else ""
    yield f"{pool.name}: {pool.kind.value}, {pool.os.value}, {report.architecture}, {pool.capacity_type}"
    if NEEDED_RELEASE[pool.os] and boot.user_data:
        yield from _row("needs", NEEDED_RELEASE[pool.os])
    yield from _row("instance types", ", ".join(pool.instance_types))
    yield from _row("nodes", f"{pool.size.min} to {pool.size.max}, {pool.size.desired} at first{scaled}")
    yield from _row("volume", f"{pool.volume_gib} GiB gp3, encrypted by {pool.volume_key or 'the key of EBS'}")
    yield from _row("labels", " ".join(f"{key}={value}" for key, value in sorted(pool.node_labels.items())))
    yield from _row("taints", " ".join(f"{key}={value}:NoSchedule" for key, value in pool.taints) or "none")
    yield ""
    free = report.vcpus * 1000 - report.reserved_millicores
    yield from _row("CPUs", f"{report.vcpus}, {_cores(free)} for pods")
    yield from _row("memory", f"{report.memory_mib} MiB published, {report.visible_mib} MiB seen by Linux (estimated)")
    yield from _row(
        "  kept",
        f"{report.kube_reserved_mib} MiB kubelet, {report.system_reserved_mib} MiB system, "
        f"{report.eviction_mib} MiB eviction threshold, {report.hugepages_mib} MiB hugepages",
    )
    yield from _row("  for pods", f"{report.allocatable_mib} MiB")
    yield from _row("pods", f"at most {report.max_pods}, as EKS sets it")
    for node in report.numa_nodes:
        pages = " ".join(f"{count}x{size}" for size, count in node.hugepages.items()) or "none"
        yield from _row(f"NUMA node {node.number}", f"CPUs for pods {node.pod_cpus}")
        yield from _row("", f"CPUs kept {node.reserved_cpus or 'none by name'}")
        yield from _row("", f"hugepages {pages}; memory for pods {node.allocatable_mib} of {node.memory_mib} MiB")
    yield ""
    if boot.kubelet is None:
        yield "kubelet: as the image sets it"
    else:
        import yaml

        yield "kubelet (kubelet.config.k8s.io/v1beta1):"
        yield from (f"  {line}" for line in yaml.safe_dump({**boot.kubelet}, sort_keys=False).splitlines())
    yield f"memory lock: {'unlimited' if boot.memory_lock else 'as the image sets it'}"
    yield "kernel arguments:" if boot.kernel_arguments else "kernel arguments: none"
    yield from (f"  {argument}" for argument in boot.kernel_arguments)
    yield "written at boot:" if report.sysfs else "written at boot: nothing"
    yield from (f"  {value} > {file}" for file, value in report.sysfs.items())


def _row(label: str, value: str) -> Iterator[str]:
    import textwrap

    lines = textwrap.wrap(value, _WIDTH - _LABEL, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"{label:<{_LABEL}}{lines[0]}".rstrip()
    yield from (" " * _LABEL + line for line in lines[1:])


COMMAND = pools
"""What the group runs."""
