"""Classes of Python's that derive from a foreign one."""
