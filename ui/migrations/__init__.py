"""The database's history, one step a file, run from inside the program."""
