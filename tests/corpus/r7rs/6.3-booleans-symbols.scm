;;; R7RS 6.3 and 6.5: booleans and symbols.

;; 6.3

(list #t #f '#f)
;=> (#t #f #f)

(list (not 3) (not (list 3)) (not #f) (not '()) (not 0) (not ""))
;=> (#f #f #t #f #f #f)

(not 'nil)
;=> #f
;lisp: #t ; nil is a constant, in data too

(list (boolean? #f) (boolean? 0) (boolean? '()) (boolean? #true))
;=> (#t #f #f #t)

(list (boolean=? #t #t) (boolean=? #t #f) (boolean=? #f #f #f) (boolean=? #f #f #t))
;=> (#t #f #t #f)
;steel: ! NameError ; has no `boolean=?`
;scheme: (#t #f #t #f)

; The names that other Lisps have for nothing and truth are names.
'(nil true false null)
;=> (nil true false null)
;lisp: (nil #t #f nil) ; these are constants, in data too

;; 6.5

(list (symbol? 'foo) (symbol? (car '(a b))) (symbol? "bar") (symbol? '()) (symbol? #f))
;=> (#t #t #f #f #f)

(list (symbol=? 'a 'a 'a) (symbol=? 'a 'a 'b))
;=> (#t #f)

(list (symbol->string 'flying-fish) (symbol->string (string->symbol "Malvina")))
;=> ("flying-fish" "Malvina")

(list (eq? 'bitBlt (string->symbol "bitBlt")) (eq? 'LollyPop (string->symbol (symbol->string 'LollyPop))))
;=> (#t #t)

(string=? "K. Harper, M.D." (symbol->string (string->symbol "K. Harper, M.D.")))
;=> #t

(map symbol? (list '+ '- '... '->x '1+ '|1| '<=?))
;=> (#t #t #t #t #t #t #t)

(list (number? '|1|) (eq? '|a\x62;c| 'abc))
;=> (#f #t)

; A symbol that would not read as itself is written in bars.
'|a b|
;=> |a b|
;steel: a b ; writes names without bars

; Keywords of other Lisps are symbols like any other.
(list (symbol? ':key) (symbol->string ':key) (symbol? 'a:b))
;=> (#t ":key" #t)

(symbol->string 'a.b)
;=> "a.b"

(let ((x.y 5) (a:b 6)) (+ x.y a:b))
;=> 11

; At the end of a name a colon is a letter.
(symbol->string 'key:)
;=> "key:"
;lisp: "key" ; a colon at the end of a name is white space

(let ((@x 1) (x@y 2)) (+ @x x@y))
;=> 3
