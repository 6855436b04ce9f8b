import { binary, unary } from '../../formula/scalar'
import { ADDED, PLACE, STEP_WORDS, STEPS, type StepName } from '../../formula/steps'
import { logistic } from '../../kinds/activations/logistic'
import { softplus } from '../../kinds/activations/softplus'
import { tanh } from '../../kinds/activations/tanh'
import type { Kernels } from '../types'
import type { Heap, Numbers } from './heap'

type Compute = (a: number, b: number, c: number) => number

const guarded = (d: number, product: number): number => (d === 0 ? 0 : product)

const computes: Readonly<Record<Exclude<StepName, 'sum' | 'mean'>, Compute>> = {
  copy: (a) => a,
  negate: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  step: unary.step.value,
  sqrt: Math.sqrt,
  exp: Math.exp,
  ln: Math.log,
  tanh: Math.tanh,
  logistic: unary.logistic.value,
  relu: unary.relu.value,
  softplus: unary.softplus.value,
  sin: Math.sin,
  cos: Math.cos,
  sinh: Math.sinh,
  cosh: Math.cosh,
  atan: Math.atan,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  'at-most': (a, b) => Math.min(a, b),
  'at-least': (a, b) => Math.max(a, b),
  power: binary.power.value,
  erf: unary.erf.value,
  'multiply-guarded': (a, b) => guarded(a, a * b),
  'divide-guarded': (a, b) => guarded(a, a / b),
  'tanh-back': (a, b) => a * tanh.slope(b),
  'logistic-back': (a, b) => a * logistic.slope(b),
  'softplus-back': (a, b) => a * softplus.slope(b),
  signed: (a, b) => (b > 0 ? a : b < 0 ? -a : 0),
  'rectified-back': (a, b) => (b > 0 ? a : b === 0 ? a * 0.5 : 0),
  'multiply-add': (a, b, c) => a * b + c,
  'multiply-subtract': (a, b, c) => a * b - c,
  'subtract-product': (a, b, c) => c - a * b,
  'add-multiply': (a, b, c) => (a + b) * c,
  'subtract-multiply': (a, b, c) => (a - b) * c,
  'multiply-add-guarded': (a, b, c) => guarded(a, a * b) + c,
  'where-at-least': (a, b, c) => (b >= c ? a : 0),
  'where-not-at-least': (a, b, c) => (b >= c ? 0 : a),
  'where-at-most': (a, b, c) => (b <= c ? a : 0),
  'where-not-at-most': (a, b, c) => (b <= c ? 0 : a),
  'scaled-below': (a, b, c) => (b >= 0 ? a : a * c),
}

/** The sum or mean over the units of each row, for every unit. */
function overUnits(m: Numbers, mean: boolean, count: number, n: number, to: number, a: number, mask: number): void {
  for (let first = 0; first < count; first += n) {
    let sum = 0
    for (let i = first; i < first + n; i++) sum += m[a + (i & mask)]!
    m.fill(mean ? sum / n : sum, to + first, to + first + n)
  }
}

export const formulas = ({ view, ints, shift }: Heap, scratch: number): Pick<Kernels, 'formula'> => ({
  formula(program, steps, registers, block, count, n, row) {
    const m = view()
    const words = ints()
    for (let done = 0; done < count; done += block) {
      const length = Math.min(block, count - done)
      /** The index of a step's target, 0, or of an operand, 1 to 3. */
      const at = (step: number, operand: number, place: number): number => {
        const base = words[step + 1 + operand]! >>> 0
        if (place === PLACE.register) return (base + (registers || scratch)) >>> shift
        if (place === PLACE.row) return ((base + row) >>> shift) + done
        return (base >>> shift) + (place === PLACE.buffer ? done : 0)
      }
      for (let s = 0; s < steps; s++) {
        const step = (program >>> 2) + s * STEP_WORDS
        const places = words[step + 5]!
        const [inA, inB, inC] = [(places >> 2) & 3, (places >> 4) & 3, (places >> 6) & 3]
        const [ma, mb, mc] = [inA, inB, inC].map((place) => (place === PLACE.number ? 0 : -1)) as [number, number, number]
        const [to, a, b, c] = [at(step, 0, places & 3), at(step, 1, inA), at(step, 2, inB), at(step, 3, inC)]
        const name = STEPS[words[step]!]!
        if (name === 'sum' || name === 'mean') overUnits(m, name === 'mean', length, n, to, a, ma)
        else {
          const compute = computes[name]
          const adds = (places & ADDED) !== 0
          for (let i = 0; i < length; i++) {
            const value = compute(m[a + (i & ma)]!, m[b + (i & mb)]!, m[c + (i & mc)]!)
            m[to + i] = adds ? m[to + i]! + value : value
          }
        }
      }
    }
  },
})
