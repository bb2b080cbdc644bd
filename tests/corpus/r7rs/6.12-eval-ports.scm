;;; R7RS 6.12 and 6.13: eval, and ports of strings.

;; 6.12

(eval '(* 7 3) (environment '(scheme base)))
;=> 21
;steel: ! NameError ; there is one environment

(eval '(* 7 3))
;=> unspecified
;steel: 21 ; the environment may be left out

(eval (list '+ 1 2) (interaction-environment))
;=> 3
;steel: ! NameError ; has no `interaction-environment`
;scheme: 3

(let ((f (eval '(lambda (f x) (f x x)) (interaction-environment)))) (f + 10))
;=> 20
;steel: ! NameError ; has no `interaction-environment`
;scheme: 20

(eval '(let ((x 5)) (if (> x 3) 'big 'small)) (interaction-environment))
;=> big
;steel: ! NameError ; has no `interaction-environment`
;scheme: big

(eval ''a (interaction-environment))
;=> a
;steel: ! NameError ; has no `interaction-environment`
;scheme: a

; What a program defines is there.
(define r7-for-eval 5) (eval '(+ r7-for-eval 1) (interaction-environment))
;=> 6
;steel: ! NameError ; has no `interaction-environment`
;scheme: 6

;; 6.13

(let ((p (open-input-string "ab"))) (list (read-char p) (peek-char p) (read-char p) (eof-object? (read-char p))))
;=> (#\a #\b #\b #t)

(let ((p (open-input-string "one\ntwo"))) (list (read-line p) (read-line p) (eof-object? (read-line p))))
;=> ("one" "two" #t)

(let ((p (open-input-string "hello"))) (list (read-string 2 p) (read-string 10 p) (eof-object? (read-string 1 p))))
;=> ("he" "llo" #t)
;steel: ! NameError ; has no `read-string`
;scheme: ("he" "llo" #t)

(let ((p (open-input-string "(a . b) #(1 2) \"s\" 'q"))) (list (read p) (read p) (read p) (read p) (eof-object? (read p))))
;=> ((a . b) #(1 2) "s" (quote q) #t)

(let ((p (open-input-string "foo (1 (2) \")\" #\\) . x) ; no more\n #;hidden 12"))) (list (read p) (read p) (read p) (eof-object? (read p))))
;=> (foo (1 (2) ")" #\) . x) 12 #t)

; What is behind the datum stays in the port.
(let ((p (open-input-string "(a)b"))) (list (read p) (read-char p)))
;=> ((a) #\b)
;steel: ((a) (eof)) ; takes all of the port at once
;scheme: ((a) #\b)

(let ((p (open-output-string))) (write 'a p) (write-char #\space p) (write "b" p) (write-string "cd" p) (newline p) (display "e" p) (get-output-string p))
;=> "a \"b\"cd\ne"

(let ((p (open-output-string))) (display '(1 "two" #\3 4.5 (a . b)) p) (get-output-string p))
;=> "(1 two 3 4.5 (a . b))"

(let ((p (open-output-string))) (write '(1 "two" #\3 #\space '|a b|) p) (get-output-string p))
;=> "(1 \"two\" #\\3 #\\space (quote |a b|))"
;steel: "(1 \"two\" #\\3 #\\space (quote a b))" ; writes names without bars

(let ((p (open-output-string))) (write-string "hello" p 1 3) (get-output-string p))
;=> "el"
;steel: ! Error ; takes no parts
;scheme: "hello" ; writes all of it

(let ((p (open-output-string))) (parameterize ((current-output-port p)) (display 1) (write "x") (newline)) (get-output-string p))
;=> "1\"x\"\n"

(let ((p (open-input-bytevector #u8(1 2 3)))) (list (read-u8 p) (peek-u8 p) (read-u8 p) (read-bytevector 5 p) (eof-object? (read-u8 p))))
;=> (1 2 2 #u8(#x03) #t)

(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3) p) (get-output-bytevector p))
;=> #u8(#x01 #x02 #x03)

(let ((p (open-input-string "x"))) (list (input-port? p) (output-port? p) (port? p) (port? 5)))
;=> (#t #f #t #f)

(let ((p (open-input-string "x"))) (list (textual-port? p) (binary-port? p)))
;=> (#t #f)
;steel: ! NameError ; ports of text and of bytes are one

(list (eof-object? (eof-object)) (eof-object? 'eof))
;=> (#t #f)

(call-with-port (open-input-string "abc") read-char)
;=> #\a
;scheme: "a" ; a character leaves as a string of one

(let ((p (open-input-string "abc"))) (list (input-port-open? p) (begin (close-port p) (input-port-open? p))))
;=> (#t #f)
;steel: ! NameError ; has no `input-port-open?`

(let ((p (open-input-string "abc"))) (char-ready? p))
;=> #t
;steel: ! NameError ; has no `char-ready?`

;; 6.14: the system.

(list (list? (command-line)) (exact-integer? (jiffies-per-second)) (exact-integer? (current-jiffy)))
;=> (#t #t #t)
;steel: ! NameError ; has no `jiffies-per-second`
;scheme: (#t #t #t)

(real? (current-second))
;=> #t

(list? (features))
;=> #t
;steel: ! NameError ; has no `features`

(string? (get-environment-variable "PATH"))
;=> #t
;steel: ! NameError ; has no `get-environment-variable`

(get-environment-variable "NO_SUCH_VARIABLE_HERE")
;=> #f
;steel: ! NameError ; has no `get-environment-variable`
