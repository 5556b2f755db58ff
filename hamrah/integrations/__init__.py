"""Outside systems, one folder each: what they hold and how it becomes rows of the store."""
