// Questions of other languages about an object of ours that take more than a property.

(function (question, object, given) {
  "use strict";

  /** The parameters of a function as its source has them, e.g. `(a, b = 2)`; undefined where there is no source. */
  const signature = (callable) => {
    const source = Function.prototype.toString.call(callable);
    if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) return undefined;
    if (/^class\b/.test(source)) {
      const at = /\bconstructor\s*\(/.exec(source);
      const parent = Object.getPrototypeOf(callable);
      if (at !== null) return parenthesized(source, at.index + at[0].length - 1);
      return typeof parent === "function" && parent !== Function.prototype ? signature(parent) : "()";
    }
    const arrow = /^(?:async\b\s*)?([\w$]+)\s*=>/.exec(source);
    if (arrow !== null) return `(${arrow[1]})`;
    return parenthesized(source, source.indexOf("("));
  };

  /** The text from the parenthesis at `start` to its end, on one line and without comments. */
  const parenthesized = (source, start) => {
    let depth = 0;
    let text = "";
    for (let at = start; at < source.length; at++) {
      const letter = source[at];
      if (source.startsWith("//", at) || source.startsWith("/*", at)) {
        const end = source.startsWith("//", at) ? source.indexOf("\n", at) : source.indexOf("*/", at) + 1;
        if (end <= 0) return undefined;
        at = end;
        continue;
      }
      if (letter === '"' || letter === "'" || letter === "`") {
        let end = at + 1;
        while (end < source.length && source[end] !== letter) end += source[end] === "\\" ? 2 : 1;
        text += source.slice(at, end + 1);
        at = end;
        continue;
      }
      text += letter;
      if ("([{".includes(letter)) depth++;
      if (")]}".includes(letter)) depth--;
      if (depth === 0) return text.replace(/\s+/g, " ").replace(/\s*=\s*(?!>)/g, "=");
    }
    return undefined;
  };

  /** The first comment of the form that documents, within the source of a function or class. */
  const doc = (callable) => {
    if (typeof callable !== "function") return undefined;
    const found = /\/\*\*([\s\S]*?)\*\//.exec(Function.prototype.toString.call(callable));
    return found?.[1]
      .split("\n")
      .map((line) => line.replace(/^\s*\*? ?/, "").trimEnd())
      .join("\n")
      .trim();
  };

  /** What ends an object's use: its own methods for that, the explicit ones first. */
  const disposer = (value) => {
    for (const key of [Symbol.dispose, Symbol.asyncDispose, "dispose", "close"]) {
      if (key !== undefined && typeof value[key] === "function") return key;
    }
    return undefined;
  };

  switch (question) {
    case "signature":
      return typeof object === "function" ? signature(object) : undefined;
    case "doc":
      return doc(object);
    case "is disposable":
      return disposer(object) !== undefined;
    case "dispose":
      return object[disposer(object)]();
    case "iterate async":
      return object[Symbol.asyncIterator]();
    case "derive": {
      const [name, methods, getters] = given;
      const derived = { [name]: class extends object {} }[name];
      for (const [key, call] of methods) {
        const value = function (...args) {
          return call(this, ...args);
        };
        Object.defineProperty(derived.prototype, key, { value, writable: true, configurable: true });
      }
      for (const [key, read] of getters) {
        const get = function () {
          return read(this);
        };
        Object.defineProperty(derived.prototype, key, { get, configurable: true });
      }
      return derived;
    }
    case "inherited":
      return Reflect.get(object.prototype, given[1], given[0]);
    case "inherited members": {
      const names = new Set();
      for (let holder = object.prototype; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
        for (const name of Object.getOwnPropertyNames(holder)) if (name !== "constructor") names.add(name);
      }
      return [...names];
    }
    default:
      return given instanceof object;
  }
});
