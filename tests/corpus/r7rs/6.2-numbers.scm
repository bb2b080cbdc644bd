;;; R7RS 6.2: numbers.
;;;
;;; There is no -0.0 here: Steel keeps equal constants once for all engines of a thread, so that 0.0 and -0.0 would
;;; both be what was written first.

;; 6.2.5: how they are written.

'(0 -7 +5 1/2 -6/4 007)
;=> (0 -7 5 1/2 -3/2 7)

'(1.5 -.5 +2. 1e3 1.5e-3)
;=> (1.5 -0.5 2.0 1000.0 0.0015)

'(+inf.0 -inf.0 +nan.0)
;=> (+inf.0 -inf.0 +nan.0)

'(#xff #b-101 #o17 #d10 #xFf)
;=> (255 -5 15 10 255)

'#e1.5
;=> 3/2
;steel: #e1.5 ; has no such prefix: reads a name
;lisp: ! SyntaxError ; has no such prefix, and says so

'#i1/2
;=> 0.5
;steel: #i1/2 ; has no such prefix: reads a name
;lisp: ! SyntaxError ; has no such prefix, and says so

'(1+2i 1/2-3i)
;=> (1+2i 1/2-3i)

'(+i -i)
;=> (+i -i)
;steel: (0+1i 0-1i) ; the same numbers, written in full

; Integers of any size.
(* 99999999999 99999999999 99999999999)
;=> 999999999970000000000299999999999

(list (+ 9223372036854775807 1) (- -9223372036854775808 1) (* 4611686018427387904 2))
;=> (9223372036854775808 -9223372036854775809 9223372036854775808)

(- (+ 9223372036854775807 1) 1)
;=> 9223372036854775807

(expt 2 100)
;=> 1267650600228229401496703205376

(list (quotient (expt 10 30) (expt 10 28)) (remainder (expt 10 20) 7) (/ (expt 10 25) (expt 10 24)))
;=> (100 2 10)

;; 6.2.6: kinds.

(list (number? 1) (complex? 1.5) (real? 1/2) (rational? 6/3) (integer? 3.0) (integer? 3.5) (integer? "3"))
;=> (#t #t #t #t #t #f #f)

(list (rational? 1.5) (rational? +inf.0) (real? +nan.0) (number? 'a))
;=> (#t #f #t #f)

(list (exact? 3) (exact? 3.0) (inexact? 3.0) (exact? 1/2) (exact-integer? 3) (exact-integer? 3.0) (exact-integer? 1/2))
;=> (#t #f #t #t #t #f #f)

(list (exact-rational? 1/2) (exact-rational? 1.5))
;=> unspecified
;steel: ! NameError ; no procedure of R7RS
;scheme: (#t #f) ; ours

(list (finite? 3) (finite? +inf.0) (finite? +nan.0) (infinite? -inf.0) (infinite? 1.0) (nan? +nan.0) (nan? 1))
;=> (#t #f #f #t #f #t #f)

; Comparing.
(= 1 1 1)
;=> #t
;steel: ! ArityMismatch ; takes two

(list (= 1 2) (< 1 2 3) (< 1 3 2) (> 3 2 1) (<= 1 1 2) (>= 2 2 1) (= 1 1.0) (= 1/2 0.5))
;=> (#f #t #f #t #t #t #t #t)

(list (zero? 0) (zero? 1) (positive? 1) (positive? -1) (negative? -1/2) (odd? 3) (odd? 4) (even? 0) (even? -1))
;=> (#t #f #t #f #t #t #f #t #f)

(list (max 3 4) (min 1 2 3) (max 1/2 1/3))
;=> (4 1 1/2)

; What is inexact makes the answer so.
(max 3.9 4)
;=> 4.0
;steel: 4 ; stays exact

; Arithmetic.
(list (+ 3 4) (+ 3) (+) (* 4) (*) (- 3 4) (- 3 4 5) (- 3))
;=> (7 3 0 4 1 -1 -6 -3)

(list (/ 3 4 5) (/ 3) (/ 6 3) (/ 1.0 4) (/ -1/2))
;=> (3/20 1/3 2 0.25 -2)

(list (+ 1/2 1/3) (* 2/3 3/2) (- 1/2 1/2) (+ 1/2 0.5) (+ 1 2.0))
;=> (5/6 1 0 1.0 3.0)

(/ 1 0)
;=> ! Error

(/ 1.0 0)
;=> +inf.0
;steel: ! Error ; 0 is exact

(+ 1 'a)
;=> ! TypeError

; Strings are no numbers to Scheme.
(+ 1 "2")
;=> ! TypeError
;lisp: "12" ; `+` puts strings together

(list (abs -7) (abs 7) (abs -1/2) (abs -2.5) (magnitude -5))
;=> (7 7 1/2 2.5 5)

; Division in integers: towards zero, and down.
(list (quotient 13 4) (quotient -13 4) (quotient 13 -4) (remainder 13 4) (remainder -13 4) (remainder 13 -4))
;=> (3 -3 -3 1 -1 1)

(list (modulo 13 4) (modulo -13 4) (modulo 13 -4) (modulo -13 -4))
;=> (1 3 -3 -1)

(list (floor-quotient -5 2) (floor-remainder -5 2) (truncate-quotient -5 2) (truncate-remainder -5 2))
;=> (-3 1 -2 -1)

(call-with-values (lambda () (floor/ -5 2)) list)
;=> (-3 1)

(call-with-values (lambda () (truncate/ -5 2)) list)
;=> (-2 -1)

(modulo 5 0)
;=> ! Error

(list (gcd 32 -36) (lcm 32 -36) (gcd 0 5))
;=> (4 288 5)

(list (gcd) (lcm))
;=> (0 1)
;steel: ! ArityMismatch ; takes two

(list (numerator 6/4) (denominator 6/4) (numerator 5) (denominator 5))
;=> (3 2 5 1)

(denominator 0.5)
;=> 2.0
;steel: ! TypeError ; exact numbers only

; Rounding: to the even one where two are as near.
(list (floor -4.3) (ceiling -4.3) (truncate -4.3) (round -4.3))
;=> (-5.0 -4.0 -4.0 -4.0)

(list (round 3.5) (round 2.5) (round -2.5) (round 7/2) (round 7))
;=> (4.0 2.0 -2.0 4 7)

(list (floor 7/2) (ceiling 7/2) (truncate -7/2) (floor 5))
;=> (3 4 -3 5)

(list (rationalize 3/10 1/10) (rationalize .3 1/10))
;=> (1/3 0.3333333333333333)
;steel: ! NameError ; has no `rationalize`

; Functions of analysis.
(list (exp 0) (exp 1.0) (log 1) (log 8 2) (sin 0) (cos 0) (atan 1.0))
;=> (1 2.718281828459045 0 3.0 0 1 0.7853981633974483)
;steel: (1 2.718281828459045 0 3.0 0.0 1.0 0.7853981633974483) ; some answers are inexact

(atan 1 -1)
;=> 2.356194490192345
;steel: ! ArityMismatch ; takes one

(list (sqrt 9) (sqrt 2.25) (sqrt 1/4) (sqrt 2))
;=> (3 1.5 1/2 1.4142135623730951)

(sqrt -4)
;=> +2i
;steel: 0+2i ; the same number, written in full

(call-with-values (lambda () (exact-integer-sqrt 17)) list)
;=> (4 1)

(call-with-values (lambda () (exact-integer-sqrt (expt 10 40))) list)
;=> (100000000000000000000 0)

(list (expt 2 10) (expt 2 0) (expt 0 0) (expt 2 -2) (expt 2.0 0.5) (expt 1/2 3))
;=> (1024 1 1 1/4 1.4142135623730951 1/8)

(expt 4 1/2)
;=> 2
;steel: 2.0 ; the answer is inexact

(list (square 5) (square 1/2) (exact-integer? (square 1000000000000)))
;=> (25 1/4 #t)

; From exact to inexact, and back.
(list (exact 2.0) (exact 2.5) (inexact 1/4) (exact->inexact 1/3) (inexact->exact 0.25) (exact 5))
;=> (2 5/2 0.25 0.3333333333333333 1/4 5)

(exact +inf.0)
;=> ! TypeError

(exact 1e20)
;=> 100000000000000000000
;steel: 9223372036854775807 ; saturates at 64 bits

(list (make-rectangular 1 2) (real-part 1+2i) (imag-part 1+2i) (magnitude 3+4i) (imag-part 5))
;=> (1+2i 1 2 5 0)

(list (+ 1+2i 1-2i) (* +i +i) (- 3+i 3))
;=> (2 -1 +i)
;steel: (2 -1 0+1i) ; the same numbers, written in full

;; 6.2.7: numbers and strings.

(list (number->string 255) (number->string 255 16) (number->string -5 2) (number->string 1/2) (number->string 1.5))
;=> ("255" "ff" "-101" "1/2" "1.5")

(list (string->number "100") (string->number "100" 16) (string->number "1e2") (string->number "-1/2") (string->number "#xff"))
;=> (100 256 100.0 -1/2 255)

(list (string->number "ff" 16) (string->number "FF" 16) (string->number "-101" 2) (string->number "17" 8) (string->number "12" 2))
;=> (255 255 -5 15 #f)

(list (string->number "abc") (string->number "") (string->number "1 2") (string->number "-"))
;=> (#f #f #f #f)

(string->number "1/0")
;=> #f
;steel: ! SyntaxError ; an error instead of #f

(= (string->number (number->string (expt 3 100))) (expt 3 100))
;=> #t

; Floats are written with as many digits as it takes, and always as floats.
(list 100.0 1e21 1e-7 123456789.125 .1 (/ 1.0 3))
;=> (100.0 1e21 1e-7 123456789.125 0.1 0.3333333333333333)

(map number->string (list 1e100 -1.5e-10 1e10))
;=> ("1e100" "-1.5e-10" "10000000000.0")

(let ((x (/ 22.0 7))) (= x (string->number (number->string x))))
;=> #t

(exact (floor 2.7))
;=> 2

(let loop ((i 0) (sum 0.0)) (if (= i 10) sum (loop (+ i 1) (+ sum 0.1))))
;=> 0.9999999999999999

(apply max '(3 1 4 1 5 9 2 6))
;=> 9
