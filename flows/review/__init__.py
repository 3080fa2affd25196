"""What no reference data explains, a person's answers to it, and what they change in the marts."""
