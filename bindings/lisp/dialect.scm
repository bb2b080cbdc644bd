;; What code of the dialect calls, as far as it can be said in Scheme.

(define %list list)
(define %object object)
(define %list->vector list->vector)
(define %apply apply)

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
(define (%method:get object key) (%ref object key))
(define (%method:set object key value) (%put! object key value))
(define (%method:has object key) (has? object key))
(define (%method:delete object key) (del object key))
(define (%method:keys object) (keys object))
(define (%method:values object) (map (lambda (key) (%ref object key)) (keys object)))
(define (%method:entries object) (items object))
(define (%method:map items f) (map f items))
(define (%method:filter items f) (filter f items))
(define (%method:join items . separator)
  (let ([separator (if (null? separator) "," (car separator))] [items (->list items)])
    (if (null? items)
        ""
        (apply %str (car items) (apply append (map (lambda (item) (list separator item)) (cdr items)))))))
(define (%method:slice items from . to)
  (let ([items (->list items)])
    (list-head (list-tail items from) (- (if (null? to) (length items) (car to)) from))))
(define (%method:split text separator) (string-split text separator))
(define (%method:trim text) (trim text))
(define (%method:upper text) (string-upcase text))
(define (%method:lower text) (string-downcase text))
(define (%method:length items) (len items))
