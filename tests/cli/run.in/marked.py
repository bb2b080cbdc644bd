print("nor is it in Python")
