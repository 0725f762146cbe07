"""Pulumi provider `aws` of the sandbox: a table of types over AWS's own API, answered by moto.

The engine finds it on PATH as `pulumi-resource-aws` and speaks gRPC to it, so a program written for pulumi-aws runs
unchanged. What a type means is a row in `sandbox.providers.aws.table`; a type without a row is refused by name.
"""
