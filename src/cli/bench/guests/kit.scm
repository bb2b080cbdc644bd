; What the bench calls in Lisp: loops to be timed, and things for the loops of other languages.
(define (bench-call f n)
  (let loop ([i 0])
    (when (< i n) (f 1) (loop (+ i 1)))))

(define (bench-member o n)
  (let loop ([i 0])
    (when (< i n) (get o 'x) (loop (+ i 1)))))

(define (bench-iterate items n)
  (let loop ([i 0])
    (when (< i n) (each (lambda (item) item) items) (loop (+ i 1)))))

(hash 'call bench-call
      'member bench-member
      'iterate bench-iterate
      'callee (lambda (x) x)
      'thing (hash 'x 1)
      'items (range 0 1000))
