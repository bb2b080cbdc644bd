import sys

import polytarget

work = polytarget.eval("lisp", "(define (run f n) (let loop ([i 0]) (when (< i n) (f 1) (loop (+ i 1))))) run")
thing = polytarget.eval("lisp", "(lambda (x) x)")
work(thing, int(sys.argv[1]))
