;;; R7RS 6.8 and 6.9: vectors and bytevectors.

;; 6.8

(list (vector? #(1)) (vector? '(1)) (vector? (vector)) (vector? "v"))
;=> (#t #f #t #f)

(list (make-vector 2 'x) (vector-length (make-vector 3)) (vector 'a 'b 'c) (vector))
;=> (#(x x) 3 #(a b c) #())

(list (vector-length #(1 2 3)) (vector-ref #(1 1 2 3 5 8) 5))
;=> (3 8)

(vector-ref #(1 2) 2)
;=> ! Error

(vector-ref (vector 1 2) 'a)
;=> ! TypeError

(let ((vec (vector 0 '(2 2 2 2) "Anna"))) (vector-set! vec 1 '("Sue" "Sue")) vec)
;=> #(0 ("Sue" "Sue") "Anna")

(list (vector->list #(dah dah didah)) (vector->list #(dah dah didah) 1) (vector->list #(dah dah didah) 1 2) (list->vector '(dididit dah)))
;=> ((dah dah didah) (dah didah) (dah) #(dididit dah))

(let* ((a (vector 1 8 2 8)) (b (vector-copy a))) (vector-set! b 0 3) (list a b (vector-copy b 1 3)))
;=> (#(1 8 2 8) #(3 8 2 8) #(8 2))

; A copy of a constant may be changed.
(let ((b (vector-copy '#(1 8)))) (vector-set! b 0 3) b)
;=> #(3 8)
;steel: ! TypeError ; the copy of a constant is one, too

(let ((a (vector 1 2 3 4 5)) (b (vector 10 20 30 40 50))) (vector-copy! b 1 a 0 2) b)
;=> #(10 1 2 40 50)

; The parts may overlap.
(let ((a (vector 1 2 3 4 5))) (vector-copy! a 1 a 0 3) a)
;=> #(1 1 2 3 5)

(list (vector-append #(a b c) #(d e f)) (vector-append) (vector-append #(1) #() #(2 3)))
;=> (#(a b c d e f) #() #(1 2 3))

(let ((a (vector 1 2 3 4 5))) (vector-fill! a 'smash 2 4) a)
;=> #(1 2 smash smash 5)

(let ((a (vector 1 2))) (vector-fill! a 0) a)
;=> #(0 0)

(list (vector-map cadr #((a b) (d e))) (vector-map + #(1 2) #(10 20 30)) (vector-map * #() #(1)))
;=> (#(b e) #(11 22) #())
;steel: ! NameError ; has no `vector-map`
;scheme: (#(b e) #(11 22) #())

(let ((v (make-vector 3))) (for-each (lambda (i) (vector-set! v i (* i i))) '(0 1 2)) v)
;=> #(0 1 4)

(let ((sum 0)) (vector-for-each (lambda (x y) (set! sum (+ sum (* x y)))) #(1 2) #(10 20)) sum)
;=> 50
;steel: ! NameError ; has no `vector-for-each`
;scheme: 50

; A vector in a closure is the same vector.
(let* ((v (vector 0)) (f (lambda () (vector-set! v 0 (+ 1 (vector-ref v 0)))))) (f) (f) v)
;=> #(2)

; A vector may contain itself.
(let ((v (vector 1 #f))) (vector-set! v 1 v) (eq? v (vector-ref v 1)))
;=> #t

;; 6.9

(list (bytevector? #u8(1)) (bytevector? #(1)) (bytevector) (bytevector 1 3 5) (make-bytevector 2 12))
;=> (#t #f #u8() #u8(#x01 #x03 #x05) #u8(#x0C #x0C))

(list (bytevector-length #u8(1 2)) (bytevector-u8-ref #u8(1 1 2 3 5 8) 5))
;=> (2 8)

(let ((bv (bytevector 1 2 3))) (bytevector-u8-set! bv 1 255) bv)
;=> #u8(#x01 #xFF #x03)

(bytevector 256)
;=> ! TypeError

(bytevector-u8-ref #u8(1) 1)
;=> ! Error

(let ((a #u8(1 2 3 4 5))) (list (bytevector-copy a) (bytevector-copy a 2) (bytevector-copy a 2 4)))
;=> (#u8(#x01 #x02 #x03 #x04 #x05) #u8(#x03 #x04 #x05) #u8(#x03 #x04))

(let ((a (bytevector 1 2 3 4 5)) (b (bytevector 10 20 30 40 50))) (bytevector-copy! b 1 a 0 2) b)
;=> #u8(#x0A #x01 #x02 #x28 #x32)
;steel: ! NameError ; has no `bytevector-copy!`

(list (bytevector-append #u8(0 1 2) #u8(3 4)) (bytevector-append))
;=> (#u8(#x00 #x01 #x02 #x03 #x04) #u8())

(list (utf8->string #u8(65 206 187)) (string->utf8 "λ") (utf8->string #u8(65 66 67) 1 2) (string->utf8 "abc" 1))
;=> ("Aλ" #u8(#xCE #xBB) "B" #u8(#x62 #x63))

(list (equal? #u8(1 2) (bytevector 1 2)) (eqv? (bytevector 1) (bytevector 1)))
;=> (#t #f)
;scheme: (#t #t) ; to `eqv?` the same bytes are the same object
