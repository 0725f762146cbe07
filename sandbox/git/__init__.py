"""The sandbox's Git: a bare repository that follows the user's checkout; Argo CD reads it and is told of changes."""
