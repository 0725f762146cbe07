"""The control planes of EKS clusters beside the first: each stack that is not `local` gets a real one of its own."""
