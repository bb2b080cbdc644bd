;;; R7RS 6.4: pairs and lists.

(list (pair? '(a . b)) (pair? '(a b c)) (pair? '()) (pair? '#(a b)))
;=> (#t #t #f #f)

(list (cons 'a '()) (cons '(a) '(b c d)) (cons "a" '(b c)) (cons 'a 3) (cons '(a b) 'c))
;=> ((a) ((a) b c d) ("a" b c) (a . 3) ((a b) . c))

(list (car '(a b c)) (car '((a) b)) (car '(1 . 2)) (cdr '((a) b c)) (cdr '(1 . 2)) (cdr '(1)))
;=> (a (a) 1 (b c) 2 ())

(car '())
;=> ! Error

(cdr 5)
;=> ! TypeError

(let ((x (cons 1 2))) (set-car! x 3) x)
;=> (3 . 2)
;steel: ! NameError ; pairs do not change

(let ((x (list 1 2 3))) (set-cdr! (cdr x) '(9)) x)
;=> (1 2 9)
;steel: ! NameError ; pairs do not change

(list (caar '((1) 2)) (cadr '(1 2)) (cdar '((1 3) 2)) (cddr '(1 2 3)))
;=> (1 2 (3) (3))

(list (caddr '(1 2 3)) (cdddr '(1 2 3 4)) (cadddr '(1 2 3 4)))
;=> (3 (4) 4)

(list (null? '()) (null? '(1)) (list? '(a b c)) (list? '()) (list? '(a . b)))
;=> (#t #f #t #t #f)

(list (make-list 2 3) (length (make-list 4)))
;=> ((3 3) 4)
;steel: ! NameError ; has no `make-list`

(list (list 'a (+ 3 4) 'c) (list))
;=> ((a 7 c) ())

(list (length '(a b c)) (length '(a (b) (c d e))) (length '()))
;=> (3 3 0)

(length '(1 . 2))
;=> ! TypeError

(list (append '(x) '(y)) (append '(a) '(b c d)) (append '(a (b)) '((c))) (append) (append '() '()) (append '(1) '() '(2) '(3 4)))
;=> ((x y) (a b c d) (a (b) (c)) () () (1 2 3 4))

(append '(a b) '(c . d))
;=> (a b c . d)

(append '() 'a)
;=> a

(append '(1) 2)
;=> (1 . 2)

(list (reverse '(a b c)) (reverse '(a (b c) d (e (f)))) (reverse '()))
;=> ((c b a) ((e (f)) d (b c) a) ())

(list (list-tail '(a b c d) 2) (list-tail '(1) 1) (list-tail '(1) 0))
;=> ((c d) () (1))

(list-tail '(1) 2)
;=> ! Error

(list (list-ref '(a b c d) 2) (list-ref '(a b c d) (exact (round 1.8))))
;=> (c c)

(list-ref '(1 2) 5)
;=> ! Error

(let ((ls (list 'one 'two 'five!))) (list-set! ls 2 'three) ls)
;=> (one two three)
;steel: ! NameError ; lists do not change

(list (memq 'c '(a b c d e)) (memq 'z '(a b)) (memq (list 'a) '(b (a) c)) (member (list 'a) '(b (a) c)) (memv 101 '(100 101 102)))
;=> ((c d e) #f #f ((a) c) (101 102))

(member "B" '("a" "b" "c") string-ci=?)
;=> ("b" "c")
;steel: ! ArityMismatch ; takes two
;scheme: ("b" "c")

(member 2.0 '(1 2 3) =)
;=> (2 3)
;steel: ! ArityMismatch ; takes two
;scheme: (2 3)

(let ((e '((a 1) (b 2) (c 3)))) (list (assq 'a e) (assq 'd e) (assv 5 '((2 3) (5 7))) (assoc (list 'a) '(((a)) ((b))))))
;=> ((a 1) #f (5 7) ((a)))

(assoc 2.0 '((1 one) (2 two) (3 three)) =)
;=> (2 two)
;steel: ! ArityMismatch ; takes two
;scheme: (2 two)

(assoc "b" '(("a" . 1) ("b" . 2)))
;=> ("b" . 2)

; The predicate gets what is looked for first.
(assoc 5 '((3 . a) (7 . b) (9 . c)) <)
;=> (7 . b)
;steel: ! ArityMismatch ; takes two
;scheme: (7 . b)

(let* ((a '(1 8 2 8)) (b (list-copy a))) (list b (equal? a b)))
;=> ((1 8 2 8) #t)
;steel: ! NameError ; has no `list-copy`
;scheme: ((1 8 2 8) #t)

(let* ((a (list 1 2)) (b (list-copy a))) (eq? a b))
;=> #f
;steel: ! NameError ; has no `list-copy`
;scheme: #t ; a list that cannot change is its own copy

(list (list-copy '()) (list-copy 5))
;=> (() 5)
;steel: ! NameError ; has no `list-copy`
;scheme: (() 5)

; Lists share their tails.
(let* ((tail (list 2 3)) (whole (cons 1 tail))) (eq? (cdr whole) tail))
;=> #t
;steel: #f ; lists are no chains of pairs

(let ((x '(1 . (2 . (3 . ()))))) (list x (length x)))
;=> ((1 2 3) 3)

; Deep and long ones.
(let loop ((n 0) (x '())) (if (= n 500) (let down ((x x) (n 0)) (if (null? x) n (down (car x) (+ n 1)))) (loop (+ n 1) (list x))))
;=> 500

(length (let loop ((i 0) (x '())) (if (= i 100000) x (loop (+ i 1) (cons i x)))))
;=> 100000

; SRFI 1 is not R7RS, but what programs expect.
(list (filter odd? '(1 2 3 4 5)) (fold + 0 '(1 2 3)) (reduce + 0 '(1 2 3)))
;=> unspecified
;steel: ((1 3 5) 6 6) ; of SRFI 1
