"""Pure rules: integers and fractions, no clock, no input or output, standard library only."""
