;;; R7RS 4.2.6 to 4.2.9: parameters, handlers, quasiquotation, case-lambda.

;; 4.2.6: parameters.

(let ((p (make-parameter 10))) (list (p) (parameterize ((p 20)) (p)) (p)))
;=> (10 20 10)

; The converter is used for the first value and for those of `parameterize`.
(let ((p (make-parameter 5 number->string))) (list (p) (parameterize ((p 6)) (p))))
;=> ("5" "6")
;steel: ! ArityMismatch ; no converters
;scheme: ("5" "6")

(let ((p (make-parameter 1)) (q (make-parameter 2))) (parameterize ((p 10) (q (+ (p) 5))) (list (p) (q))))
;=> (10 6)
;steel: (10 15) ; binds one after the other
;scheme: (10 6)

; It holds for what is called, and not for what was left.
(let* ((p (make-parameter 1)) (read (lambda () (p)))) (list (parameterize ((p 2)) (read)) (read)))
;=> (2 1)

(let ((p (make-parameter 1))) (call/cc (lambda (k) (parameterize ((p 2)) (k 'out)))) (p))
;=> 1

(let ((p (make-parameter 1))) (guard (e (#t (list e (p)))) (parameterize ((p 2)) (raise (p)))))
;=> (2 1)
;steel: ! NameError ; has no `guard`
;scheme: (2 1)

(let ((p (make-parameter 1))) (parameterize () (p)))
;=> 1

;; 4.2.7: handlers; see 6.11 for more.

(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42))))
;=> 42
;steel: ! NameError ; has no `guard`
;scheme: 42

(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23))))
;=> (b . 23)
;steel: ! NameError ; has no `guard`
;scheme: (b . 23)

;; 4.2.8: quasiquotation.

`(list ,(+ 1 2) 4)
;=> (list 3 4)

(let ((name 'a)) `(list ,name ',name))
;=> (list a (quote a))

`(a ,(+ 1 2) ,@(map abs '(4 -5 6)) b)
;=> (a 3 4 5 6 b)

`((foo ,(- 10 3)) ,@(cdr '(c)) . ,(car '(cons)))
;=> ((foo 7) . cons)

`#(10 5 ,(* 2 2) ,@(map (lambda (x) (* x x)) '(4 3)) 8)
;=> #(10 5 4 16 9 8)

`(1 . ,(+ 1 1))
;=> (1 . 2)

`(,@'(1 2) . 3)
;=> (1 2 . 3)
;steel: ((#%unquote-splicing (quote (1 2))) . 3) ; splices nothing before a dot
;lisp: (1 2 . 3)

`(,@'(1 2))
;=> (1 2)

`(,@'() x ,@'())
;=> (x)

; Levels: only what is unquoted as often as it is quoted is computed.
`(a `(b ,(c ,(+ 1 2))))
;=> (a (quasiquote (b (unquote (c 3)))))

`(a `(b ,(foo ,(+ 1 3) d) e) f)
;=> (a (quasiquote (b (unquote (foo 4 d)) e)) f)

(let ((name1 'x) (name2 'y)) `(a `(b ,,name1 ,',name2 d) e))
;=> (a (quasiquote (b (unquote x) (unquote (quote y)) d)) e)

`(1 ```,,@,,@(list (+ 1 2)) 4)
;=> (1 (quasiquote (quasiquote (quasiquote (unquote (unquote-splicing (unquote 3)))))) 4)
;steel: (1 (quasiquote (quasiquote (quasiquote (unquote (unquote-splicing (unquote (#%unquote-splicing (list (+ 1 2))))))))) 4) ; splices nothing into an unquotation
;lisp: (1 (quasiquote (quasiquote (quasiquote (unquote (unquote-splicing (unquote 3)))))) 4)

`(a `(b ,@(c ,@(list 1 2))))
;=> (a (quasiquote (b (unquote-splicing (c 1 2)))))

; The long spellings.
(quasiquote (list (unquote (+ 1 2)) (unquote-splicing (list 4 5))))
;=> (list 3 4 5)

`(1 unquote (+ 1 1))
;=> (1 . 2)
;steel: (1 unquote (+ 1 1)) ; does not know this spelling
;lisp: (1 . 2)

'(quasiquote (list (unquote (+ 1 2)) 4))
;=> (quasiquote (list (unquote (+ 1 2)) 4))

; A comma may stand apart from its form.
`(1 , (+ 1 1))
;=> (1 2)
;lisp: (1 (+ 1 1)) ; a comma before a blank is white space

`(1 ,(let ((x 2)) `(x ,x)))
;=> (1 (x 2))

`x
;=> x

`,(+ 1 2)
;=> 3

; Constant parts may be shared; what is computed is new.
(let ((f (lambda (x) `(1 ,x)))) (list (f 2) (f 3)))
;=> ((1 2) (1 3))

; Brackets in a template are round, as elsewhere in Scheme.
`[a ,(+ 1 2)]
;=> (a 3)
;lisp: (%vec a 3) ; brackets in a template are kept, for macros: this is `[a 3]`

;; 4.2.9: case-lambda.

(let ((f (case-lambda ((a) (list 'one a)) ((a b) (list 'two a b)) ((a . rest) (list 'more a rest)))))
  (list (f 1) (f 1 2) (f 1 2 3)))
;=> ((one 1) (two 1 2) (more 1 (2 3)))

(let ((f (case-lambda (() 'none) (all all)))) (list (f) (f 1 2)))
;=> (none (1 2))

((case-lambda ((a) a) ((a b) b)) 1 2 3)
;=> ! ArityMismatch
;steel: ! Error ; of no class of its own
