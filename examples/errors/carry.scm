;; Not a tail call: that would leave no frame behind to be seen in the trace.
(define (carry cargo)
  (list (cargo)))
