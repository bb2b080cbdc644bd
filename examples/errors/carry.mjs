import { carry as next } from "rhai:./carry.rhai";

export function carry(cargo) {
  return next(cargo);
}
