/**
 * What kernels compute for a formula and its derivatives, element by element over registers, by number: its place here is
 * its number in `engine/kernels/assembly/formulas.ts`.
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
  'erf',
  'tanh',
  'logistic',
  'relu',
  'softplus',
  'sin',
  'cos',
  'tan',
  'sinh',
  'cosh',
  'atan',
  // Over the units of a row.
  'sum',
  'mean',
  // Of two.
  'add',
  'subtract',
  'multiply',
  'divide',
  'min',
  'max',
  'power',
  // Slopes of a^b by a and by b.
  'power-left',
  'power-right',
  // a · b and a / b, but 0 where a is 0: a zero error stays zero, even where the slope is not finite.
  'multiply-guarded',
  'divide-guarded',
  // a · f′, from b = f(x).
  'tanh-back',
  'logistic-back',
  'softplus-back',
  // a · sign(b).
  'signed',
  // Of three: a · b + c, guarded or not.
  'multiply-add',
  'multiply-add-guarded',
  // a where b ≥ c, or b ≤ c, or not; else 0.
  'where-at-least',
  'where-not-at-least',
  'where-at-most',
  'where-not-at-most',
  // a where b ≥ 0, else a · c.
  'scaled-below',
] as const

export type StepName = (typeof STEPS)[number]

/** Its number. */
export const stepNumber = (name: StepName): number => STEPS.indexOf(name)

/** The kind of place of each operand of a step, two bits each. */
export const PLACE = {
  /** In a register of the thread. */
  register: 0,
  /** In the row at hand of a slot. */
  row: 1,
  /** In a buffer that begins with the first unit. */
  buffer: 2,
  /** A number, the same for all units. */
  number: 3,
} as const

/** Words of a step in memory: its number, the addresses of its target and three operands, and the kinds of these places. */
export const STEP_WORDS = 6
