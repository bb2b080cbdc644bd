import math from "py:math";
console.log(math.floor(2.5));
