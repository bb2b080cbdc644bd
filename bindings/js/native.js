// `polytarget.toNative`: a deep copy into what JavaScript itself has.

(function (native) {
  "use strict";

  const DEPTH = 100;

  /** Copies a value deeply into JavaScript's own arrays, objects, sets and buffers. */
  const toNative = (value, { depth = DEPTH, converter } = {}) => {
    const copies = new Map();
    const copy = (value, left) => {
      const kind = native.kind(value);
      if (kind === undefined || kind === "callable") return value;
      if (copies.has(value)) return copies.get(value);
      if (left === 0) throw new RangeError(`toNative: nested deeper than ${depth} levels`);
      const keep = (made) => {
        copies.set(value, made);
        return made;
      };
      const replaced = converter?.(value);
      if (replaced !== undefined) return keep(replaced);
      if (kind === "buffer") {
        const numbers = native.numbers.call(value);
        if (numbers !== undefined) return keep(numbers);
      }
      switch (kind) {
        case "buffer":
        case "sequence": {
          const made = keep([]);
          for (const item of value) made.push(copy(item, left - 1));
          return made;
        }
        case "mapping": {
          const keys = native.keys.call(value);
          const byName = keys.every((key) => typeof key === "string");
          const made = keep(byName ? {} : new Map());
          for (const key of keys) {
            const item = copy(native.getItem.call(value, key), left - 1);
            if (byName) Object.defineProperty(made, key, { value: item, writable: true, enumerable: true, configurable: true });
            else made.set(copy(key, left - 1), item);
          }
          return made;
        }
        case "set": {
          const made = keep(new Set());
          for (const item of value) made.add(copy(item, left - 1));
          return made;
        }
        case "iterable": {
          const made = keep([]);
          for (const item of value) made.push(copy(item, left - 1));
          return made;
        }
        default: {
          const worth = value.valueOf();
          if (typeof worth === "number") return value.isoformat === undefined ? worth : new Date(worth);
          return value;
        }
      }
    };
    return copy(value, depth);
  };

  return toNative;
});
