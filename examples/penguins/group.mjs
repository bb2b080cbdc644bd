// Groups rows, wherever they come from, and has the rule look at each.

import { reasons } from "rhai:./rules.rhai";

/** Mean and standard deviation of one measure over those rows that have it. */
function spread(rows, measure) {
  const values = rows.map((row) => row[measure]).filter((value) => value !== undefined);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  return { mean, deviation: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (values.length - 1)) };
}

/** The rows by the value of one member, in the order of those values. */
export function groupBy(rows, member) {
  const groups = Map.groupBy(rows, (row) => row[member]);
  return [...groups.keys()].sort().map((name) => {
    const members = groups.get(name);
    return { name, members, mass: spread(members, "body_mass"), flipper: spread(members, "flipper_length") };
  });
}

/** Writes the rule's reasons into the rows themselves: they are still the objects that Python made. */
export function flagAll(groups) {
  for (const group of groups) {
    for (const row of group.members) {
      row.flags.push(...reasons(row, group));
    }
  }
}
