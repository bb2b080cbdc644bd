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

  const has = (object, name) => typeof object[name] === "function";

  /** The milliseconds at which a date of another language is, or undefined. */
  const instant = (object) => {
    if (!has(object, "isoformat")) return undefined;
    if (has(object, "timestamp")) return object.timestamp() * 1000;
    // A date without a time is read as `new Date("2020-01-02")` reads it.
    return has(object, "toordinal") ? Date.parse(object.isoformat()) : undefined;
  };

  /** How many milliseconds a duration of another language is long, or undefined. */
  const length = (object) => (has(object, "total_seconds") ? object.total_seconds() * 1000 : undefined);

  /** A duration in the words of ISO 8601, e.g. `P1DT2H0.5S`; a negative one as `Temporal.Duration` writes it. */
  const durationText = (object) => {
    const { days, seconds, microseconds } = object;
    const whole = [days, seconds, microseconds].every((part) => Number.isInteger(Number(part)));
    let rest = whole
      ? (BigInt(days) * 86400n + BigInt(seconds)) * 1000000n + BigInt(microseconds)
      : BigInt(Math.round(length(object) * 1000));
    const sign = rest < 0n ? "-" : "";
    if (rest < 0n) rest = -rest;
    const take = (unit) => {
      const count = rest / unit;
      rest %= unit;
      return count;
    };
    const part = (count, letter) => (count ? `${count}${letter}` : "");
    const day = part(take(86400000000n), "D");
    const clock = part(take(3600000000n), "H") + part(take(60000000n), "M");
    const second = take(1000000n);
    const fraction = rest ? `.${String(rest).padStart(6, "0").replace(/0+$/, "")}` : "";
    const time = clock + (second || fraction || !(day || clock) ? `${second}${fraction}S` : "");
    return `${sign}P${day}${time && `T${time}`}`;
  };

  /** What a date, a time or a duration of another language is in the words of ISO 8601, or undefined. */
  const isoText = (object) => {
    const time = instant(object);
    if (time !== undefined) return new Date(time).toISOString();
    if (has(object, "total_seconds")) return durationText(object);
    return has(object, "isoformat") ? object.isoformat() : undefined;
  };

  const common = {
    toString() {
      return native.form.call(this, false);
    },
    toLocaleString() {
      return native.form.call(this, false);
    },
    valueOf() {
      return native.number.call(this) ?? instant(this) ?? length(this) ?? this;
    },
    toISOString() {
      const text = isoText(this);
      if (text === undefined) throw new TypeError(`${native.form.call(this, true)} is no date, time or duration`);
      return text;
    },
    toJSON() {
      return isoText(this) ?? this;
    },
    [Symbol.toPrimitive](hint) {
      if (hint === "string") return native.form.call(this, false);
      const worth = native.number.call(this);
      if (worth !== undefined) return worth;
      if (hint === "number") return instant(this) ?? length(this) ?? native.form.call(this, false);
      // As a `Date` has it, a sum is one of texts. `new Date` reads that of a date, and no other.
      return isoText(this) ?? native.form.call(this, false);
    },
    [Symbol.iterator]() {
      return native.iterate.call(this);
    },
    next: native.next,
    return(value) {
      const [done, result] = native.resume.call(this, "return", value);
      return { value: result, done };
    },
    throw(reason) {
      const [done, result] = native.resume.call(this, "throw", reason);
      return { value: result, done };
    },
    then(resolve, reject) {
      // A promise, so that each is called at most once, and not before this call has returned.
      return new Promise((keep, fail) => native.settle.call(this, keep, fail)).then(resolve, reject);
    },
    catch(reject) {
      return this.then(undefined, reject);
    },
    finally(work) {
      return this.then((value) => value).finally(work);
    },
    [Symbol.asyncIterator]() {
      return native.iterateAsync.call(this);
    },
    [Symbol.dispose]() {
      native.dispose.call(this);
    },
    async [Symbol.asyncDispose]() {
      await native.dispose.call(this);
    },
  };

  const object = hidden({}, common);
  const iterator = hidden(Object.create(Iterator.prototype), common);

  // What `JSON.stringify` is given for an object is the same each time, so that it sees a cycle as one.
  const copies = new WeakMap();
  const copyOf = (original, kind) => {
    if (!copies.has(original)) copies.set(original, new kind());
    return copies.get(original);
  };

  const sequence = hidden(Object.create(Array.prototype), {
    ...common,
    [Symbol.isConcatSpreadable]: true,
    [Symbol.toStringTag]: "Array",
    toJSON() {
      const copy = copyOf(this, Array);
      copy.length = 0;
      for (const item of this) copy.push(item);
      return copy;
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
      const plain = copyOf(this, Object);
      for (const key of Object.keys(plain)) delete plain[key];
      // As Python has it, the key that is nothing is written as `null`.
      for (const key of native.keys.call(this)) plain[key ?? null] = native.getItem.call(this, key) ?? null;
      return plain;
    },
  });

  /** A method that makes a new set, or compares two, on a copy. */
  const onCopy = (name) => ({
    [name](other) {
      return new Set(this)[name](native.kind(other) === undefined ? other : new Set(other));
    },
  })[name];

  const set = hidden(Object.create(object), {
    has(value) {
      return native.hasItem.call(this, value);
    },
    add(value) {
      const own = native.own.call(this, "add");
      if (own === undefined) throw new TypeError(`${native.form.call(this, true)} takes no more values`);
      own(value);
      return this;
    },
    delete(value) {
      return native.deleteItem.call(this, value);
    },
    clear() {
      for (const value of [...this]) native.deleteItem.call(this, value);
    },
    entries() {
      return [...this].map((value) => [value, value]).values();
    },
    ...Object.fromEntries(
      [
        "union", "intersection", "difference", "symmetricDifference",
        "isSubsetOf", "isSupersetOf", "isDisjointFrom",
      ].map((name) => [name, onCopy(name)]),
    ),
    values() {
      return native.iterate.call(this);
    },
    keys() {
      return native.iterate.call(this);
    },
    forEach(visit, receiver) {
      for (const value of this) visit.call(receiver, value, value, this);
    },
    get size() {
      return native.size.call(this);
    },
    toJSON() {
      const copy = copyOf(this, Array);
      copy.length = 0;
      for (const item of this) copy.push(item);
      return copy;
    },
  });

  const prototypes = new WeakMap();

  /** What instances of a foreign class inherit, for classes of ours that extend it: `super.method()` reads it. */
  const prototypeOf = (base) => {
    const get = (target, key, receiver) => {
      if (typeof key !== "string") return Reflect.get(target, key, receiver);
      if (native.kind(receiver) !== undefined) {
        return native.inherited.call(base, receiver, key) ?? Reflect.get(target, key, receiver);
      }
      // QuickJS reads the method of `super.method()` without the receiver, and names that when it calls.
      if (typeof native.own.call(base, key) !== "function") return Reflect.get(target, key, receiver);
      return function (...args) {
        return native.inherited.call(base, this, key)(...args);
      };
    };
    if (!prototypes.has(base)) prototypes.set(base, new Proxy(object, { get }));
    return prototypes.get(base);
  };

  // JavaScript has no operators for numbers of others, so that these are methods.
  const operator = (symbol) =>
    function (other) {
      return native.operate.call(this, symbol, other);
    };
  const number = hidden(Object.create(object), {
    add: operator("+"),
    sub: operator("-"),
    mul: operator("*"),
    div: operator("/"),
    mod: operator("%"),
    pow: operator("**"),
    lt: operator("<"),
    le: operator("<="),
    gt: operator(">"),
    ge: operator(">="),
    neg() {
      return native.operate.call(this, "-");
    },
    eq(other) {
      return native.equals.call(this, other);
    },
  });

  const callable = hidden(Object.create(Function.prototype), {
    ...common,
    // As it is: a function around it would copy the arguments twice, which takes longer than the call.
    callKw: native.callKw,
    [Symbol.hasInstance](value) {
      // A class of ours that extends a foreign one inherits this.
      if (native.kind(this) === undefined) return Function.prototype[Symbol.hasInstance].call(this, value);
      return native.isInstance.call(this, value);
    },
    get prototype() {
      return native.kind(this) === undefined ? undefined : prototypeOf(this);
    },
    get name() {
      const name = native.own.call(this, "__name__");
      return typeof name === "string" ? name : "";
    },
    get length() {
      const parameters = native.signature.call(this) ?? "()";
      // As for a function of JavaScript: those before the first that may be left out.
      const needed = /^\(([^=*)]*)/.exec(parameters)?.[1] ?? "";
      const names = needed.split(",").map((name) => name.trim()).filter((name) => name !== "" && name !== "/");
      return parameters[needed.length + 1] === "=" ? names.length - 1 : names.length;
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

  // Memory that another language sees stays where it is. The length is made a number first: to ask
  // for it may run a program, which might lend the memory in between.
  const { apply } = Reflect;
  for (const name of ["resize", "transfer", "transferToFixedLength", "transferToImmutable"]) {
    const original = ArrayBuffer.prototype[name];
    hidden(ArrayBuffer.prototype, {
      [name](length) {
        const wanted = length === undefined ? undefined : +length;
        native.guard(this, name, wanted);
        return apply(original, this, wanted === undefined ? [] : [wanted]);
      },
    });
  }

  // What is read-only in its own language is immutable here, which QuickJS forgets in these functions.
  for (const name of ["add", "and", "compareExchange", "exchange", "or", "store", "sub", "xor"]) {
    const original = Atomics[name];
    hidden(Atomics, {
      [name](...args) {
        native.guardWrite(args[0]);
        return apply(original, this, args);
      },
    });
  }

  // An error that passed other languages has their calls in its stack, too.
  const stack = Object.getOwnPropertyDescriptor(Error.prototype, "stack");
  Object.defineProperty(Error.prototype, "stack", { ...stack, get: native.stack });
  Error.stackTraceLimit = 64;

  return [object, sequence, mapping, set, callable, error, iterator, number];
});
