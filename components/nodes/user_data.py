"""What a pool's nodes run and read when they first start, for either operating system."""

from __future__ import annotations

from dataclasses import dataclass

from components.nodes.al2023 import al2023_user_data, boot_script
from components.nodes.bottlerocket import bottlerocket_settings
from components.nodes.config import OperatingSystem, PoolConfig, PoolKind
from components.nodes.kernel import boot_hugepages, kernel_arguments
from components.nodes.kubelet import KubeletConfiguration, kubelet_configuration
from components.nodes.tuning import Tuning, tuning_of


@dataclass(frozen=True)
class Boot:
    """What reaches the kernel and kubelet of a pool's nodes.

    Attributes:
        tuning: the numbers behind it.
        kubelet: kubelet's settings; None leaves them to the image.
        kernel_arguments: what is added to the kernel's command line.
        memory_lock: whether containers may lock all their memory.
        user_data: the whole, as the launch template holds it before base64; None if the image is left as it is.
    """

    tuning: Tuning
    kubelet: KubeletConfiguration | None
    kernel_arguments: tuple[str, ...]
    memory_lock: bool
    user_data: str | None


def boot_of(pool: PoolConfig) -> Boot:
    """Work out what a pool's nodes boot with.

    Args:
        pool: the pool; its first instance type counts, since types of a tuned pool are alike.

    Example:
        >>> from components.nodes.config import PoolConfig
        >>> pool = PoolConfig(
        ...     name="fast",
        ...     kind="low-latency",
        ...     instance_types=("c7i.4xlarge",),
        ...     size={"min": 1, "max": 2, "desired": 1},
        ... )
        >>> boot_of(pool).kernel_arguments[:2]
        ('irqaffinity=0,8', 'rcu_nocbs=1-7,9-15')
    """
    instance = pool.instances[0]
    fast = pool.kind is PoolKind.LOW_LATENCY
    tuning = tuning_of(instance, pool.hugepages.counts, pool.kept_cores, pods=pool.pods_kept_for)
    kubelet = kubelet_configuration(instance, tuning) if fast else None
    arguments = kernel_arguments(instance, tuning, pool.kernel_arguments, low_latency=fast)
    if pool.os is OperatingSystem.BOTTLEROCKET:
        user_data = bottlerocket_settings(tuning, kubelet, arguments, memory_lock=fast)
    else:
        # A restart only for pages of 1 GiB would be worth it no more than it costs: without other arguments they are
        # made while the node boots.
        arguments += boot_hugepages(tuning) if arguments else ()
        user_data = al2023_user_data(boot_script(tuning, arguments, memory_lock=fast), kubelet)
    return Boot(tuning, kubelet, arguments, fast, user_data)


def user_data_of(pool: PoolConfig) -> str | None:
    """Give the user data of a pool's nodes, not yet in base64; None if the image is left as it is.

    The same pool always gives the same text.

    Example:
        >>> from components.nodes.config import PoolConfig
        >>> pool = PoolConfig(name="web", instance_types=("m7i.large",), size={"min": 1, "max": 2, "desired": 1})
        >>> user_data_of(pool) is None
        True
    """
    return boot_of(pool).user_data
