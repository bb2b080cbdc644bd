// One side of the random graphs: nodes of JavaScript, and the many ways in which one can hold others.
// `graphs.py` drives. No node is held here but by `roots` and by other nodes.
(() => {
  const nodes = new Map(); // by number, weakly
  const roots = new Map();

  class Node {
    constructor(number) {
      this.number = number;
      this.hold = null;
    }
    self() {
      return this;
    }
  }

  class Private {
    #inside;
    constructor(inside) {
      this.#inside = inside;
    }
    read() {
      return this.#inside;
    }
  }

  function* suspended(inside) {
    yield;
    yield inside;
  }

  async function waiting(never, inside) {
    await never;
    return inside;
  }

  // Each way: how it holds, and how that is read again, where it can be.
  const ways = {
    array: [(inside) => inside, (hold) => hold],
    closure: [(inside) => () => inside, (hold) => hold()],
    map: [(inside) => new Map(inside.map((node, index) => [index, node])), (hold) => [...hold.values()]],
    keys: [(inside) => new Map(inside.map((node) => [node, 1])), null],
    set: [(inside) => new Set([inside, "self"]), (hold) => [...hold][0]],
    own: [(inside) => Object.assign({}, inside), (hold) => Object.values(hold)],
    symbol: [(inside) => ({ [Symbol.for("inside")]: inside }), (hold) => hold[Symbol.for("inside")]],
    private: [(inside) => new Private(inside), (hold) => hold.read()],
    promise: [
      (inside) => {
        const never = new Promise(() => {});
        never.then(() => inside);
        return never;
      },
      null,
    ],
    kept: [(inside) => Promise.resolve(inside), null],
    async: [
      // What a suspended function waits for holds it; its own promise does not.
      (inside) => {
        const never = new Promise(() => {});
        waiting(never, inside);
        return never;
      },
      null,
    ],
    generator: [
      (inside) => {
        const made = suspended(inside);
        made.next();
        return made;
      },
      null,
    ],
    bound: [(inside) => ((held) => held).bind(null, inside), (hold) => hold()],
    iterator: [(inside) => inside[Symbol.iterator](), null],
    error: [(inside) => new Error("inside", { cause: inside }), (hold) => hold.cause],
    getter: [
      (inside) => ({
        get inside() {
          return inside;
        },
      }),
      (hold) => hold.inside,
    ],
    class: [
      (inside) =>
        class {
          static inside = inside;
        },
      (hold) => hold.inside,
    ],
    proxy: [(inside) => new Proxy(inside, {}), (hold) => [...hold]],
    weakmap: [
      (inside) => {
        const key = {};
        return { key, map: new WeakMap([[key, inside]]) };
      },
      (hold) => hold.map.get(hold.key),
    ],
    caught: [
      // An error of Python's that has passed, with what is held beside it.
      (inside) => {
        try {
          inside.fail();
        } catch (error) {
          error.inside = inside;
          return error;
        }
      },
      (hold) => hold.inside,
    ],
  };

  const find = (number) => nodes.get(number)?.deref();

  return {
    ways: Object.keys(ways),
    make(number, root) {
      const node = new Node(number);
      nodes.set(number, new WeakRef(node));
      if (root) roots.set(number, node);
      return root ? null : node;
    },
    find,
    rewire(number, way, fail, ...inside) {
      if (way === "caught") Object.defineProperty(inside, "fail", { value: fail });
      find(number).hold = { way, hold: ways[way][0](inside) };
    },
    read(number) {
      const { way, hold } = find(number).hold ?? { way: "array", hold: [] };
      const read = ways[way][1];
      return read ? read(hold).map((node) => node.number) : undefined;
    },
    root(number) {
      roots.set(number, find(number));
    },
    rootThis(number, node) {
      roots.set(number, node);
    },
    unroot(number) {
      roots.delete(number);
    },
    alive: () => [...nodes.keys()].filter((number) => find(number) !== undefined),
    reset() {
      nodes.clear();
      roots.clear();
    },
    /** Has the engine collect by itself: it does so when enough has been allocated. */
    churn() {
      for (let i = 0; i < 3000; i++) {
        const a = {};
        a.b = { a };
      }
    },
    /** Holds nodes in nothing but the variables of a call. */
    meanwhile(call, number) {
      const node = new Node(number);
      const inside = () => node;
      nodes.set(number, new WeakRef(node));
      call(node);
      return inside().number === number && find(number) === node && node.hold !== undefined;
    },
    holder: (way, ...inside) => ways[way][0](inside),
  };
})()
