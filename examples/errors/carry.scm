(define (carry cargo)
  (let ([result (cargo)])
    result))
