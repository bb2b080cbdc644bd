// `console`, `print` and `process`.

(function (native, inspect) {
  "use strict";

  const shown = (value) => (typeof value === "string" ? value : inspect(value));

  /** Joins values for a line; the first may be a pattern with `%s %d %i %f %j %o %O %c %%`. */
  const format = (values) => {
    if (typeof values[0] !== "string" || !values[0].includes("%")) return values.map(shown).join(" ");
    let next = 1;
    const head = values[0].replace(/%([sdifjoOc%])/g, (mark, kind) => {
      if (kind === "%") return "%";
      if (next >= values.length) return mark;
      const value = values[next++];
      switch (kind) {
        case "s":
          return typeof value === "object" && value !== null ? inspect(value, { depth: 0 }) : String(value);
        case "d":
          return String(Number(value));
        case "i":
          return String(parseInt(value));
        case "f":
          return String(parseFloat(value));
        case "j":
          return JSON.stringify(value);
        case "c":
          return "";
        default:
          return inspect(value);
      }
    });
    return [head, ...values.slice(next).map(shown)].join(" ");
  };

  let indent = "";
  const line = (text, toErrors) => {
    native.write(`${indent === "" ? text : indent + text.replaceAll("\n", `\n${indent}`)}\n`, toErrors);
  };

  const counts = new Map();
  const timers = new Map();

  /** Draws rows and columns the way `console.table` is known for. */
  const table = (data) => {
    const rows = data instanceof Map ? [...data] : Object.entries(data);
    const columns = [];
    for (const [, row] of rows) {
      const names = typeof row === "object" && row !== null ? Object.keys(row) : [""];
      for (const name of names) if (!columns.includes(name)) columns.push(name);
    }
    const cell = (row, column) => {
      if (typeof row !== "object" || row === null) return column === "" ? inspect(row) : "";
      return column in row ? inspect(row[column], { depth: 0 }) : "";
    };
    const head = ["(index)", ...columns.map((column) => (column === "" ? "Values" : column))];
    const body = rows.map(([index, row]) => [String(index), ...columns.map((column) => cell(row, column))]);
    const widths = head.map((_, at) => Math.max(...[head, ...body].map((cells) => cells[at].length)));
    const draw = (cells) => `│ ${cells.map((text, at) => text.padEnd(widths[at])).join(" │ ")} │`;
    const rule = (left, middle, right) => left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
    return [rule("┌", "┬", "┐"), draw(head), rule("├", "┼", "┤"), ...body.map(draw), rule("└", "┴", "┘")].join("\n");
  };

  const console = {
    log: (...values) => line(format(values), false),
    info: (...values) => line(format(values), false),
    debug: (...values) => line(format(values), false),
    warn: (...values) => line(format(values), true),
    error: (...values) => line(format(values), true),
    trace: (...values) => line(`Trace: ${format(values)}\n${new Error().stack}`.trimEnd(), true),
    dir: (value, options) => line(inspect(value, options), false),
    table: (data) => line(typeof data === "object" && data !== null ? table(data) : shown(data), false),
    assert: (truth, ...values) => {
      if (!truth) line(values.length === 0 ? "Assertion failed" : `Assertion failed: ${format(values)}`, true);
    },
    group: (...values) => {
      if (values.length > 0) line(format(values), false);
      indent += "  ";
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    count: (label = "default") => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      line(`${label}: ${counts.get(label)}`, false);
    },
    countReset: (label = "default") => counts.delete(label),
    time: (label = "default") => timers.set(label, performance.now()),
    timeEnd: (label = "default") => {
      line(`${label}: ${(performance.now() - timers.get(label)).toFixed(3)}ms`, false);
      timers.delete(label);
    },
  };

  const process = {
    argv: ["polytarget"],
    exit: (status = 0) => native.exit(status),
  };

  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define("console", console);
  define("print", (...values) => line(values.map(shown).join(" "), false));
  define("process", process);
  define("scriptArgs", []);
});
