"""What revision 0001 does, by subject."""
