/**
 * The kinds of steps by which kernels compute a formula and its derivatives, element by element over registers. The index
 * of a kind is its number in `engine/kernels/assembly/formulas.ts`.
 */
export const STEPS = [
  // One operand: to = f(a).
  'copy',
  'negate',
  'abs',
  'sign',
  'step',
  'sqrt',
  'exp',
  'ln',
  'tanh',
  'logistic',
  'relu',
  'softplus',
  'sin',
  'cos',
  'sinh',
  'cosh',
  'atan',
  // Over the units of a row.
  'sum',
  'mean',
  // Two operands, a and b.
  'add',
  'subtract',
  'multiply',
  'divide',
  'min',
  'max',
  // min for a constant b other than −0, and max for one other than 0: faster, because the sign of zero cannot matter.
  'at-most',
  'at-least',
  'power',
  // erf a, from b = exp(−a²).
  'erf',
  // a · b and a / b, but 0 if a is 0: a zero error stays zero, even if the slope is not finite.
  'multiply-guarded',
  'divide-guarded',
  // a · f′, from b = f(x).
  'tanh-back',
  'logistic-back',
  'softplus-back',
  // a · sign(b).
  'signed',
  // a where b > 0, a / 2 where b = 0, else 0.
  'rectified-back',
  // Three operands: a · b + c, a · b − c, c − a · b, (a + b) · c, (a − b) · c.
  'multiply-add',
  'multiply-subtract',
  'subtract-product',
  'add-multiply',
  'subtract-multiply',
  // Guarded a · b, plus c.
  'multiply-add-guarded',
  // a if b ≥ c, if not b ≥ c, if b ≤ c, if not b ≤ c; else 0.
  'where-at-least',
  'where-not-at-least',
  'where-at-most',
  'where-not-at-most',
  // a if b ≥ 0, else a · c.
  'scaled-below',
] as const

export type StepName = (typeof STEPS)[number]

/** Steps whose result can be added to the value at the target. */
export const ADDABLE: ReadonlySet<StepName> = new Set<StepName>(
  [
    'divide',
    'divide-guarded',
    'tanh-back',
    'logistic-back',
    'softplus-back',
    'signed',
    'rectified-back',
    'add-multiply',
    'subtract-multiply',
    'where-at-least',
    'where-not-at-least',
    'where-at-most',
    'where-not-at-most',
    'scaled-below',
  ], // prettier-ignore
)

/** The bit of a step that adds its result to the target; it is in the same word as the kinds of places. */
export const ADDED = 256

/** Returns the number of a kind of step. */
export const stepNumber = (name: StepName): number => STEPS.indexOf(name)

/** The kind of place of each operand of a step, two bits each. */
export const PLACE = {
  /** In a register of the thread. */
  register: 0,
  /** In the current row of a slot. */
  row: 1,
  /** In a buffer that begins with the first unit. */
  buffer: 2,
  /** A constant, the same for all units. */
  number: 3,
} as const

/** Words of a step in memory: its number, the addresses of its target and three operands, and the kinds of these places. */
export const STEP_WORDS = 6
