;;; R7RS 6.6: characters.

'(#\a #\A #\( #\space #\newline #\tab #\0)
;=> (#\a #\A #\( #\space #\newline #\tab #\0)

(map char->integer '(#\alarm #\backspace #\delete #\escape #\newline #\null #\return #\space #\tab))
;=> (7 8 127 27 10 0 13 32 9)

(list #\x41 #\x3bb #\x1F600)
;=> (#\A #\λ #\😀)

; `x` alone is a letter.
(list (char->integer #\x) (char->integer #\λ) (char->integer #\")  (char->integer #\;) (char->integer #\)))
;=> (120 955 34 59 41)

(list (char? #\a) (char? "a") (char? 'a) (char? 97))
;=> (#t #f #f #f)

(list (char=? #\a #\a) (char<? #\a #\b #\c) (char>? #\a #\b) (char<=? #\a #\a #\b) (char>=? #\b #\a))
;=> (#t #t #f #t #t)

(list (char-ci=? #\a #\A) (char-ci<? #\a #\B) (char-ci=? #\a #\b))
;=> (#t #t #f)

(list (char-alphabetic? #\a) (char-alphabetic? #\λ) (char-alphabetic? #\1) (char-numeric? #\5) (char-numeric? #\a))
;=> (#t #t #f #t #f)
;steel: ! NameError ; has no `char-alphabetic?`
;scheme: (#t #t #f #t #f)

(list (char-whitespace? #\space) (char-whitespace? #\newline) (char-whitespace? #\a))
;=> (#t #t #f)

(list (char-upper-case? #\A) (char-upper-case? #\a) (char-lower-case? #\a) (char-lower-case? #\Σ) (char-upper-case? #\Σ))
;=> (#t #f #t #f #t)
;steel: ! NameError ; has no `char-upper-case?`
;scheme: (#t #f #t #f #t)

(list (char-upcase #\i) (char-downcase #\Σ) (char-upcase #\ß) (char-foldcase #\A) (char-upcase #\1))
;=> (#\I #\σ #\ß #\a #\1)

(list (digit-value #\3) (digit-value #\a))
;=> (3 #f)
;steel: ! NameError ; has no `digit-value`
;scheme: (3 #f)

(digit-value #\x0664)
;=> 4
;steel: ! NameError ; has no `digit-value`
;scheme: #f ; digits of ASCII only

(list (char->integer #\A) (integer->char 955) (integer->char (char->integer #\z)))
;=> (65 #\λ #\z)

(integer->char #xd800)
;=> ! TypeError
