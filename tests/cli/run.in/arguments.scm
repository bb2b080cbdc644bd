(displayln (command-line))
