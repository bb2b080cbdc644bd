// What JavaScript and TypeScript see of polytarget.

/** An object that lives in another language. Its members and items are read and written like properties. */
export type Foreign = any;

/** One running language, with its globals under their own names. */
export interface Instance {
  /** Evaluates code and returns its value. */
  eval(code: string): any;
  /** The globals, also those that are called like a method of this interface. */
  readonly globals: Record<string, any>;
  /** Loads a module and returns its namespace; a path is relative to `base`, or to the working directory. */
  import(module: string, base?: string): Foreign;
  /** Ends the instance: its objects can no longer be used. */
  stop(): void;
  /** Replaces the instance by a fresh one. Only a main instance has this. */
  restart?(): void;
  [global: string]: any;
}

/** The names of the languages. */
export type Target = "py" | "js" | "rhai" | "lisp" | "hy" | "sibilant";

/** The version of polytarget. */
export const version: string;
/** The table that all languages share. */
export const refs: Record<string, any>;
export const py: Instance;
export const js: Instance;
export const rhai: Instance;
export const lisp: Instance;
export const hy: Instance;
export const sibilant: Instance;

/** Evaluates code in the main instance of a language. */
declare function evaluate(target: Target, code: string): any;
/** Loads a module of another language, e.g. `py:numpy`. */
declare function importModule(specifier: string, base?: string): Foreign;
export { evaluate as eval, importModule as import };

/** Loads a module anew, whoever owns it, and returns it; what was imported from it before stays. */
export function reload<T>(module: T): T;
export function reload(specifier: string, base?: string): Foreign;

/** Starts a further instance, with globals of its own. */
export function start(target: Target): Runtime;
/** A REPL that somebody started, e.g. `#<runtime js 1>`. */
export interface Runtime extends Instance {
  readonly name: Target;
  readonly alive: boolean;
  /** Evaluates code as a line at the prompt, and returns the last value. */
  send(code: string): any;
  /** Tells whether the code is a whole program. */
  assess(code: string): "complete" | "incomplete" | "invalid";
  /** Stops it; false when it was stopped before. */
  kill(): boolean;
}
/** Starts a REPL inside this process, as `spawn("node", "--interactive")` would start a program elsewhere. */
export function spawn(program: string, ...flags: string[]): Runtime;
/** The names that `eval` takes. */
export function targets(): Iterable<string>;

/** What a collection has done: how many handles were let go of, by language, and how it went. */
export interface Collected {
  readonly py: number;
  readonly js: number;
  readonly swept: number;
  readonly finalized: number;
  readonly rounds: number;
  readonly handles: number;
  /** What stays on purpose, and the way that leads round. */
  readonly kept: Iterable<{ readonly what: string; readonly why: string; readonly path: Iterable<string> }>;
}
/** Collects cycles, also those that go round through Python and JavaScript. */
export function collect(): Collected;

/** An object that a language other than its own holds. */
export interface Handle {
  readonly owner: Target;
  readonly type: string;
  readonly holder: Target;
  /** In seconds. */
  readonly age: number;
  readonly crossed: number;
  readonly place?: string;
  /** The object itself; nothing once the handle is gone. */
  readonly object?: any;
}
/** Lists the live handles of Python and JavaScript. The list keeps none of them alive. */
export function handles(): Iterable<Handle>;
/** Says whether the places are recorded in which handles are made. */
export function trace_handles(on: boolean): void;

/** A typed array over the memory of a foreign array; `shape` is there unless it has one dimension. */
export type View = (
  | Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array
  | BigInt64Array | BigUint64Array | Float32Array | Float64Array
) & { readonly shape?: number[] };

/** Shows the memory of a foreign array as the typed array of its items, without a copy. What is read-only is immutable. */
export function view(array: any): View;
/** Shows the bytes of a foreign array, whatever its items, without a copy. */
export function buffer(array: any): ArrayBuffer;

/** The parameters of a callable as its language writes them, e.g. `(a, b=2)`; undefined where they are not known. */
export function signature(callable: any): string | undefined;
/** What is written down about an object; undefined where there is nothing. */
export function doc(object: any): string | undefined;
/** The keys of a mapping, else the names of the members. */
export function keys(object: any): Iterable<any>;
/** The names of the members, as the object's language lists them. */
export function dir(object: any): Iterable<string>;

/**
 * Copies a foreign object deeply into arrays, objects, maps, sets, dates and typed arrays. `converter` is asked first
 * about every foreign object; undefined leaves it to be copied.
 */
export function toNative(value: any, options?: { depth?: number; converter?: (value: Foreign) => any }): any;
/** Prints a value for a reader of the program. */
export function inspect(value: any, options?: { depth?: number }): string;

declare global {
  /** All of the module `polytarget`, without an import. */
  const polytarget: typeof import("polytarget");
  /** Prints values on a line. */
  function print(...values: any[]): void;
  /** The script and its arguments. */
  const scriptArgs: string[];

  interface Function {
    /** Calls a function of another language with keyword arguments. */
    callKw?(names: Record<string, any>, ...args: any[]): any;
  }
}

/** Modules of other languages: the namespace is the default export, its members are named exports. */
declare module "py:*" {
  const namespace: Foreign;
  export default namespace;
}
declare module "rhai:*" {
  const namespace: Foreign;
  export default namespace;
}
declare module "lisp:*" {
  const namespace: Foreign;
  export default namespace;
}
