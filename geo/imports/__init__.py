"""Files of others to data sets: formats, encodings, column mappings, what is refused and why."""
