;; What a Scheme programmer expects and the engine lacks: multiple values,
;; records, promises, and the procedures of R7RS and SRFI 1 that take procedures.

;; A foreign callable is a record that is applied by its first field. Its second tells which one it is.
(define %closure (lambda (callee) (lambda arguments (%call callee arguments))))
(define %callable-kind (make-struct-type 'procedure 2))
(#%vtable-update-entry! (car %callable-kind) 0 (hash))
(define %make-callable (list-ref %callable-kind 1))

;; Multiple values are a record of their own; a single value is itself.
(define %values-kind (make-struct-type '#%values 1))
(define %make-values (list-ref %values-kind 1))
(define values? (list-ref %values-kind 2))
(define %values-list (car (list-ref %values-kind 4)))

(define (values . all)
  (if (and (not (null? all)) (null? (cdr all))) (car all) (%make-values all)))

(define (call-with-values producer consumer)
  (let ([result (producer)])
    (if (values? result) (apply consumer (%values-list result)) (consumer result))))

;; What Steel's own return is a list.
(define (floor/ n d) (values (floor-quotient n d) (floor-remainder n d)))
(define (truncate/ n d) (values (truncate-quotient n d) (truncate-remainder n d)))
(define (exact-integer-sqrt n) (apply values (#%prim.exact-integer-sqrt n)))

(define-syntax receive
  (syntax-rules ()
    [(_ formals expression body ...)
     (call-with-values (lambda () expression) (lambda formals body ...))]))

(define-syntax let*-values
  (syntax-rules ()
    [(_ () body ...) (let () body ...)]
    [(_ ([formals expression] rest ...) body ...)
     (call-with-values (lambda () expression) (lambda formals (let*-values (rest ...) body ...)))]))

(define-syntax let-values
  (syntax-rules ()
    [(_ bindings body ...) (let*-values bindings body ...)]))

(define-syntax assert
  (syntax-rules ()
    [(_ test) (if test #t (error "assertion failed:" 'test))]
    [(_ test message ...) (if test #t (error "assertion failed:" message ...))]))

;; Promises. A forced promise keeps its value; a chain of `delay-force` runs in constant space.
(define %promise-kind (make-struct-type 'promise 1))
(define %make-promise (list-ref %promise-kind 1))
(define promise? (list-ref %promise-kind 2))
(define %promise-cell (car (list-ref %promise-kind 4)))

(define-syntax delay-force
  (syntax-rules () [(_ expression) (%make-promise (box (cons #f (lambda () expression))))]))

(define-syntax delay
  (syntax-rules () [(_ expression) (delay-force (make-promise expression))]))

(define-syntax make-lazy
  (syntax-rules () [(_ expression) (delay-force expression)]))

(define (make-promise value)
  (if (promise? value) value (%make-promise (box (cons #t value)))))

(define (force promise)
  (if (promise? promise)
      (let ([content (unbox (%promise-cell promise))])
        (if (car content)
            (cdr content)
            (let ([next ((cdr content))])
              (let ([cell (%promise-cell promise)])
                (when (not (car (unbox cell)))
                  (set-box! cell (unbox (%promise-cell next))))
                (force promise)))))
      promise))

;; Records. What `define-record-type` and `struct` are spelled out to.
(define (%record-type name fields mutable)
  (let ([kind (make-struct-type name (length fields))])
    (#%vtable-update-entry! (car kind) #f (hash '#:fields fields '#:mutable-fields mutable '#:transparent #t '#:name name))
    (list kind fields mutable)))

(define (%field-index field fields)
  (let loop ([rest fields] [index 0])
    (cond
      [(null? rest) (error "a record has no such field:" field)]
      [(equal? (car rest) field) index]
      [else (loop (cdr rest) (+ index 1))])))

(define (%record-maker type given)
  (let ([make (list-ref (car type) 1)] [fields (cadr type)] [mutable (caddr type)])
    (if (and (null? mutable) (equal? fields given))
        make
        (let ([places (map (lambda (field) (and (member field given) (%field-index field given))) fields)]
              [boxed (map (lambda (field) (if (member field mutable) #t #f)) fields)]
              [count (length given)])
          (lambda values
            (if (= (length values) count)
                (apply make
                       (map (lambda (place boxed)
                              (let ([value (if place (list-ref values place) #f)])
                                (if boxed (#%box value) value)))
                            places
                            boxed))
                (error "a record takes another number of fields:" given)))))))

(define (%record-test type) (list-ref (car type) 2))

(define (%record-reader type field)
  (let ([read (list-ref (list-ref (car type) 4) (%field-index field (cadr type)))])
    (if (member field (caddr type)) (lambda (record) (unbox (read record))) read)))

(define (%record-writer type field)
  (let ([read (list-ref (list-ref (car type) 4) (%field-index field (cadr type)))])
    (lambda (record value) (set-box! (read record) value) void)))

;; A record in a body. What a program defines at the top level is spelled out before.
(define-syntax define-record-type
  (syntax-rules ()
    [(_ name (maker given ...) test field ...)
     (begin
       (define name (%local-record-type 'name '(field ...)))
       (define maker (%record-maker name '(given ...)))
       (define test (%record-test name))
       (%define-accessors name field ...))]))

(define-syntax %define-accessors
  (syntax-rules ()
    [(_ name) (begin)]
    [(_ name (field reader) more ...)
     (begin
       (define reader (%record-reader name 'field))
       (%define-accessors name more ...))]
    [(_ name (field reader writer) more ...)
     (begin
       (define reader (%record-reader name 'field))
       (define writer (%record-writer name 'field))
       (%define-accessors name more ...))]
    [(_ name field more ...) (%define-accessors name more ...)]))

(define (%local-record-type name fields)
  (let ([mutable (filter (lambda (field) (and (pair? field) (= (length field) 3))) fields)])
    (%record-type name (map (lambda (field) (if (pair? field) (car field) field)) fields) (map car mutable))))

;; An object with members, for all languages.
(define %object-kind (make-struct-type '#%object 1))
(define %make-object (list-ref %object-kind 1))
(define (object . entries) (%fill-object (%make-object (#%box (hash))) entries))

(define (eval form . environment) (%eval form))
(define (eval-string text) (%eval-text text))
(define (interaction-environment) 'top-level)

(define (%unbound name) (lambda arguments (%free-identifier name)))

;; Lists, and what acts like one in any language.
(define (%elements data) (if (list? data) data (->list data)))

(define (each first second)
  (if (and (procedure? second) (not (procedure? first)))
      (%for-each-of second first)
      (%for-each-of first second)))

(define (%for-each-of procedure data)
  (if (foreign? data) (%walk procedure (%steps data)) (for-each procedure data)))

(define (%walk procedure steps)
  (let loop ()
    (let ([item (%step steps)])
      (if (%end? item) void (begin (procedure item) (loop))))))

(define (%map procedure list)
  (let loop ([rest list] [done '()])
    (if (null? rest) (reverse done) (loop (cdr rest) (cons (procedure (car rest)) done)))))

(define (%map-all procedure lists)
  (let loop ([rests lists] [done '()])
    (if (any null? rests)
        (reverse done)
        (loop (%map cdr rests) (cons (apply procedure (%map car rests)) done)))))

(define (map procedure data . more)
  (if (null? more)
      (%map procedure (%elements data))
      (%map-all procedure (cons (%elements data) (%map %elements more)))))

(define (for-each procedure data . more)
  (if (null? more)
      (let loop ([rest (%elements data)])
        (if (null? rest) void (begin (procedure (car rest)) (loop (cdr rest)))))
      (begin (%map-all procedure (cons (%elements data) (%map %elements more))) void)))

(define (filter test data)
  (let loop ([rest (%elements data)] [done '()])
    (if (null? rest)
        (reverse done)
        (loop (cdr rest) (if (test (car rest)) (cons (car rest) done) done)))))

(define (foldl procedure start data)
  (let loop ([rest (%elements data)] [sum start])
    (if (null? rest) sum (loop (cdr rest) (procedure (car rest) sum)))))

(define (foldr procedure start data) (foldl procedure start (reverse (%elements data))))
(define reduce foldl)

;; Steel's own compare procedures by their code, so that all foreign ones would be equal.
(define (member value list . same?)
  (let ([same? (if (null? same?) equal? (car same?))])
    (find-tail (lambda (x) (same? value x)) (%elements list))))

(define (assoc key list . same?)
  (let ([same? (if (null? same?) equal? (car same?))])
    (find (lambda (entry) (same? key (car entry))) list)))

(define (any test data)
  (let loop ([rest (%elements data)])
    (if (null? rest) #f (or (test (car rest)) (loop (cdr rest))))))

(define (every test data)
  (let loop ([rest (%elements data)])
    (cond
      [(null? rest) #t]
      [(null? (cdr rest)) (test (car rest))]
      [else (and (test (car rest)) (loop (cdr rest)))])))

(define (remove test list) (filter (lambda (x) (not (test x))) list))
(define (delete value list) (filter (lambda (x) (not (equal? x value))) list))
(define (find test data) (let ([rest (find-tail test (%elements data))]) (if rest (car rest) #f)))

(define (find-tail test list)
  (cond
    [(null? list) #f]
    [(test (car list)) list]
    [else (find-tail test (cdr list))]))

(define (list-index test list)
  (let loop ([rest list] [index 0])
    (cond
      [(null? rest) #f]
      [(test (car rest)) index]
      [else (loop (cdr rest) (+ index 1))])))

(define (filter-map procedure list) (filter (lambda (x) x) (map procedure list)))
(define (append-map procedure list) (apply append (map procedure list)))
(define (fold-left procedure start list) (foldl (lambda (x sum) (procedure sum x)) start list))
(define (fold-right procedure start list) (foldr procedure start list))
(define (list-tabulate count procedure) (map procedure (iota count)))

(define (%merge a b less? merged)
  (cond
    [(null? a) (append (reverse merged) b)]
    [(null? b) (append (reverse merged) a)]
    [(less? (car b) (car a)) (%merge a (cdr b) less? (cons (car b) merged))]
    [else (%merge (cdr a) b less? (cons (car a) merged))]))

(define (%sort-list list less?)
  (let ([count (length list)])
    (if (< count 2)
        list
        (let ([half (quotient count 2)])
          (%merge (%sort-list (list-head list half) less?) (%sort-list (list-tail list half) less?) less? '())))))

;; A stable sort of a list or a vector, with the arguments in either order.
(define (sort data less?)
  (cond
    [(procedure? data) (sort less? data)]
    [(vector? data) (list->vector (%sort-list (vector->list data) less?))]
    [else (%sort-list (%elements data) less?)]))

(define list-sort sort)
(define vector-sort sort)

(define (partition test list) (values (filter test list) (remove test list)))

;; Vectors and strings.
(define (vector-map procedure . vectors) (list->vector (apply map procedure (map vector->list vectors))))
(define (vector-for-each procedure . vectors) (apply for-each procedure (map vector->list vectors)))
(define (string-map procedure . strings) (list->string (apply map procedure (map string->list strings))))
(define (string-for-each procedure . strings) (apply for-each procedure (map string->list strings)))
(define (hash-for-each procedure table) (for-each (lambda (key) (procedure key (hash-ref table key))) (hash-keys->list table)))
(define (exact-rational? value) (and (rational? value) (exact? value)))

;; Steel goes on keeping what was in a dead box or vector until it needs the place for another one. So places are
;; used until one that is known to be dead has been, and with it all others.
(define (%tidy)
  (%watch)
  (box (%watched))
  (mutable-vector (%watched))
  (let loop ()
    (when (%watching?)
      (box #f) (box #f) (box #f) (box #f) (box #f) (box #f) (box #f) (box #f)
      (mutable-vector) (mutable-vector) (mutable-vector) (mutable-vector)
      (mutable-vector) (mutable-vector) (mutable-vector) (mutable-vector)
      (loop))))
