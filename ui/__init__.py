"""The screens, the shared table and the command line of ceasefire."""
