#!/usr/bin/env polytarget
# the first line counts
print("before")
raise ValueError("on line four")
