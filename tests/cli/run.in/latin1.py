ok = 1
name = "café"
