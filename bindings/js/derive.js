// Classes of JavaScript that extend one of another language.
//
// The other language gets a class of its own, whose methods call those of ours: so its own code finds them too.

(function (native) {
  "use strict";

  /** The other language's class for each class of ours. */
  const made = new WeakMap();

  const derive = (base, ours) => {
    const [methods, getters, seen] = [[], [], new Set(["constructor"])];
    const end = base.prototype;
    for (let holder = ours.prototype; holder !== end && holder !== null; holder = Object.getPrototypeOf(holder)) {
      for (const key of Object.getOwnPropertyNames(holder)) {
        if (seen.has(key)) continue;
        seen.add(key);
        const found = Object.getOwnPropertyDescriptor(holder, key);
        if (typeof found.value === "function") methods.push([key, (self, ...args) => found.value.apply(self, args)]);
        else if (found.get !== undefined) getters.push([key, (self) => found.get.call(self)]);
      }
    }
    return native.derive.call(base, ours.name, methods, getters);
  };

  return (base, ours, args) => {
    if (!made.has(ours)) made.set(ours, derive(base, ours));
    const object = new (made.get(ours))(...args);
    Object.setPrototypeOf(object, ours.prototype);
    return object;
  };
});
