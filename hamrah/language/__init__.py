"""Pure text work: languages, normalisation, detection, numbers, patterns, formatting. Imports nothing of ours."""
