"""What is judged as it is built: charts by helm, kustomizations by kubectl."""
