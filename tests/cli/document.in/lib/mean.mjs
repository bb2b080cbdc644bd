export const mean = (xs) => xs.reduce((sum, x) => sum + x, 0) / xs.length
