;;; R7RS 6.10: control.

(list (procedure? car) (procedure? 'car) (procedure? (lambda (x) x)) (procedure? '(lambda (x) x)) (call/cc procedure?))
;=> (#t #f #t #f #t)

(list (apply + (list 3 4)) (apply + 1 2 '(3 4)) (apply list 1 '()) (apply max '(1 5 2)))
;=> (7 10 (1) 5)

(let ((compose (lambda (f g) (lambda args (f (apply g args)))))) ((compose sqrt *) 12 75))
;=> 30

(apply (lambda (a . rest) (list a rest)) 1 2 '(3))
;=> (1 (2 3))

(apply car '((1) (2)))
;=> ! ArityMismatch

(list (map cadr '((a b) (d e) (g h))) (map (lambda (n) (expt n n)) '(1 2 3 4 5)) (map car '()))
;=> ((b e h) (1 4 27 256 3125) ())

; With lists of several lengths the shortest one ends it.
(list (map + '(1 2 3) '(4 5 6)) (map + '(1 2) '(10 20 30)) (map list '(1 2) '(a b) '(x y)))
;=> ((5 7 9) (11 22) ((1 a x) (2 b y)))

(let ((v (make-vector 5))) (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2 3 4)) v)
;=> #(0 1 4 9 16)

(let ((seen '())) (for-each (lambda (a b) (set! seen (cons (- a b) seen))) '(5 6) '(1 1)) seen)
;=> (5 4)
;steel: ! ArityMismatch ; takes one list
;scheme: (5 4)

; It goes from left to right.
(let ((seen '())) (for-each (lambda (x) (set! seen (cons x seen))) '(1 2 3)) seen)
;=> (3 2 1)

;; Multiple values.

(call-with-values (lambda () (values 4 5)) (lambda (a b) b))
;=> 5

(list (call-with-values * -) (call-with-values (lambda () (values)) list) (call-with-values (lambda () 1) list) (+ 1 (values 2)))
;=> (-1 () (1) 3)
;steel: ! TypeError ; has no values: several are a list
;scheme: (-1 () (1) 3)

(call-with-values (lambda () (values 1 2 3)) (lambda (a . rest) (list a rest)))
;=> (1 (2 3))

(call-with-values (lambda () (call/cc (lambda (k) (k 1 2)))) list)
;=> (1 2)
;steel: ! ArityMismatch ; a continuation takes one value
;scheme: (1 2)

(call-with-values (lambda () (values 1 2)) (lambda (a) a))
;=> ! ArityMismatch

(let ((f (lambda () (values 1 2)))) (let-values (((a b) (f)) ((c d) (f))) (list a b c d)))
;=> (1 2 1 2)
;steel: ! NameError ; has no `let-values`
;scheme: (1 2 1 2)

;; Continuations.

(call-with-current-continuation (lambda (exit) (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19)) #t))
;=> -3

(let ((list-length (lambda (obj) (call/cc (lambda (return) (letrec ((r (lambda (obj) (cond ((null? obj) 0) ((pair? obj) (+ (r (cdr obj)) 1)) (else (return #f)))))) (r obj)))))))
  (list (list-length '(1 2 3 4)) (list-length '(a b . c))))
;=> (4 #f)

(+ 1 (call/cc (lambda (k) (+ 10 (k 1)))))
;=> 2

(call/cc (lambda (k) 5))
;=> 5

; A continuation may be called again when it has been left.
(define r7-turns 0)
(let ((k #f) (n 0)) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (set! r7-turns (+ r7-turns 1)) (if (< r7-turns 3) (k #f)) n)
;=> 3
;steel: 1 ; a variable that no procedure has caught goes back with the continuation

(let ((k #f) (count 0)) (let ((x (call/cc (lambda (c) (set! k c) 0)))) (set! count (+ count 1)) (if (< x 3) (k (+ x 1)) (list x count))))
;=> (3 4)

; The same where a procedure has caught the variable.
(let ((k #f) (count 0)) (let* ((up (lambda () (set! count (+ count 1)))) (x (call/cc (lambda (c) (set! k c) 0)))) (up) (if (< x 3) (k (+ x 1)) (list x count))))
;=> (3 4)

; Generators: control goes to and fro.
(let ((return #f) (resume #f) (seen '()))
  (define (next)
    (call/cc (lambda (r)
      (set! return r)
      (if resume (resume #f) (begin (for-each (lambda (x) (call/cc (lambda (k) (set! resume k) (return x)))) '(1 2 3)) (return 'end))))))
  (let* ((a (next)) (b (next)) (c (next)) (d (next))) (list a b c d)))
;=> (1 2 3 end)

; A continuation is a procedure of any number of values.
(call/cc (lambda (k) (call-with-values (lambda () 7) k)))
;=> 7

(let ((f (call/cc (lambda (k) k)))) (if (procedure? f) (f 5) f))
;=> 5

;; `dynamic-wind`

(let ((path '()) (c #f))
  (let ((add (lambda (s) (set! path (cons s path)))))
    (dynamic-wind (lambda () (add 'connect)) (lambda () (add (call/cc (lambda (c0) (set! c c0) 'talk1)))) (lambda () (add 'disconnect)))
    (if (< (length path) 4) (c 'talk2) (reverse path))))
;=> (connect talk1 disconnect connect talk2 disconnect)

(let ((path '())) (call/cc (lambda (k) (dynamic-wind (lambda () (set! path (cons 'in path))) (lambda () (k 'out)) (lambda () (set! path (cons 'out path)))))) (reverse path))
;=> (in out)

; Leaving two at once runs what is inside first.
(let ((path '()))
  (define (note x) (lambda () (set! path (cons x path))))
  (call/cc (lambda (k) (dynamic-wind (note 'a) (lambda () (dynamic-wind (note 'b) (lambda () (k 1)) (note 'c))) (note 'd))))
  (reverse path))
;=> (a b c d)

(let ((path '()))
  (define (note x) (lambda () (set! path (cons x path))))
  (guard (e (#t (set! path (cons e path)))) (dynamic-wind (note 'in) (lambda () (raise 'oops)) (note 'out)))
  (reverse path))
;=> (in out oops)
;steel: ! NameError ; has no `guard`
;scheme: (in out oops)

(dynamic-wind (lambda () #f) (lambda () 'answer) (lambda () 'ignored))
;=> answer

; Calls that are no tail calls go deep.
(let loop ((n 0)) (if (= n 10000) 0 (+ 1 (loop (+ n 1)))))
;=> 10000
