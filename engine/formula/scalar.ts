/** 2/√π. */
const TWO_OVER_ROOT_PI = 1.1283791670955126

/**
 * The error function, to a few 1e-16: below 3 the series 2/√π · x e^(−x²) Σ (2x²)ᵏ / (1·3·…·(2k+1)), whose terms are all
 * positive; above it 1 − erfc by the continued fraction of erfc (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14).
 */
function erf(x: number): number {
  const a = Math.abs(x)
  if (!(a < 6)) return Number.isNaN(x) ? x : Math.sign(x)
  if (a < 3) {
    let term = x
    let sum = x
    for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
      term *= (2 * x * x) / (2 * k + 1)
      sum += term
    }
    return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum
  }
  let fraction = a
  for (let k = 60; k >= 1; k--) fraction = a + k / 2 / fraction
  return Math.sign(x) * (1 - (TWO_OVER_ROOT_PI / 2) * (Math.exp(-a * a) / fraction))
}

const logistic = (x: number): number => {
  const e = Math.exp(-Math.abs(x))
  return (x < 0 ? e : 1) / (1 + e)
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))

/** Functions of one number: the value, and the slope from x and y = f(x). docs/format.md defines the slopes at kinks. */
export const unary = {
  negate: { value: (x: number) => -x, slope: () => -1 },
  exp: { value: Math.exp, slope: (_x: number, y: number) => y },
  ln: { value: Math.log, slope: (x: number) => 1 / x },
  sqrt: { value: Math.sqrt, slope: (_x: number, y: number) => 0.5 / y },
  abs: { value: Math.abs, slope: (x: number) => (x > 0 ? 1 : x < 0 ? -1 : 0) },
  sign: { value: Math.sign, slope: () => 0 },
  sin: { value: Math.sin, slope: (x: number) => Math.cos(x) },
  cos: { value: Math.cos, slope: (x: number) => -Math.sin(x) },
  tan: { value: Math.tan, slope: (_x: number, y: number) => 1 + y * y },
  tanh: { value: Math.tanh, slope: (_x: number, y: number) => 1 - y * y },
  sinh: { value: Math.sinh, slope: (x: number) => Math.cosh(x) },
  cosh: { value: Math.cosh, slope: (x: number) => Math.sinh(x) },
  atan: { value: Math.atan, slope: (x: number) => 1 / (1 + x * x) },
  logistic: { value: logistic, slope: (_x: number, y: number) => y * (1 - y) },
  relu: { value: (x: number) => (x > 0 ? x : x <= 0 ? 0 : x), slope: (x: number) => (x > 0 ? 1 : 0) },
  softplus: { value: softplus, slope: (x: number) => logistic(x) },
  erf: { value: erf, slope: (x: number) => TWO_OVER_ROOT_PI * Math.exp(-x * x) },
  /** (x + |x|) / 2, for which formulas have no name; 0 at −∞, where the expression itself is NaN. */
  rectified: { value: (x: number) => (x > 0 ? x : x <= 0 ? 0 : x), slope: (x: number) => (x > 0 ? 1 : x < 0 ? 0 : 0.5) },
  step: { value: (x: number) => (x > 0 ? 1 : x <= 0 ? 0 : x), slope: () => 0 },
} as const satisfies Readonly<Record<string, { value(x: number): number; slope(x: number, y: number): number }>>

export type Unary = keyof typeof unary

/** Functions of two numbers: the value, and the slopes with respect to both. */
export const binary = {
  add: { value: (a: number, b: number) => a + b, left: () => 1, right: () => 1 },
  subtract: { value: (a: number, b: number) => a - b, left: () => 1, right: () => -1 },
  multiply: { value: (a: number, b: number) => a * b, left: (_a: number, b: number) => b, right: (a: number) => a },
  divide: { value: (a: number, b: number) => a / b, left: (_a: number, b: number) => 1 / b, right: (a: number, b: number) => -a / (b * b) },
  power: {
    // A negative a has only integer powers. This includes −∞, for which JavaScript returns ∞.
    value: (a: number, b: number) => (a < 0 && Math.floor(b) !== b ? NaN : a ** b),
    left: (a: number, b: number) => (b === 0 ? 0 : b * a ** (b - 1)),
    // 0 to a positive power is 0, whatever the power.
    right: (a: number, b: number) => (a === 0 && b > 0 ? 0 : a ** b * Math.log(a)),
  },
  min: { value: Math.min, left: (a: number, b: number) => (a <= b ? 1 : 0), right: (a: number, b: number) => (a <= b ? 0 : 1) },
  max: { value: Math.max, left: (a: number, b: number) => (a >= b ? 1 : 0), right: (a: number, b: number) => (a >= b ? 0 : 1) },
} as const satisfies Readonly<
  Record<string, { value(a: number, b: number): number; left(a: number, b: number, y: number): number; right(a: number, b: number, y: number): number }>
>

export type Binary = keyof typeof binary
