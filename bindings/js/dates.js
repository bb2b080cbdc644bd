// What a `Date` answers to other languages, under the names that dates have there.

({
  __proto__: null,
  isoformat() {
    return this.toISOString().replace("Z", "+00:00");
  },
  timestamp() {
    return this.getTime() / 1000;
  },
});
