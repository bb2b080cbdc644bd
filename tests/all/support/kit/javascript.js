// What the conformance kit asks of JavaScript: objects to hand out, and ways to use those of others.

function identity(value) {
  return value;
}

// How a scalar arrives: its native type and its text.
function kind(value) {
  return `${typeof value} ${Object.is(value, -0) ? "-0" : String(value)}`;
}

function add(a, b) {
  return a + b;
}

function make_counter() {
  let count = 0;
  return (step) => (count += step);
}

class Point {
  constructor(x, y = 2) {
    this.x = x;
    this.y = y;
  }

  sum() {
    return this.x + this.y;
  }
}

function make_class() {
  return Point;
}

function make_point() {
  return new Point(1, 2);
}

function make_list() {
  return [10, 20, 30];
}

function make_map() {
  return { a: 1, b: 2 };
}

// An object that keeps another one alive, and nothing else does.
function make_holder(payload) {
  return { payload };
}

function call(f, ...args) {
  return f(...args);
}

var stored;

function store(f) {
  stored = f;
}

function call_stored(x) {
  return stored(x);
}

function forget() {
  stored = undefined;
}

function get_x(o) {
  return o.x;
}

function set_x(o, value) {
  o.x = value;
}

function has_x(o) {
  return "x" in o;
}

function delete_x(o) {
  delete o.x;
}

function call_sum(o) {
  return o.sum();
}

function get_item(o, key) {
  return o[key];
}

function set_item(o, key, value) {
  o[key] = value;
}

function delete_item(o, key) {
  delete o[key];
}

// A mapping of another language may count by `size`, as a Map does.
function length(o) {
  return o.length ?? o.size ?? Object.keys(o).length;
}

// The sum of the items, by the language's own iteration.
function total(o) {
  let sum = 0;
  for (const item of o) sum += item;
  return sum;
}

function construct(c, x) {
  return new c(x);
}

function show(o) {
  return String(o);
}

// The names of the members, joined.
function listing(o) {
  return Reflect.ownKeys(o).filter((name) => typeof name === "string").sort().join(" ");
}

function equal(a, b) {
  return a == b;
}

function same(a, b) {
  return a === b;
}

// What a native table says that was keyed by the object.
function find(key, probe) {
  return new Map([[key, "found"]]).get(probe) ?? "lost";
}

function fail(message) {
  throw new RangeError(message);
}

// The message of what the call throws.
function attempt(f, ...args) {
  try {
    f(...args);
  } catch (error) {
    return error.message ?? String(error);
  }
  return "no error";
}

// What the call throws, as this language caught it.
function catch_(f, ...args) {
  try {
    f(...args);
  } catch (error) {
    return error;
  }
}
globalThis.catch = catch_;

// Catches what the call throws, and throws it again.
function rethrow(f, ...args) {
  try {
    f(...args);
  } catch (error) {
    throw error;
  }
}

// Whether an error that another language caught and raised again is still the same object.
function comes_home(foreign_rethrow) {
  const error = new Error("home");
  const thrower = () => {
    throw error;
  };
  try {
    foreign_rethrow(thrower);
  } catch (caught) {
    return caught === error;
  }
  return false;
}

// Goes down `depth` levels, a level in each language in turn.
function descend(peer, me, depth) {
  return depth === 0 ? 0 : 1 + peer(me, peer, depth - 1);
}

function forever(peer, me) {
  return 1 + peer(me, peer);
}

// Makes and drops an object of another language, over and over.
function churn(make, rounds) {
  for (let number = 0; number < rounds; number++) make(number);
}

// A frame of this language between two others.
function through(f, ...args) {
  return f(...args);
}

function new_list() {
  return [];
}

function new_map() {
  return {};
}

function append(o, value) {
  o.push(value);
}

function remove_at(o, index) {
  o.splice(index, 1);
}

function has_item(o, value) {
  return o.includes(value);
}

// The number of entries.
function count(o) {
  return Object.keys(o).length;
}

// Calls the function with each item, by the language's own iteration.
function visit(o, f) {
  for (const item of o) f(item);
}

// A deep copy in objects of this language.
function copy(o) {
  return polytarget.toNative(o);
}

function read_member(o, name) {
  return o[name];
}

function write_member(o, name, value) {
  o[name] = value;
}

// What a program takes the value for.
function seen_as(value) {
  if (value === null) return "`null`";
  if (typeof value !== "object") return `\`${typeof value}\``;
  if (Array.isArray(value)) return "array";
  if (value instanceof Error) return "`Error`";
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `\`${value.constructor.name}\``;
  if (value instanceof Map || value instanceof Set || value instanceof Date) return `\`${value.constructor.name}\``;
  if (typeof value.next === "function" && Symbol.iterator in value) return "iterator";
  return typeof value[Symbol.iterator] === "function" ? "iterable `object`" : "`object`";
}
