// Functions on typed arrays, whoever owns their memory.

import { view } from "polytarget";

export { view };

export const zeros = (length) => new Float64Array(length);

export const describe = (array) => `${array.constructor.name} of ${array.length}`;

export const scale = (array, factor) => {
  for (let i = 0; i < array.length; i += 1) array[i] *= factor;
};

export const sum = (array) => {
  let total = 0;
  for (let i = 0; i < array.length; i += 1) total += array[i];
  return total;
};

export const transfer = (array) => void array.buffer.transfer();
