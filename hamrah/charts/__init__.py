"""Charts as PNG files, drawn without a screen; Urdu is shaped and runs from right to left."""
