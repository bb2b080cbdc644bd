// The prototypes of foreign objects: what a list, a dict, a function or an
// exception of another language has in JavaScript besides its own members.
//
// A member of the object itself comes first (except that a sequence answers to
// the names of `Array.prototype` as an array does). Which of these methods an
// object really offers is decided by what it can do: see `access.rs`.

(function (native) {
  "use strict";

  const hidden = (target, members) => {
    for (const key of Reflect.ownKeys(members)) {
      const descriptor = Object.getOwnPropertyDescriptor(members, key);
      Object.defineProperty(target, key, { ...descriptor, enumerable: false, configurable: true });
    }
    return target;
  };

  /** The instant of a date of another language in milliseconds, or undefined. */
  const instant = (object) =>
    typeof object.timestamp === "function" && typeof object.isoformat === "function"
      ? object.timestamp() * 1000
      : undefined;

  const common = {
    toString() {
      return native.form.call(this, false);
    },
    toLocaleString() {
      return native.form.call(this, false);
    },
    valueOf() {
      return native.number.call(this) ?? instant(this) ?? this;
    },
    toISOString() {
      return new Date(instant(this)).toISOString();
    },
    [Symbol.toPrimitive](hint) {
      const worth = hint === "string" ? undefined : native.number.call(this) ?? (hint === "number" ? instant(this) : undefined);
      return worth ?? native.form.call(this, false);
    },
    [Symbol.iterator]() {
      return native.iterate.call(this);
    },
    next: native.next,
    then(_resolve, reject) {
      reject(new TypeError(`cannot await ${native.form.call(this, true)} from JavaScript yet`));
    },
  };

  const object = hidden({}, common);

  const sequence = hidden(Object.create(Array.prototype), {
    ...common,
    [Symbol.isConcatSpreadable]: true,
    toJSON() {
      return Array.from(this);
    },
  });

  const mapping = hidden(Object.create(object), {
    get(key) {
      return native.getItem.call(this, key);
    },
    set(key, value) {
      return native.setItem.call(this, key, value);
    },
    has(key) {
      return native.hasItem.call(this, key);
    },
    delete(key) {
      return native.deleteItem.call(this, key);
    },
    keys() {
      return native.keys.call(this).values();
    },
    values() {
      return native.keys.call(this).map((key) => native.getItem.call(this, key)).values();
    },
    entries() {
      return native.keys.call(this).map((key) => [key, native.getItem.call(this, key)]).values();
    },
    forEach(visit, receiver) {
      for (const key of native.keys.call(this)) visit.call(receiver, native.getItem.call(this, key), key, this);
    },
    get size() {
      return native.size.call(this);
    },
    toJSON() {
      const plain = {};
      for (const key of native.keys.call(this)) plain[key] = native.getItem.call(this, key) ?? null;
      return plain;
    },
  });

  const callable = hidden(Object.create(Function.prototype), {
    ...common,
    callKw(names, ...args) {
      return native.callKw.call(this, names, ...args);
    },
    [Symbol.hasInstance](value) {
      const check = this.__instancecheck__;
      return typeof check === "function" && native.kind(value) !== undefined ? Boolean(check(value)) : false;
    },
  });

  const error = hidden(Object.create(Error.prototype), {
    ...common,
    get name() {
      return native.errorOf(this)?.[0];
    },
    get message() {
      return native.errorOf(this)?.[1];
    },
    get stack() {
      return native.errorOf(this)?.[2];
    },
  });

  // `Array.isArray` is asked by programs that go on to use what a foreign sequence has.
  const { isArray } = Array;
  hidden(Array, {
    isArray(value) {
      return isArray(value) || native.kind(value) === "sequence";
    },
  });

  Error.stackTraceLimit = 64;

  return [object, sequence, mapping, callable, error];
});
