;; What code of the dialect calls, as far as it can be said in Scheme.

(define %list list)
(define %object object)
(define str %str)
(define %list->vector list->vector)
(define %apply apply)

;; A variable of a namespace is in a box, which code that mentions it has at hand.
(define (%ns-define! namespace name value) (%ns-keep! namespace name (box value)))

;; `((f))`: what takes nothing is run, and what takes something is the answer.
(define (%call0 f) (if (%call0? f) (f) f))

;; Either may come first, as long as only one of them is a procedure.
(define (%each items f)
  (if (and (procedure? items) (not (procedure? f))) (%each-item f items) (%each-item items f)))

(define (%each-item items f)
  (if (%indexed? f)
      (let ([index -1])
        (%for-each-of (lambda (item) (set! index (+ index 1)) (f item index)) items))
      (if (void? items) void (%for-each-of f items))))

;; Methods of Lisp's own data: `(.push list x)`.
(define (%join items . separator)
  (let ([separator (if (null? separator) "," (car separator))] [items (->list items)])
    (if (null? items)
        ""
        (apply %str (car items) (apply append (map (lambda (item) (list separator item)) (cdr items)))))))

(define (%slice items from . to)
  (let ([items (->list items)])
    (list-head (list-tail items from) (- (if (null? to) (length items) (car to)) from))))

(define (%push items item)
  (if (list? items)
      (error "push: a list does not change; `(vector ...)` makes what does, and `(append xs [x])` a longer list")
      (begin (vector-push! items item) (len items))))

(define (%includes items item)
  (if (string? items) (string-contains? items item) (and (member item (->list items)) #t)))

(define %methods
  (hash 'get (lambda (object . keys) (apply %ref object keys))
        'set (lambda (object key value) (%put! object key value))
        'has (lambda (object key) (has? object key))
        'delete (lambda (object key) (del object key))
        'keys (lambda (object) (keys object))
        'values (lambda (object) (map (lambda (key) (%ref object key)) (keys object)))
        'entries (lambda (object) (items object))
        'map (lambda (items f) (map f (->list items)))
        'filter (lambda (items f) (filter f (->list items)))
        'each (lambda (items f) (%each items f))
        'join %join
        'slice %slice
        'push %push
        'split (lambda (text separator) (string-split text separator))
        'includes %includes
        'starts-with (lambda (text start) (starts-with? text start))
        'ends-with (lambda (text end) (ends-with? text end))
        'replace (lambda (text old new) (string-replace text old new))
        'trim (lambda (text) (trim text))
        'upper (lambda (text) (string-upcase text))
        'lower (lambda (text) (string-downcase text))
        'length (lambda (items) (len items))))
