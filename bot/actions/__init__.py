"""One file a verb: load, let the rules decide, store; one transaction each."""
