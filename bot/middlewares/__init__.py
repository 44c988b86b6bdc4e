"""What every update passes, outermost first: who may speak, faults, language, age."""
