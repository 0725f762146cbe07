"""AWS for the sandbox: moto's server as a process of ours, which keeps its state over restarts."""
