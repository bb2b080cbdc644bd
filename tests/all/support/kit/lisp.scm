;; What the conformance kit asks of Lisp: objects to hand out, and ways to use those of others.

(define (identity value) value)

;; How a scalar arrives: its native type and its text.
(define (kind value)
  (define name
    (cond [(boolean? value) "boolean"]
          [(and (number? value) (exact? value)) "exact"]
          [(number? value) "inexact"]
          [(string? value) "string"]
          [(void? value) "void"]
          [else (type-of value)]))
  (string-append name " " (to-string value)))

(define (add a b) (+ a b))

(define (make_counter)
  (define count 0)
  (lambda (step)
    (set! count (+ count step))
    count))

(define (Point x)
  (define self (object 'x x 'y 2))
  (set self 'sum (lambda () (+ (get self 'x) (get self 'y))))
  self)

(define (make_class) Point)
(define (make_point) (Point 1))
(define (make_list) (mutable-vector 10 20 30))
(define (make_map) (object 'a 1 'b 2))

;; An object that keeps another one alive, and nothing else does.
(define (make_holder payload) (object 'payload payload))

(define (call-it f . args) (apply f args))

(define cell (object 'stored #f))
(define (store f) (set cell 'stored f))
(define (call_stored x) ((get cell 'stored) x))
(define (forget) (set cell 'stored #f))

(define (get_x o) (get o 'x))
(define (set_x o value) (set o 'x value))
(define (has_x o) (has? o 'x))
(define (delete_x o) (del o 'x))
(define (call_sum o) (invoke o 'sum))
(define (get_item o key) (get o key))
(define (set_item o key value) (set o key value))
(define (delete_item o key) (del o key))
(define (length_of o) (len o))

;; The sum of the items, by the language's own iteration.
(define (total o)
  (define sum 0)
  (each (lambda (item) (set! sum (+ sum item))) o)
  sum)

(define (construct c x) (new c x))
(define (show o) (to-string o))

;; The names of the members, joined.
(define (listing o)
  (define names (sort (map to-string (keys o)) string<?))
  (if (null? names)
      ""
      (foldl (lambda (name text) (string-append text " " name)) (car names) (cdr names))))

(define (equal a b) (equal? a b))
(define (same a b) (eq? a b))

;; What a native table says that was keyed by the object.
(define (find key probe)
  (define entry (assoc probe (list (cons key "found"))))
  (if entry (cdr entry) "lost"))

(define (fail message) (error message))

;; The message of what the call raises.
(define (attempt f . args)
  (with-handler (lambda (e) (error-object-message e))
    (apply f args)
    "no error"))

;; What the call raises, as this language caught it.
(define (catch f . args)
  (with-handler (lambda (e) e)
    (apply f args)
    #f))

;; Catches what the call raises, and raises it again.
(define (rethrow f . args)
  (with-handler (lambda (e) (raise e))
    (apply f args)))

;; Whether an error that another language caught and raised again is still the same object.
(define (comes_home foreign-rethrow)
  (define thrown (object 'message "home"))
  (with-handler (lambda (caught) (eq? caught thrown))
    (foreign-rethrow (lambda () (raise thrown)))
    #f))

;; Goes down `depth` levels, a level in each language in turn.
(define (descend peer me depth)
  (if (= depth 0) 0 (+ 1 (peer me peer (- depth 1)))))

(define (forever peer me) (+ 1 (peer me peer)))

;; Makes and drops an object of another language, over and over.
(define (churn make rounds)
  (let loop ([number 0])
    (when (< number rounds)
      (make number)
      (loop (+ number 1)))))

;; A frame of this language between two others; a call in tail position would leave none.
(define (through f . args) (car (list (apply f args))))

(define (new_list) (mutable-vector))
(define (new_map) (object))
(define (append_to o value) (set o (len o) value))
(define (remove_at o index) (del o index))
(define (has_item o value) (if (member value (->list o)) #t #f))

;; The number of entries.
(define (count o) (len o))

;; Calls the function with each item, by the language's own iteration.
(define (visit o f) (each f o))

;; A deep copy in objects of this language.
(define (copy o) (to-native o))

(define (read_member o name) (get o (string->symbol name)))
(define (write_member o name value) (set o (string->symbol name) value))

;; What a program takes the value for.
(define (seen_as value)
  (cond [(boolean? value) "boolean"]
        [(and (number? value) (exact? value)) "exact number"]
        [(number? value) "inexact number"]
        [(string? value) "string"]
        [(void? value) "void"]
        [(error-object? value) "error object"]
        [(procedure? value) "procedure"]
        [else (string-append "`" (type-of value) "`")]))
