;; Calls from outside: what is called, and with what, is in the hand of the
;; runtime, and is taken from it by the first instructions. Everything here is
;; constant, so that a call allocates nothing. A handler must not capture
;; anything either, for the collector does not see it.
;;
;; `transduce` with one of the reducers over a string of one character calls
;; the procedure once, and returns what it returns.

(define %call-handling call-with-exception-handler)
(define %raw-call/cc call/cc)
(define %keep (lambda (e) (%keep-error e)))
(define %once "1")

(define %thunk-0 (lambda () ((%procedure))))
(define %thunk-1 (lambda () ((%procedure) (%first))))
(define %thunk-2 (lambda () ((%procedure) (%first) (%second))))
(define %thunk-n (lambda () (apply (%procedure) (%arguments))))

(define %reducer-0 (into-reducer (lambda (a b) (%call-handling %keep %thunk-0)) 0))
(define %reducer-1 (into-reducer (lambda (a b) (%call-handling %keep %thunk-1)) 0))
(define %reducer-2 (into-reducer (lambda (a b) (%call-handling %keep %thunk-2)) 0))
(define %reducer-n (into-reducer (lambda (a b) (%call-handling %keep %thunk-n)) 0))

;; Evaluation at the top level, and interning.
(define %evaluate (lambda (text) (%compile-text text)))
(define %intern (lambda (name) (string->symbol name)))
(define %eval %compile-form)
