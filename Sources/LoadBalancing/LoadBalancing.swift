// Reloaders.
