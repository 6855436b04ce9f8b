import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument } from '../../engine/document/types'
import type { GradientResult, Method } from '../../engine/learn/check/gradient'
import { documents } from '../document/fixtures'
import { draw, modelOf } from '../documents'
import { beside, fromPrimitives, mirrored, shuffled, unitDelays, type Rewritten } from '../rewrites'
import { Subject, apart, asBefore, full, onSubjects, rtrl, valuesApart } from './subjects'

/** First seed of the random graphs; one network drawn in two ways must give the same results. */
const FIRST = Number(process.env.SEED ?? 13_000)
const COUNT = 200

const forwardMethods = (seed: number): [string, Method][] => {
  const horizon = 1 + (seed % 4)
  return [
    ['BPTT', full],
    ['RTRL', rtrl],
    [`BPTT(${horizon};${horizon})`, { horizon, every: horizon, recompute: false }],
  ]
}

/** A result of fewer parameters. */
const without = (result: GradientResult, names: readonly string[]): GradientResult => ({
  ...result,
  gradients: Object.fromEntries(Object.entries(result.gradients).filter(([name]) => !names.includes(name))),
})

/** Compares both drawings by values, full BPTT, RTRL and a short horizon, as far as the direction of time allows. */
function same(s: Subject, rewritten: Rewritten, limit: number): string | undefined {
  const { backwardInTime } = s.model.network
  const other = s.other(rewritten.document)
  const initials = [...rewritten.renamed.values()].filter(([name]) => Object.hasOwn(other.document.weights!, name)).map(([name]) => name)
  for (const [name, method] of forwardMethods(s.seed)) {
    if (backwardInTime && method !== full) continue
    const wanted = s.gradient(method)
    // The initial values of a chain lie before the window; a single context has the same values in every slice.
    const compared = without(wanted, 'horizon' in method && method.horizon !== null ? initials : [])
    const found = other.gradient(method)
    const fault = valuesApart(found, wanted, limit) ?? apart(asBefore(found, wanted, rewritten), compared, limit, name)
    if (fault !== undefined) return fault
  }
  return undefined
}

describe(`the same network drawn in another way, seeds from ${FIRST}`, () => {
  it(`a delay of d steps = a chain of d steps, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      if (!Object.values(s.drawn.nodes).some((n) => Number(n.delay ?? 1) > 1)) return 'skip'
      return same(s, unitDelays(s.document), 1e-11)
    })
  })

  it(`a cell, a reservoir = contexts, gates and layers, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      if (!Object.values(s.drawn.nodes).some((n) => n.type === 'cell' || n.type === 'reservoir')) return 'skip'
      return same(s, fromPrimitives(s.document), 1e-11)
    })
  })

  it.each(['lstm', 'lstm-peephole', 'lstm-1997-no-forget', 'gru', 'echo-state', 'bidirectional'])(
    'the %s of the fixtures = contexts, gates and layers',
    (name) => {
      const document = JSON.parse(documents('gradients').find((d) => d.name === name)!.text) as GraphDocument
      const sizes = modelOf(document).network
      for (const { node, size } of sizes.lowered.slots) document.nodes[node]!.size = size
      const subject = new Subject(0, document)
      expect(same(subject, fromPrimitives(subject.document), 1e-11)).toBeUndefined()
    },
  )

  it(`the order of nodes, wires and weights changes no bit, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      const other = shuffled(s.document, stream(s.seed, 'shuffle'))
      const drawn = shuffled({ ...s.document, weights: {} }, stream(s.seed, 'shuffle again'))
      const method = s.seed % 2 === 0 ? full : rtrl
      const wanted = s.gradient(method)
      return differs(s.other(other).gradient(method), wanted) ?? differs(s.other(drawn).gradient(method), wanted)
    })
  })

  it(`backward in time = forward on reversed sequences, on ${COUNT} graphs`, () => {
    onSubjects(FIRST, COUNT, {}, (s) => {
      const found = s.other(mirrored(s.document)).full
      const turned = found.outputs.map((outputs, i) =>
        Object.fromEntries(
          Object.entries(outputs).map(([id, y]) => {
            const { length } = s.sequences[i]!
            const size = y.length / length
            return [id, y.map((_, at) => y[(length - 1 - Math.floor(at / size)) * size + (at % size)]!)]
          }),
        ),
      )
      return valuesApart({ ...found, outputs: turned }, s.full, 1e-13) ?? apart(found, s.full, 1e-11)
    })
  })

  it('both directions side by side = each by itself, on 200 graphs', () => {
    onSubjects(FIRST, 200, {}, (s) => {
      const other = mirrored(s.document)
      const both = s.other(beside(s.document, other, 'back_')).full
      const [a, b] = [s.full, s.other(other).full]
      const fault = apart(both, a, 1e-12) ?? valuesApart(both, a, 1e-15)
      const named = Object.fromEntries(Object.entries(b.gradients).map(([name, g]) => [`back_${name}`, g]))
      return fault ?? apart(both, { ...b, gradients: named }, 1e-12, 'mirrored gradients')
    })
  })
})

/** Results that differ in a bit. */
function differs(found: GradientResult, wanted: GradientResult): string | undefined {
  if (!Object.is(found.loss, wanted.loss)) return `loss ${found.loss} instead of ${wanted.loss}`
  for (const [name, { data }] of Object.entries(wanted.gradients))
    for (const [i, g] of data.entries())
      if (!Object.is(found.gradients[name]!.data[i]!, g)) return `${name}[${i}] ${found.gradients[name]!.data[i]} instead of ${g}`
  return undefined
}

describe('a Jordan network with its targets fed back', () => {
  const LENGTH = 9
  const numbers = (seed: number, name: string, size: number): number[][] => {
    const random = stream(seed, name)
    return Array.from({ length: LENGTH }, () => Array.from({ length: size }, () => random.normal()))
  }

  it(`= a feed-forward network of [u(t), d(t−1)], seeds from ${FIRST}`, () => {
    for (let seed = FIRST; seed < FIRST + 40; seed++) {
      const [n, m, k] = [1 + (seed % 3), 1 + (seed % 2), 2 + (seed % 4)]
      const sizes = { x: { type: 'input', size: n }, h: { type: 'layer', size: k }, y: { type: 'output', size: m, activation: seed % 2 ? 'tanh' : 'linear' } }
      const [u, d] = [numbers(seed, 'u', n), numbers(seed, 'd', m)]
      const jordan = draw(
        { ...sizes, c: { type: 'context', size: m } },
        { W_xh: 'x → h', copy: 'y → c', W_ch: 'c → h', W_hy: 'h → y' },
        { training: { seed, teacherForcing: ['y'] }, data: { kind: 'inline', sequences: [{ x: u, y: d }] } },
      )
      const flat = draw(
        { ...sizes, c: { type: 'input', size: m } },
        { W_xh: 'x → h', W_ch: 'c → h', W_hy: 'h → y' },
        { training: { seed }, data: { kind: 'inline', sequences: [{ x: u, c: [new Array<number>(m).fill(0), ...d.slice(0, -1)], y: d }] } },
      )
      const subject = new Subject(seed, flat)
      const fed = subject.other(jordan)
      for (const [name, method] of [...forwardMethods(seed), ['BPTT(1)', { horizon: 1, every: 1, recompute: false }]] as const) {
        const found = fed.gradient(method)
        expect({ seed, fault: valuesApart(found, subject.full, 1e-14) ?? apart(found, subject.full, 1e-12, name) }).toEqual({ seed, fault: undefined })
      }
    }
  })
})
