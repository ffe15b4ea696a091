// The registries, a folder each.
