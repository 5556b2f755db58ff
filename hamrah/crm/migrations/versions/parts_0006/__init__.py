"""What revision 0006 does, by subject."""
