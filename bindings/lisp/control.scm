;; Handlers, `dynamic-wind`, continuations and parameters.
;;
;; Steel's own `with-handler` is built on continuations that go stale when a
;; handler raises again. Here an error ends the extent of the body first; the
;; handler runs after that. `%try` returns what the body returns, or something
;; caught, which no program ever gets to see.

(define %on-error (lambda (e) (%catch e)))

(define (%try thunk)
  (let ([handlers (%swap-handlers! '())])
    (let ([outcome (%call-handling %on-error thunk)])
      (%swap-handlers! handlers)
      outcome)))

(define-syntax with-handler
  (syntax-rules ()
    [(_ handler body ...)
     (let ([outcome (%try (lambda () body ...))])
       (if (%caught? outcome) (handler (%caught-value outcome)) outcome))]))

(define-syntax guard
  (syntax-rules ()
    [(_ (name clause ...) body ...)
     (let ([outcome (%try (lambda () body ...))])
       (if (%caught? outcome)
           (let ([name (%caught-value outcome)]) (%guard-clauses outcome clause ...))
           outcome))]))

(define-syntax %guard-clauses
  (syntax-rules (else =>)
    [(_ outcome) (%raise-again outcome)]
    [(_ outcome [else result ...]) (begin result ...)]
    [(_ outcome [test => receiver] clause ...)
     (let ([value test]) (if value (receiver value) (%guard-clauses outcome clause ...)))]
    [(_ outcome [test] clause ...)
     (let ([value test]) (if value value (%guard-clauses outcome clause ...)))]
    [(_ outcome [test result ...] clause ...)
     (if test (begin result ...) (%guard-clauses outcome clause ...))]))

(define (call-with-exception-handler handler thunk)
  (let ([outcome (%try (lambda () (thunk)))])
    (if (%caught? outcome) (handler (%caught-value outcome)) outcome)))

;; A handler may return to `raise-continuable` only; for everything else it is
;; called when the body has been left, and must not return. What a handler
;; itself raises is for the handlers around it: they were in force when it ran.
(define (with-exception-handler handler thunk)
  (let ([handlers (%handlers)])
    (%swap-handlers! (cons handler handlers))
    (let ([outcome (%call-handling %on-error (lambda () (thunk)))])
      (let ([inside (%swap-handlers! handlers)])
        (cond
          [(not (%caught? outcome)) outcome]
          [(> (length inside) (length handlers))
           (handler (%caught-value outcome))
           (error "the handler returned from an exception that cannot be continued:" (%caught-value outcome))]
          [else (%raise-again outcome)])))))

(define (raise-continuable value)
  (let ([handlers (%handlers)])
    (if (null? handlers)
        (raise value)
        (begin
          (%swap-handlers! (cdr handlers))
          (let ([result ((car handlers) value)])
            (%swap-handlers! handlers)
            result)))))

(define (read-error? value) (and (error-object? value) (equal? (error-object-name value) "SyntaxError")))
(define (file-error? value) (and (error-object? value) (equal? (error-object-name value) "Io")))

;; Each winder is a list: a number that no other has, and what to do on the way in and out.
(define %winder-count 0)

(define (dynamic-wind before thunk after)
  (before)
  (set! %winder-count (+ %winder-count 1))
  (let ([winders (%winders)])
    (%set-winders! (cons (list %winder-count before after) winders))
    (let* ([handlers (%handlers)] [outcome (%call-handling %on-error (lambda () (thunk)))])
      (%swap-handlers! handlers)
      (%set-winders! winders)
      (after)
      (if (%caught? outcome) (%raise-again outcome) outcome))))

(define (%wind-to target)
  (let ([winders (%winders)])
    (cond
      [(%same-winders? winders target) #t]
      [(< (length winders) (length target))
       (%wind-to (cdr target))
       ((cadr (car target)))
       (%set-winders! target)]
      [else
       (%set-winders! (cdr winders))
       ((caddr (car winders)))
       (%wind-to target)])))

(define (%same-winders? a b)
  (if (or (null? a) (null? b))
      (and (null? a) (null? b))
      (= (car (car a)) (car (car b)))))

;; A continuation belongs to the entry into Lisp in which it was taken: what
;; lies between it and another entry is not Lisp's to leave or to run again.
(define (call/cc receiver)
  (let ([entry (%entry)] [winders (%winders)] [handlers (%handlers)])
    (%raw-call/cc
     (lambda (k)
       (receiver
        (lambda results
          (if (= entry (%entry))
              (begin
                (%wind-to winders)
                (%swap-handlers! handlers)
                (k (apply values results)))
              (error (if (%entry-lasts? entry)
                         "a continuation cannot cross a call from or to another language, or an evaluation within its own"
                         "the evaluation in which this continuation was taken is over")))))))))

(define call-with-current-continuation call/cc)
(define call-with-escape-continuation call/cc)

(define-syntax let/cc
  (syntax-rules ()
    [(_ name body ...) (call/cc (lambda (name) body ...))]))

;; A parameter is called without arguments for its value, with one to set it,
;; and with two for what its converter makes of the first.
(define (make-parameter value . converter)
  (let ([convert (if (null? converter) (lambda (x) x) (car converter))])
    (let ([cell (box (convert value))])
      (lambda arguments
        (cond
          [(null? arguments) (unbox cell)]
          [(null? (cdr arguments)) (set-box! cell (car arguments))]
          [else (convert (car arguments))])))))

(define (current-output-port . arguments)
  (cond
    [(null? arguments) (%output)]
    [(null? (cdr arguments)) (%set-output! (car arguments))]
    [else (car arguments)]))

(define (current-error-port . arguments) (%error-console))
(define (current-input-port . arguments) (stdin))

(define (%parameterize parameters values thunk)
  (let ([inside (map (lambda (parameter value) (parameter value #t)) parameters values)] [outside '()])
    (dynamic-wind
     (lambda () (set! outside (%exchange parameters inside)))
     thunk
     (lambda () (set! inside (%exchange parameters outside))))))

;; Gives parameters other values, and returns those they had.
(define (%exchange parameters values)
  (let ([before (map (lambda (parameter) (parameter)) parameters)])
    (for-each (lambda (parameter value) (parameter value)) parameters values)
    before))

;; All values are computed before any of them holds.
(define-syntax parameterize
  (syntax-rules ()
    [(_ () body ...) (let () body ...)]
    [(_ ([parameter value] ...) body ...)
     (%parameterize (list parameter ...) (list value ...) (lambda () body ...))]))

;; Ports, as bytes and as a whole.
(define (%from port) (if (null? port) (current-input-port) (car port)))
(define (%to port) (if (null? port) (current-output-port) (car port)))
(define (read-u8 . port) (#%read-byte (%from port)))
(define (peek-u8 . port) (#%peek-byte (%from port)))
(define (read-bytevector count . port) (#%read-bytes count (%from port)))
(define (write-u8 byte . port) (#%write-byte byte (%to port)))
(define (write-bytevector bytes . port) (#%write-bytes bytes (%to port)))
(define (read-port-to-string . port) (#%read-port-to-string (%from port)))
(define port->string read-port-to-string)
(define (call-with-input-string text receiver) (receiver (open-input-string text)))
(define read-byte read-u8)
(define peek-byte peek-u8)
(define read-bytes read-bytevector)
(define write-byte write-u8)
(define write-bytes write-bytevector)

(define (read . port)
  (let ([datum (%read-datum (%from port))])
    (if (string? datum) (eval-string (string-append "'" datum)) datum)))

(define (with-output-to-string thunk)
  (let ([port (open-output-string)])
    (parameterize ([current-output-port port]) (thunk))
    (get-output-string port)))

(define (call-with-output-string receiver)
  (let ([port (open-output-string)])
    (receiver port)
    (get-output-string port)))

(define (call-with-port port receiver)
  (let ([result (receiver port)])
    (close-port port)
    result))

(define (call-with-input-file path receiver) (call-with-port (open-input-file path) receiver))
(define (call-with-output-file path receiver) (call-with-port (open-output-file path) receiver))
