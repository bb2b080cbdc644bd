;;; R7RS 5.3 to 5.5: definitions.

(define r7-add3 (lambda (x) (+ x 3))) (r7-add3 3)
;=> 6

(define (r7-opt a . rest) (list a rest)) (list (r7-opt 1) (r7-opt 1 2 3))
;=> ((1 ()) (1 (2 3)))

(define (r7-all . xs) xs) (r7-all 1 2)
;=> (1 2)

; Defining again assigns, also for code that was there before.
(define r7-x 28) (define (r7-get) r7-x) (define r7-x 29) (r7-get)
;=> 29
;steel: ! SyntaxError ; one text defines a name once
;scheme: 29

; Bodies: definitions see each other.
(let ((x 5)) (define foo (lambda (y) (bar x y))) (define bar (lambda (a b) (+ (* a b) a))) (foo (+ x 3)))
;=> 45

(define (r7-outer n) (define (even? n) (or (= n 0) (odd? (- n 1)))) (define (odd? n) (and (> n 0) (even? (- n 1)))) (list (even? n) (odd? n))) (r7-outer 7)
;=> (#f #t)

; A definition in a body shadows a word, a procedure, a parameter.
(let () (define (list . xs) (cons 'mine xs)) (list 1 2))
;=> (mine 1 2)

(let () (define if list) (if 1 2 3))
;=> (1 2 3)
;steel: ! SyntaxError ; words cannot be bound
;lisp: (1 2 3)

(define (r7-shadow x) (define x 5) x) (r7-shadow 1)
;=> 5

; Values after definitions, and definitions after values.
(let () (define a 1) (set! a (+ a 1)) (define b (* a 10)) b)
;=> 20

(define-values (r7-q r7-r) (floor/ 7 2)) (list r7-q r7-r)
;=> (3 1)

(let () (define-values (x . rest) (values 1 2 3)) (define-values all (values 4 5)) (list x rest all))
;=> (1 (2 3) (4 5))
;steel: ! TypeError ; no rest in `define-values`
;scheme: ! NameError ; no rest in `define-values` of a body
;lisp: (1 (2 3) (4 5))

; Records.
(define-record-type <r7-pare> (r7-kons x y) r7-pare? (x r7-kar r7-set-kar!) (y r7-kdr))
(list (r7-pare? (r7-kons 1 2)) (r7-pare? (cons 1 2)) (r7-kar (r7-kons 1 2)) (r7-kdr (r7-kons 1 2)) (let ((k (r7-kons 1 2))) (r7-set-kar! k 3) (r7-kar k)))
;=> (#t #f 1 2 3)
;steel: ! NameError ; has no `define-record-type`
;scheme: (#t #f 1 2 3)

; The maker may take fewer fields, in another order.
(define-record-type r7-point (r7-make-point y x) r7-point? (x r7-point-x) (y r7-point-y) (name r7-point-name r7-set-point-name!))
(let ((p (r7-make-point 1 2))) (r7-set-point-name! p "n") (list (r7-point-x p) (r7-point-y p) (r7-point-name p)))
;=> (2 1 "n")
;steel: ! NameError ; has no `define-record-type`
;scheme: (2 1 "n")

; Two records of the same fields are of two types, and two of one are two objects.
(define-record-type r7-a (r7-make-a v) r7-a? (v r7-a-v)) (define-record-type r7-b (r7-make-b v) r7-b? (v r7-b-v))
(list (r7-a? (r7-make-a 1)) (r7-a? (r7-make-b 1)) (eqv? (r7-make-a 1) (r7-make-a 1)))
;=> (#t #f #f)
;steel: ! NameError ; has no `define-record-type`
;scheme: (#t #f #f)

(define-record-type r7-c (r7-make-c v) r7-c? (v r7-c-v)) (define-record-type r7-d (r7-make-d v) r7-d? (v r7-d-v)) (r7-c-v (r7-make-d 1))
;=> ! TypeError
;steel: ! NameError ; has no `define-record-type`
;scheme: ! TypeError

(let () (define-record-type thing (make-thing a) thing? (a thing-a)) (thing-a (make-thing 9)))
;=> 9
;steel: ! NameError ; has no `define-record-type`
;scheme: 9

(define (r7-local n) (define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y)) (define p (make-point n 2)) (set-point-x! p 5) (list (point-x p) (point-y p) (point? p) (point? n))) (r7-local 1)
;=> (5 2 #t #f)
;steel: ! NameError ; has no `define-record-type`
;scheme: (5 2 #t #f)

(define-record-type r7-none (r7-make-none) r7-none?) (r7-none? (r7-make-none))
;=> #t
;steel: ! NameError ; has no `define-record-type`
;scheme: #t

; A library is imported.
(import (scheme base)) (car '(1))
;=> 1
;steel: ! NameError ; has no libraries of R7RS
