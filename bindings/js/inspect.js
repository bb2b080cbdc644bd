// How values are printed for people: `[ 1, 2 ]`, `{ a: 1 }`, `Map(1) { 'k' => 2 }`.

(function (native) {
  "use strict";

  const WIDTH = 76;
  const ITEMS = 100;
  const DEPTH = 4;
  const SHORT = 16;

  const plainName = /^[A-Za-z_$][\w$]*$/;

  const quote = (text) => {
    const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes("`") ? "`" : "'";
    const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
    return mark + (mark === "'" ? inner.replaceAll("'", "\\'") : inner) + mark;
  };

  /** The name of an object's class; undefined for an object without a prototype. */
  const className = (value) => {
    for (let holder = value; holder !== null; holder = Object.getPrototypeOf(holder)) {
      const found = Object.getOwnPropertyDescriptor(holder, "constructor");
      if (found !== undefined && typeof found.value === "function" && found.value.name !== "") return found.value.name;
    }
    return undefined;
  };

  const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));

  const functionForm = (value) => {
    const name = Object.getOwnPropertyDescriptor(value, "name")?.value;
    const what = isClass(value) ? "class" : className(value) ?? "Function";
    if (what === "class") return `[class ${name || "(anonymous)"}]`;
    return name ? `[${what}: ${name}]` : `[${what} (anonymous)]`;
  };

  const errorForm = (value) => {
    const stack = typeof value.stack === "string" ? value.stack.trimEnd() : "";
    const head = Error.prototype.toString.call(value);
    return stack === "" ? `[${head}]` : `${head}\n${stack}`;
  };

  class Printer {
    #seen = [];
    #depth;

    constructor(depth) {
      this.#depth = depth;
    }

    print(value) {
      switch (typeof value) {
        case "string":
          return quote(value);
        case "bigint":
          return `${value}n`;
        case "number":
          return Object.is(value, -0) ? "-0" : String(value);
        case "symbol":
          return value.toString();
        case "undefined":
        case "boolean":
          return String(value);
        default:
          return value === null ? "null" : this.#printObject(value);
      }
    }

    #printObject(value) {
      if (native.kind(value) !== undefined) return native.form.call(value, true);
      if (this.#seen.includes(value)) return "[Circular]";
      if (this.#seen.length > this.#depth) return `[${className(value) ?? "Object"}]`;
      this.#seen.push(value);
      try {
        return this.#printParts(value);
      } finally {
        this.#seen.pop();
      }
    }

    #printParts(value) {
      const name = className(value);
      if (typeof value === "function") return this.#join(functionForm(value), "{", this.#properties(value), "}", true);
      if (Array.isArray(value)) {
        const prefix = name === "Array" ? "" : `${name}(${value.length})`;
        return this.#join(prefix, "[", [...this.#items(value), ...this.#properties(value, true)], "]");
      }
      if (value instanceof Error) return this.#join(errorForm(value), "{", this.#properties(value), "}", true);
      if (value instanceof Map) {
        const entries = this.#some(value, value.size, ([key, item]) => `${this.print(key)} => ${this.print(item)}`);
        return this.#join(`${name}(${value.size})`, "{", [...entries, ...this.#properties(value)], "}");
      }
      if (value instanceof Set) {
        const items = this.#some(value, value.size, (item) => this.print(item));
        return this.#join(`${name}(${value.size})`, "{", [...items, ...this.#properties(value)], "}");
      }
      if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
        return this.#join(`${name}(${value.length})`, "[", this.#some(value, value.length, (item) => this.print(item)), "]");
      }
      if (value instanceof ArrayBuffer) return `ArrayBuffer { byteLength: ${value.byteLength} }`;
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
      if (value instanceof RegExp) return String(value);
      if (value instanceof Promise) return "Promise {}";
      if (value instanceof Number || value instanceof String || value instanceof Boolean) {
        return `[${name}: ${this.print(value.valueOf())}]`;
      }
      const prefix = name === undefined ? "[Object: null prototype]" : name === "Object" ? "" : name;
      const tag = value[Symbol.toStringTag];
      const label = typeof tag === "string" && tag !== "" && tag !== name ? `${prefix || "Object"} [${tag}]` : prefix;
      return this.#join(label, "{", this.#properties(value), "}");
    }

    #items(array) {
      const items = [];
      for (let index = 0; index < array.length && items.length < ITEMS; index++) {
        items.push(index in array ? this.print(array[index]) : "<empty>");
      }
      if (array.length > ITEMS) items.push(`… ${array.length - ITEMS} more`);
      return items;
    }

    #some(iterable, size, print) {
      const items = [];
      for (const item of iterable) {
        if (items.length === ITEMS) {
          items.push(`… ${size - ITEMS} more`);
          break;
        }
        items.push(print(item));
      }
      return items;
    }

    #properties(value, isArray = false) {
      const parts = [];
      for (const key of Reflect.ownKeys(value)) {
        const found = Object.getOwnPropertyDescriptor(value, key);
        if (found === undefined || !found.enumerable || (isArray && /^\d+$/.test(String(key)))) continue;
        const name = typeof key === "symbol" ? `[${key.toString()}]` : plainName.test(key) ? key : quote(key);
        const isAccessor = found.get !== undefined || found.set !== undefined;
        const both = found.get !== undefined && found.set !== undefined;
        const accessor = both ? "[Getter/Setter]" : found.get === undefined ? "[Setter]" : "[Getter]";
        parts.push(`${name}: ${isAccessor ? accessor : this.print(found.value)}`);
      }
      return parts;
    }

    /** Puts as many short items on a line as fit. */
    #fill(parts) {
      const lines = [];
      for (const part of parts) {
        const last = lines.length - 1;
        if (last >= 0 && lines[last].length + part.length + 4 <= WIDTH) lines[last] += `, ${part}`;
        else lines.push(part);
      }
      return lines;
    }

    #join(prefix, open, parts, close, onlyIfAny = false) {
      if (parts.length === 0) return onlyIfAny ? prefix : prefix === "" ? open + close : `${prefix} ${open}${close}`;
      const lead = prefix === "" ? open : `${prefix} ${open}`;
      const line = `${lead} ${parts.join(", ")} ${close}`;
      if (line.length <= WIDTH && !line.includes("\n")) return line;
      const lines = open === "[" && parts.every((part) => part.length <= SHORT) ? this.#fill(parts) : parts;
      return `${lead}\n${lines.map((part) => `  ${part.replaceAll("\n", "\n  ")}`).join(",\n")}\n${close}`;
    }
  }

  const inspect = (value, { depth = DEPTH } = {}) => new Printer(depth).print(value);

  const isOrdinary = (value) => {
    const own = value.toString;
    return typeof own !== "function" || own === Object.prototype.toString || own === Array.prototype.toString;
  };

  /** The text of a value: its own `toString`, unless that says no more than `[object Object]`. */
  const plain = (value) => {
    if (typeof value === "symbol") return value.toString();
    if (native.kind(value) !== undefined) return native.form.call(value, false);
    if (typeof value === "function" || isOrdinary(value)) return inspect(value);
    return String(value);
  };

  return { inspect, plain, className };
});
