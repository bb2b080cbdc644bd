;; Python reads the table, JavaScript groups it, Rhai has the rule, and Lisp steers and prints the report.
;;
;;     polytarget examples/penguins/main.scm

(import-from "py:./penguins.py" [read_penguins flagged])
(import-from "js:./group.mjs" [groupBy flagAll])

(define (line . parts)
  (for-each display parts)
  (newline))

;; A Markdown table: its head, and a row of each item.
(define (table head rule row items)
  (line)
  (line head)
  (line rule)
  (each (lambda (item) (apply line (row item))) items)
  (line))

(define (rounded number) (invoke number 'toFixed 1))

(define (group-row group)
  (list "| " (get group 'name)
        " | " (len (get group 'members))
        " | " (rounded (get (get group 'mass) 'mean))
        " | " (rounded (get (get group 'flipper) 'mean))
        " |"))

(define (print-groups groups)
  (table "| | birds | mean body mass (g) | mean flipper (mm) |" "|---|---:|---:|---:|" group-row groups))

(define (flag-row bird)
  (list "| " (get bird 'line)
        " | " (get bird 'species)
        " | " (get bird 'island)
        " | " (invoke ", " 'join (get bird 'flags))
        " |"))

(define birds (read_penguins))
(define species (groupBy birds "species"))
(flagAll species)

(line "# Penguins")
(line)
(line (len birds) " birds of " (len species) " species.")
(line)
(line "## By species")
(print-groups species)
(line "## By island")
(print-groups (groupBy birds "island"))
(line "## Worth a second look")
(table "| line | species | island | why |" "|---:|---|---|---|" flag-row (flagged birds))
