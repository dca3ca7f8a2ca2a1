"""How the shop writes numbers and dates, where Django has it otherwise."""
