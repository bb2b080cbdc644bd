;;; R7RS 6.11: exceptions.

(guard (e (#t (list 'caught e))) (raise 'oops))
;=> (caught oops)
;steel: ! NameError ; has no `guard`
;scheme: (caught oops)

(guard (e ((symbol? e) (list 'symbol e)) ((string? e) (list 'string e))) (raise "s"))
;=> (string "s")
;steel: ! NameError ; has no `guard`
;scheme: (string "s")

(guard (e (else 'any)) (raise 42))
;=> any
;steel: ! NameError ; has no `guard`
;scheme: any

(guard (e (#f 'never)) 'answer)
;=> answer
;steel: ! NameError ; has no `guard`
;scheme: answer

; A clause may hand its test on.
(guard (e ((assq 'a e) => cdr)) (raise '((a . 42))))
;=> 42
;steel: ! NameError ; has no `guard`
;scheme: 42

; Where no clause fits, the next guard is asked.
(guard (e ((string? e) (list 'outer e))) (guard (e2 ((number? e2) 'inner)) (raise "x")))
;=> (outer "x")
;steel: ! NameError ; has no `guard`
;scheme: (outer "x")

(guard (e (#t (list 'outer e))) (guard (e2 (#t (raise (list 'again e2)))) (raise 1)))
;=> (outer (again 1))
;steel: ! NameError ; has no `guard`
;scheme: (outer (again 1))

(raise 'nobody)
;=> ! Raised
;steel: ! NameError ; has no `raise`
;scheme: ! Raised

; What has been raised may be anything.
(map (lambda (x) (guard (e (#t (equal? e x))) (raise x))) (list 1 "two" 'three '(4) #(5) #f '()))
;=> (#t #t #t #t #t #t #t)
;steel: ! NameError ; has no `guard`
;scheme: (#t #t #t #t #t #t #t)

(guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e)))) (error "bad thing:" 1 "two" 'three))
;=> ("bad thing:" (1 "two" three))
;steel: ! NameError ; has no `guard`
;scheme: ("bad thing:" (1 "two" three))

(guard (e (#t (error-object? e))) (raise 'not-an-error-object))
;=> #f
;steel: ! NameError ; has no `guard`
;scheme: #f

; Errors of the system are error objects, too.
(guard (e (#t (error-object? e))) (car 5))
;=> #t
;steel: ! NameError ; has no `guard`
;scheme: #t

(guard (e (#t (string? (error-object-message e)))) (vector-ref (vector 1) 9))
;=> #t
;steel: ! NameError ; has no `guard`
;scheme: #t

(guard (e ((error-object? e) 'undefined)) (this-name-is-not-defined))
;=> undefined
;steel: ! NameError ; has no `guard`

(guard (e (#t 'arity)) ((lambda (x) x)))
;=> arity
;steel: ! ArityMismatch ; found before anything runs
;lisp: ! SyntaxError ; found by the expander

(error "message" 1 2)
;=> ! Error

;; Handlers.

(with-exception-handler (lambda (e) 10) (lambda () (+ (raise-continuable 'c) 1)))
;=> 11
;steel: ! NameError ; has no `raise-continuable`
;scheme: 11

(with-exception-handler
  (lambda (con) (cond ((string? con) 'string) (else 42)))
  (lambda () (+ (raise-continuable 'should-be-a-number) 23)))
;=> 65
;steel: ! NameError ; has no `raise-continuable`
;scheme: 65

(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'escaped e))) (lambda () (+ 1 (raise 'x))))))
;=> (escaped x)
;steel: ! NameError ; has no `raise`
;scheme: (escaped x)

; A handler must not return to `raise`.
(guard (e (#t 'secondary)) (with-exception-handler (lambda (e) 'ignored) (lambda () (raise 'oops))))
;=> secondary
;steel: ! NameError ; has no `guard`
;scheme: secondary

; It runs with the handlers that were there before it.
(with-exception-handler
  (lambda (e) (list 'outer e))
  (lambda () (with-exception-handler (lambda (e) (list 'inner (raise-continuable e))) (lambda () (raise-continuable 1)))))
;=> (inner (outer 1))
;steel: ! NameError ; has no `raise-continuable`
;scheme: (inner (outer 1))

(guard (e (#t (list 'guard e))) (with-exception-handler (lambda (e) (raise (list 'handler e))) (lambda () (raise-continuable 1))))
;=> (guard (handler 1))
;steel: ! NameError ; has no `guard`
;scheme: (guard (handler 1))

(guard (e (#t (list 'caught e))) (raise-continuable 'c))
;=> (caught c)
;steel: ! NameError ; has no `guard`
;scheme: (caught c)

(with-exception-handler (lambda (e) 0) (lambda () 'answer))
;=> answer
;steel: ! NameError ; has no `with-exception-handler`
;scheme: answer

; What is inside is left before a clause runs.
(let ((path '()))
  (guard (e (#t (set! path (cons 'clause path)))) (dynamic-wind (lambda () #f) (lambda () (raise 1)) (lambda () (set! path (cons 'after path)))))
  (reverse path))
;=> (after clause)
;steel: ! NameError ; has no `raise`
;scheme: (after clause)

(let ((n 0)) (guard (e (#t n)) (let loop () (set! n (+ n 1)) (if (= n 5) (raise 'stop)) (loop))))
;=> 5
;steel: ! NameError ; has no `guard`
;scheme: 5

; A guard in a loop takes no room.
(let loop ((n 0)) (if (= n 2000) n (loop (guard (e (#t (+ n 1))) (raise 'again)))))
;=> 2000
;steel: ! NameError ; has no `guard`
;scheme: 2000

(guard (e ((read-error? e) 'read) ((file-error? e) 'file)) (open-input-file "no/such/file/anywhere"))
;=> file
;steel: ! NameError ; has no `guard`
;scheme: file

(guard (e ((read-error? e) 'read)) (read (open-input-string "(1 2")))
;=> read
;steel: ! NameError ; has no `guard`
;scheme: read
