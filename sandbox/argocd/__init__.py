"""Argo CD's controllers as processes outside the cluster, with what they need in it and in files."""
