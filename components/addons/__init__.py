"""What a cluster needs beside its nodes: EKS's own add-ons, and the controllers that Argo CD brings."""
