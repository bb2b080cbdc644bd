;;; R7RS 2, and 7.1.1: how a text is taken apart.

; Comments: of a line, of a block, of a datum.
(list 1 ; two (
      3)
;=> (1 3)

(list 1 #| 2 #| 3 |# 4 |# 5)
;=> (1 5)

(list 1 #;(2 (3)) #;4 5)
;=> (1 5)

; A datum comment hides the datum after it even when that is a hidden one.
(list #; #; 1 2 3)
;=> (3)

'(1 #| . |# 2)
;=> (1 2)

; Names may begin and end with almost anything.
(let ((->x 1) (x->y 2) (<=? 3) (a.b 4) (!$%&*/:<=>?^_~ 5)) (list ->x x->y <=? a.b !$%&*/:<=>?^_~))
;=> (1 2 3 4 5)

(let ((... 6)) ...)
;=> 6
;steel: ! SyntaxError ; `...` cannot be bound
;lisp: 6

(let ((+ -) (- +)) (list (+ 5 3) (- 5 3)))
;=> (2 8)

(let ((-x 2)) -x)
;=> 2

(let ((+x 1)) +x)
;=> 1
;steel: ! SyntaxError ; reads `+x` as two names
;lisp: 1

; Upper and lower case differ.
(eq? 'abc 'ABC)
;=> #f

(symbol->string '|hello world|)
;=> "hello world"

(eq? '|abc| 'abc)
;=> #t

(let ((|a b| 1) (|(| 2)) (+ |a b| |(|))
;=> 3

(string-length (symbol->string '||))
;=> 0

; Brackets of any kind close what they open, and mean the same in data.
(let ([x 1] [y 2]) [+ x y])
;=> 3
;lisp: (#<procedure> 1 2) ; a list in square brackets is a list

'[a (b) [c]]
;=> (a (b) (c))

(cond [#f 1] [else 2])
;=> 2

(equal? '#(1 2) (vector 1 2))
;=> #t

; The long spellings of truth.
(list #true #false #t #f)
;=> (#t #f #t #f)

; What is written twice in a datum may be labelled.
(let ((x '(#0=(1 2) #0#))) (eq? (car x) (cadr x)))
;=> #t
;steel: #f ; has no labels: reads the marks as names
;lisp: ! SyntaxError ; has no labels, and says so

; A quotation may stand apart from what it quotes.
(list ' a '
b)
;=> (a b)

; The dot of a pair needs blanks around it.
'(1 .5)
;=> (1 0.5)

'(a . (b . (c)))
;=> (a b c)

'(quote . (x))
;=> (quote x)

; Strings.
"tab\tand \"quotes\" and \\ and A is \x41;."
;=> "tab\tand \"quotes\" and \\ and A is A."

(string-length "a\
                b")
;=> 2

(string-length "one
two")
;=> 7
