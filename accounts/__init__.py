"""Who reads, who may do what, and who did it: accounts in a database of their own, never in the warehouse."""
