"""The program: reads one stack's configuration, wires the components, exports what others need."""

import pulumi

from components.addons import Addons, NodeAddons
from components.cluster import Cluster, ClusterArgs
from components.gitops import GitOps
from components.network import Network, NetworkArgs
from components.nodes import NodePools
from components.observability import Observability
from components.program import environment_of_program
from components.services import data_of, publish, security_of
from components.wiring import addons_args, after, gitops_args, nodes_args, observability_args, provider_of, scaling_of

env = environment_of_program()
name, tags = env.cluster_name, env.all_tags

network = Network(name, NetworkArgs(env.network, env.region, name, tags))
cluster = Cluster(name, ClusterArgs(env.cluster, env.region, network.intra_subnet_ids, name, tags))
networking = NodeAddons(name, addons_args(env, network, cluster))
nodes = NodePools(name, nodes_args(env, network, cluster), pulumi.ResourceOptions(depends_on=[networking]))
karpenter, autoscaler = scaling_of(env, cluster)
security = security_of(env, cluster)
data = data_of(env, network, cluster, security)
kept = Observability(name, observability_args(env, cluster))

provider = provider_of(name, cluster)
addons = Addons(name, addons_args(env, network, cluster), after(provider, nodes))
# A controller that starts before its role is there goes without one until it starts again.
on_roles = after(provider, nodes, addons, karpenter, autoscaler, kept)
gitops = GitOps(name, gitops_args(env, network, cluster, nodes, karpenter, kept), on_roles)

pulumi.export("vpcId", network.vpc_id)
pulumi.export("clusterName", cluster.cluster_name)
pulumi.export("endpoint", cluster.endpoint)
pulumi.export("kubeconfig", cluster.kubeconfig)
pulumi.export("pools", {pool: made.node_group_name for pool, made in nodes.pools.items()})
pulumi.export("applicationSet", gitops.application_set)
publish(env, security, data, pulumi.ResourceOptions(provider=provider, depends_on=[gitops]))
