// Rendering of templates over snapshots.
