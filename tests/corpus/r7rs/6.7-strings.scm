;;; R7RS 6.7: strings.

(list (string? "a") (string? 'a) (string? #\a) (string? ""))
;=> (#t #f #f #t)

(list (make-string 3 #\z) (string-length (make-string 2)) (string #\a #\b) (string))
;=> ("zzz" 2 "ab" "")

(list (string-length "abc") (string-length "") (string-length "λμ") (string-length "a😀b"))
;=> (3 0 2 3)

(list (string-ref "abc" 0) (string-ref "aλc" 1) (string-ref "a😀b" 2))
;=> (#\a #\λ #\b)

(string-ref "abc" 3)
;=> ! Error

(let ((s (make-string 3 #\*))) (string-set! s 0 #\?) s)
;=> "?**"
;steel: ! NameError ; strings do not change

(list (string=? "a" "a" "a") (string=? "a" "b") (string<? "a" "b" "c") (string<? "ab" "abc") (string>? "b" "a") (string<=? "a" "a") (string>=? "a" "b"))
;=> (#t #f #t #t #t #t #f)

(list (string-ci=? "aBc" "AbC") (string-ci<? "abc" "ABD") (string-ci=? "Straße" "STRASSE"))
;=> (#t #t #t)

(list (string-upcase "aBc λ") (string-downcase "ABC Λ") (string-foldcase "AbC"))
;=> ("ABC Λ" "abc λ" "abc")

(list (substring "hello" 1 3) (substring "hello" 0 0) (substring "aλc" 1 2))
;=> ("el" "" "λ")

(substring "abc" 2 5)
;=> ! Error

(list (string-append) (string-append "a") (string-append "a" "" "bc" "d"))
;=> ("" "a" "abcd")

(list (string->list "abc") (string->list "abcde" 2) (string->list "abcde" 1 3) (list->string '(#\x #\y)))
;=> ((#\a #\b #\c) (#\c #\d #\e) (#\b #\c) "xy")

(list (string-copy "hello") (string-copy "hello" 1) (string-copy "hello" 1 3))
;=> ("hello" "ello" "el")
;steel: ! NameError ; has no `string-copy`
;scheme: ("hello" "ello" "el")

(let ((a (make-string 1 #\a))) (let ((b (string-copy a))) (eq? a b)))
;=> #f
;steel: ! NameError ; has no `string-copy`
;scheme: #f

(let ((s (string-copy "12345"))) (string-copy! s 1 "abc" 0 2) s)
;=> "1ab45"
;steel: ! NameError ; has no `string-copy`

(let ((s (string-copy "abcde"))) (string-fill! s #\x 1 3) s)
;=> "axxde"
;steel: ! NameError ; has no `string-copy`

(list (string->vector "abc") (vector->string #(#\x #\y #\z)))
;=> (#(#\a #\b #\c) "xyz")

(list (string->symbol "ab") (symbol->string 'ab) (string->number "42") (number->string 42))
;=> (ab "ab" 42 "42")

(string-map char-upcase "abc")
;=> "ABC"
;steel: ! NameError ; has no `string-map`
;scheme: "ABC"

(string-map (lambda (c k) (if (eqv? k #\u) (char-upcase c) (char-downcase c))) "studlycaps" "ululululu")
;=> "StUdLyCaP"
;steel: ! NameError ; has no `string-map`
;scheme: "StUdLyCaP"

(let ((v '())) (string-for-each (lambda (c) (set! v (cons (char->integer c) v))) "abc") v)
;=> (99 98 97)
;steel: ! NameError ; has no `string-for-each`
;scheme: (99 98 97)

(let ((v '())) (string-for-each (lambda (a b) (set! v (cons (string a b) v))) "abc" "xy") v)
;=> ("by" "ax")
;steel: ! NameError ; has no `string-for-each`
;scheme: ("by" "ax")

(apply string-append (map symbol->string '(a b c)))
;=> "abc"

; How they are written.
(list "a\"b" "a\\b" "line\nbreak" "tab\t" "\a\x7f;")
;=> ("a\"b" "a\\b" "line\nbreak" "tab\t" "\x7;\x7f;")
;steel: ("a\"b" "a\\b" "line\nbreak" "tab\t" "\u{7}\u{7f}") ; other escapes for the same characters
;scheme: ("a\"b" "a\\b" "line\nbreak" "tab\t" "\x7;\x7f;")
