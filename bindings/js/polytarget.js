// The globals: `polytarget`, `console`, `print`, `process`.
//
// Most programs use few of them, so that a file is read when its global is
// first used: an instance starts in a fraction of a millisecond.

(function (native, host) {
  "use strict";

  const define = (target, name, value, enumerable) =>
    Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable });

  /** Defines a property whose value is made when it is first read. */
  const defineLater = (target, name, make) =>
    Object.defineProperty(target, name, {
      get() {
        const value = make();
        define(target, name, value, false);
        return value;
      },
      set(value) {
        define(target, name, value, false);
      },
      configurable: true,
      enumerable: false,
    });

  const polytarget = {};
  for (const name of Object.keys(host)) polytarget[name] = host[name];
  defineLater(polytarget, "toNative", () => native.part("native")(native));
  defineLater(polytarget, "inspect", () => native.part("inspect").inspect);

  define(polytarget, "view", native.view, false);
  define(polytarget, "buffer", native.buffer, false);

  define(globalThis, "polytarget", polytarget, false);
  define(globalThis, "__polytarget_import__", native.importBinding, false);

  const shown = (value) => (typeof value === "string" ? value : polytarget.inspect(value));
  define(globalThis, "print", (...values) => native.write(`${values.map(shown).join(" ")}\n`, false), false);
  defineLater(globalThis, "console", () => native.part("console")(native, native.part("inspect").inspect));

  const process = { argv: ["polytarget"], exit: (status = 0) => native.exit(status) };
  define(globalThis, "process", process, false);
  define(globalThis, "scriptArgs", [], false);
});
