// A session of Sibilant, the Lisp that becomes JavaScript: what `spawn("sibilant")` talks to.
//
// The compiler is the one for browsers, npm's sibilant/lib/browser.js, whose text is given. It is run as a sloppy script
// (it has octal escapes and a variable called `package`) in the session's own context, where its macros stay.

(function (run, read, compiler) {
  "use strict";

  const initial = new Set(Object.getOwnPropertyNames(globalThis));
  // Its errors and warnings are printed where this context prints.
  (0, eval)(compiler);
  const { sibilant } = globalThis;
  delete globalThis.sibilant;
  // `meta` and macros find it by its name; it is not among what the user made.
  Object.defineProperty(globalThis, "sibilant", { value: sibilant, writable: true, configurable: true });
  sibilant.state = sibilant.state || {};
  sibilant.state.functionComments = false;

  const COLORS = /\u001b\[[0-9;]*m/g;

  const start = () => ({ position: 0, stack: [], line: 1, lastNewline: 0, col: 0 });

  const parse = (text) => sibilant.restructure(sibilant.parser.parse(text, start()));

  /** Returns whether a string is open at the end of a text: to the compiler's reader a lone quote is nothing at all. */
  const isInString = (text) => {
    let inside = false;
    for (let at = 0; at < text.length; at++) {
      if (inside && text[at] === "\\") at++;
      else if (text[at] === '"') inside = !inside;
      else if (!inside && text[at] === ";") {
        const end = text.indexOf("\n", at);
        if (end < 0) break;
        at = end;
      }
    }
    return inside;
  };

  /** Returns the error of a text that is no program, without the colors for a terminal. */
  const refusal = (error) => {
    const message = error instanceof Error ? error.message : String(error);
    return new SyntaxError(message.replace(COLORS, ""));
  };

  // After these a line may end without ending a statement.
  const MAY_BREAK = /([;{}(,[:?&|*=]|[^+]\+|[^-]-)\s*$/;

  /**
   * Writes what the compiler made so that each form stands on the line that it stands on in the text; then the lines in
   * errors are those of the text.
   */
  const layOut = (node, name) => {
    let code = "";
    let line = 1;
    const write = (piece, wanted) => {
      if (wanted > line) {
        // No line ends behind these words: the line begins with them.
        const end = code.slice(-40);
        const word = (/\b(return|throw)\s*$/.exec(end) || [""])[0];
        const before = end.slice(0, end.length - word.length);
        if (before === "" || MAY_BREAK.test(before)) {
          code = code.slice(0, code.length - word.length) + "\n".repeat(wanted - line) + word;
          line = wanted;
        }
      }
      // A comment ends with its line.
      if (/\/\/|\/\*/.test(piece)) {
        code += piece;
        line += piece.split("\n").length - 1;
      } else {
        code += piece.replace(/\n\s*/g, " ");
      }
    };
    const walk = (node, wanted) => {
      if (Array.isArray(node)) node.forEach((item) => walk(item, wanted));
      else if (typeof node === "string" || typeof node === "number") write(String(node), wanted);
      else if (node && typeof node === "object") {
        // What a macro made of its own has the place of the macro.
        const { source } = node;
        walk(node.contents, source && source.file === name ? source.line : wanted);
      }
    };
    walk(node, 1);
    return code;
  };

  /** The innermost form of the text that could not be translated, while one is. */
  let failed = null;
  const { expression } = sibilant.transpile;
  sibilant.transpile.expression = function (node, ...rest) {
    try {
      return expression.call(this, node, ...rest);
    } catch (error) {
      if (!failed && node.file === sibilant.file) failed = node;
      throw error;
    }
  };

  /** Returns the error of a form that could not be translated, e.g. because a macro failed, with its place. */
  const misplaced = (error, node) => {
    const head = (node.contents[0] || {}).token || "()";
    const { message } = refusal(error);
    const place = `${node.file}:${node.line}:${node.col + 1}`;
    return new SyntaxError(`${message} (at ${place}, in \`${head}\`)`, { cause: error });
  };

  /** Returns whether a text is a program, and says so without running it. */
  const isProgram = (code) => {
    try {
      new Function(code);
      return true;
    } catch {
      return false;
    }
  };

  /** Translates a text to JavaScript. */
  const translate = (text, name) => {
    if (isInString(text)) throw refusal(`a string is not closed in ${name}`);
    sibilant.file = name;
    let tree;
    try {
      tree = parse(text);
    } catch (error) {
      throw refusal(error);
    }
    failed = null;
    let made;
    try {
      made = sibilant.transpile(tree);
    } catch (error) {
      throw failed ? misplaced(error, failed) : refusal(error);
    }
    const plain = sibilant.outputFormatter(made);
    const code = layOut(made, name);
    return isProgram(code) || !isProgram(plain) ? code : plain;
  };

  /** Returns the name that a name of Sibilant's has in JavaScript. */
  const spell = (name) => sibilant.transpile.literal({ token: name });

  // Files that are being included, the outermost first.
  const including = [];

  /** Translates a file in place of the form that includes it; it is looked for beside the file that has that form. */
  sibilant.include = (file) => {
    const before = sibilant.file;
    const folder = before.includes("/") ? before.slice(0, before.lastIndexOf("/") + 1) : "";
    const path = (file.startsWith("/") ? "" : folder) + (/\.(sibilant|son)$/.test(file) ? file : `${file}.sibilant`);
    if (including.includes(path)) throw new Error(`it includes itself: ${[...including, path].join(" -> ")}`);
    const text = read(path);
    including.push(path);
    sibilant.file = path;
    try {
      return sibilant.transpile(parse(text));
    } finally {
      including.pop();
      sibilant.file = before;
    }
  };

  return {
    eval: (text, name) => run(translate(text, name), name),

    assess(text) {
      if (isInString(text)) return "incomplete";
      try {
        parse(text);
        return "complete";
      } catch (error) {
        return refusal(error).message.startsWith("unclosed node") ? "incomplete" : "invalid";
      }
    },

    complete(text) {
      const word = /[^\s()[\]{}"';`@,]*$/.exec(text)[0];
      const names = [...Object.keys(sibilant.macros.namespaces.core), ...this.names()];
      return names.filter((name) => word !== "" && name.startsWith(word)).sort();
    },

    // As JavaScript prints it.
    render: () => undefined,

    lookup(name) {
      const found = [name, spell(name)].find((name) => name in globalThis);
      return found === undefined ? [] : [globalThis[found]];
    },

    assign(name, value) {
      globalThis[spell(name)] = value;
    },

    names: () => Object.keys(globalThis).filter((name) => !initial.has(name)),
  };
})
