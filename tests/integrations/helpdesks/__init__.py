"""Helpdesks that are really run, the programs that die at them, and the tests of what is there afterwards."""
