;; Python reads the table, JavaScript groups it, Rhai has the rule, and Lisp steers and prints the report.
;;
;;     polytarget examples/penguins/main.scm

(import-from "py:./penguins.py" [read_penguins flagged])
(import-from "js:./group.mjs" [groupBy flagAll])

(define (line . parts)
  (for-each display parts)
  (newline))

;; A row of a Markdown table; the cells may be a list of any language.
(define (row cells)
  (display "|")
  (each (lambda (cell) (display " ") (display cell) (display " |")) cells)
  (newline))

(define (table head rule rows)
  (line)
  (row head)
  (row rule)
  (each row rows)
  (line))

(define (print-groups groups)
  (table '("" "birds" "body mass (g)" "flipper (mm)")
         '("---" "---:" "---:" "---:")
         (map (lambda (group) (invoke group 'cells)) (->list groups))))

(define (flag-cells bird)
  (list (get bird 'line) (get bird 'species) (get bird 'island) (get bird 'why)))

(define birds (read_penguins))
(define species (groupBy birds "species"))
(flagAll species)

(line "# Penguins")
(line)
(line (len birds) " birds of " (len species) " species.")
(line)
(line "## Means by species")
(print-groups species)
(line "## Means by island")
(print-groups (groupBy birds "island"))
(line "## Worth a second look")
(table '("line" "species" "island" "why") '("---:" "---" "---" "---") (map flag-cells (->list (flagged birds))))
