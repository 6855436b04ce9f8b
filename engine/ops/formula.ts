import type { BoundOp, Op, Slot } from '../contract/op'
import { slotTerm } from '../contract/term'
import { Derivatives, type Computation } from '../formula/derivative'
import type { Outer } from '../formula/graph'
import type { Formula } from '../formula/parse'
import { programOf } from '../formula/program'
import { tapeOf } from '../formula/tape'
import { mixes, withNumbers, type Tree } from '../formula/tree'
import type { Kernels } from '../kernels/types'
import type { Activation } from '../kinds/activations'
import { activate } from './activate'
import { bindProgram, blockOf, type Placed, type RunSteps } from './formula-steps'

const [UP, DOWN] = ['exp(_)', 'exp(negate(_))']
const [UP_TWICE, DOWN_TWICE] = ['exp(multiply(2,_))', 'exp(multiply(negate(2),_))']

/**
 * Formulas of one name, written as _, with the activation that has the same values and slopes, even at kinks. Where an
 * exponential overflows, the activation has the limit.
 */
const SAME: Readonly<Record<string, Activation>> = {
  _: 'linear',
  'tanh(_)': 'tanh',
  'logistic(_)': 'logistic',
  'divide(1,add(1,exp(negate(_))))': 'logistic',
  'divide(1,add(exp(negate(_)),1))': 'logistic',
  [`divide(subtract(${UP},${DOWN}),add(${UP},${DOWN}))`]: 'tanh',
  [`divide(subtract(${UP_TWICE},1),add(${UP_TWICE},1))`]: 'tanh',
  [`divide(subtract(1,${DOWN_TWICE}),add(1,${DOWN_TWICE}))`]: 'tanh',
  'divide(sinh(_),cosh(_))': 'tanh',
  [`ln(add(1,${UP}))`]: 'softplus',
  'relu(_)': 'relu',
  'max(0,_)': 'relu',
  'max(multiply(0.01,_),_)': 'leaky-relu',
  'softplus(_)': 'softplus',
  'divide(_,add(1,abs(_)))': 'softsign',
  'divide(_,add(abs(_),1))': 'softsign',
}

const written = (tree: Tree): string =>
  tree.kind === 'number' ? String(tree.value) : tree.kind === 'name' ? '_' : `${tree.of}(${tree.arguments.map(written).join()})`

/** The activation that equals a formula of one name, and is faster. */
function equalTo(tree: Tree): Activation | undefined {
  const text = written(tree)
  return Object.hasOwn(SAME, text) ? SAME[text] : undefined
}

/**
 * out(t) = a formula of the values at `inputs`, by the names of the formula; an unwired one (undefined) is 0. A few
 * expensive values, such as exponentials, or the slopes are kept for the backward pass, which computes the others again.
 */
export function formulaOp(node: string, { tree, names }: Formula, inputs: readonly (Slot | undefined)[], out: Slot): Op {
  const [only] = inputs
  const same = only && inputs.length === 1 ? equalTo(tree) : undefined
  if (only && same) return activate(node, same, only, out)
  const reads = inputs.filter((slot) => slot !== undefined)
  const places = inputs.map((slot) => (slot ? reads.indexOf(slot) : -1))
  const derivatives = new Derivatives(
    tapeOf(tree, names),
    places.map((at) => at >= 0),
  )
  const mixing = mixes(tree)
  const n = out.size
  const ways = mixing ? [derivatives.value(true), derivatives.backward(true), derivatives.tangent(false)].map(programOf) : []
  return {
    kind: 'formula',
    node,
    reads,
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    mixes: mixing,
    // Registers of whole rows are shared if they do not fit the memory of a thread.
    alone: ways.some(({ registers }) => !blockOf(registers, n, true, 8)),
    rowNumbers: derivatives.saved * n,
    formula: {
      kind: 'formula',
      tree: withNumbers(tree, (name) => (inputs[names.indexOf(name)] ? undefined : 0)),
      names: names.filter((_, i) => inputs[i]),
      arguments: reads.map(slotTerm),
      size: n,
    },
    bind(binding): BoundOp {
      const { kernels, tape: rows, value, adjoint, scratch, rowScratch } = binding
      const row = n * kernels.bytes
      const saves = adjoint(out) >= 0
      const saved = saves ? Array.from({ length: derivatives.saved }, () => rowScratch(n)) : []
      const tangents = places.map((at) => (at < 0 ? -1 : scratch(n)))
      // A tangent of a formula that mixes no units needs only the slopes.
      const slopes = mixing ? [scratch(n)] : tangents
      const placed = (outer: Outer): Placed => {
        if (outer === 'y' || outer === 'dy') return { address: outer === 'y' ? value(out) : adjoint(out), rows: true }
        const i = Number(outer.replace(/\D+/, ''))
        if (outer.startsWith('tangent')) return { address: tangents[i]!, rows: false }
        if (outer.startsWith('slope')) return { address: slopes[i]!, rows: false }
        if (outer.startsWith('saved')) return { address: saved[i]!, rows: true }
        return { address: (outer.startsWith('x') ? value : adjoint)(reads[places[i]!]!), rows: true }
      }
      const bound = (computation: Computation): RunSteps => bindProgram(binding, programOf(computation), n, mixing, placed)
      const forward = bound(derivatives.value(saves))
      const backward = saves ? bound(derivatives.backward(true)) : undefined
      const partials = mixing ? undefined : derivatives.partials(saves)
      const tangent = bound(partials ?? derivatives.tangent(saves))
      const change = partials?.results.map(({ to }) => Number(to.slice('slope'.length)))
      return {
        forward: (first, end) => forward(rows.count(first, end) * n, rows.from(first, end) * row),
        backward: (first, end) => backward?.(rows.count(first, end) * n, rows.from(first, end) * row),
        tangent(r, count, from, to) {
          if (change) {
            tangent(n, r * row)
            for (const i of change) if (from[places[i]!]! >= 0) addScaled(kernels, count, n, slopes[i]!, from[places[i]!]!, to)
            return
          }
          for (let k = 0; k < count; k++) {
            places.forEach((at, i) => {
              if (at < 0) return
              if (from[at]! < 0) kernels.fill(n, tangents[i]!, 0)
              else kernels.copy(n, from[at]! + k * row, tangents[i]!)
            })
            tangent(n, r * row)
            kernels.axpy(1, n, 1, slopes[0]!, n, to + k * row, n)
          }
        },
      }
    },
  }
}

/** to[k] += slope ⊙ from[k] for `count` rows; a zero in `from` adds nothing, even if the slope is not finite. */
function addScaled(kernels: Kernels, count: number, n: number, slope: number, from: number, to: number): void {
  if (kernels.finite(n, slope)) {
    kernels.diagonal(count, n, 1, slope, from, n, to, n)
    return
  }
  const view = kernels.view()
  const [s, f, t] = [slope, from, to].map((address) => address / kernels.bytes) as [number, number, number]
  for (let i = 0; i < count * n; i++) if (view[f + i] !== 0) view[t + i]! += view[s + (i % n)]! * view[f + i]!
}
