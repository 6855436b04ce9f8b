import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { GraphDocument } from '../../engine/document/types'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { documents, expected } from '../document/fixtures'
import { compiled, modelOf } from '../documents'
import { place } from '../cli/terminal'
import { ablated, randomGraph, type RandomGraphOptions } from '../random-graphs'
import type { Drawing } from '../reference/drawing'
import { diverges } from '../reference/evaluation'
import { reference, type ReferenceResult } from '../reference/gradient'
import { farthest } from './compare'
import { inlineSequences } from './sequences'

const FIRST = Number(process.env.SEED ?? 7000)

/** The document with every weight written down, as the reference needs it: it draws none. */
const complete = (document: GraphDocument): GraphDocument => ({ ...document, weights: modelOf(document).weights() })

const asDrawing = (document: GraphDocument): Drawing => JSON.parse(JSON.stringify(document)) as Drawing

/** Differences between the engine's result and the reference's. */
function difference(found: GradientResult, wanted: ReferenceResult): string | undefined {
  const names = (r: ReferenceResult): string => Object.keys(r.gradients).sort().join()
  if (names(found) !== names(wanted)) return `gradients of ${names(found)} instead of ${names(wanted)}`
  const distance = farthest(found, wanted)
  if (!(distance < 1e-9)) return `gradients ${distance} apart`
  if (!(Math.abs(found.loss - wanted.loss) <= 1e-10 * Math.max(1, Math.abs(wanted.loss)))) return `loss ${found.loss} instead of ${wanted.loss}`
  for (const [s, outputs] of wanted.outputs.entries())
    for (const [id, y] of Object.entries(outputs)) {
      const worst = Math.max(...y.map((v, i) => Math.abs(v - found.outputs[s]![id]![i]!) / Math.max(1, Math.abs(v))))
      if (!(worst <= 1e-10)) return `${id} of sequence ${s} ${worst} apart`
    }
  return undefined
}

function engine(document: GraphDocument, method: Method, plain: boolean): GradientResult {
  const result = gradient(modelOf(document, { precision: 'float64', plain }), inlineSequences(document), method)
  if (!('gradients' in result)) throw new Error(result.message)
  return result
}

interface Expected {
  readonly horizon?: number
  readonly every?: number
  readonly gradients: Record<string, { shape: number[]; data: number[] }>
}

describe('the scalar reference', () => {
  it.each(documents('gradients'))('agrees with independent automatic differentiation: $name', ({ name, text }) => {
    const drawing = JSON.parse(text) as Drawing
    for (const wanted of Object.values(expected('gradients', name) as Record<string, Expected>)) {
      const { gradients } = reference(drawing, wanted.horizon ?? null, wanted.every ?? 1)
      const whole = Object.fromEntries(Object.entries(wanted.gradients).map(([id, { shape, data }]) => [id, { shape, data: Float64Array.from(data) }]))
      expect(Object.keys(gradients).sort()).toEqual(Object.keys(whole).sort())
      expect(farthest({ gradients, loss: 0, outputs: [] }, { gradients: whole, loss: 0, outputs: [] })).toBeLessThan(1e-8)
    }
  })
})

const kinds: [string, number, RandomGraphOptions & { readonly ablated?: boolean }][] = [
  ['all node types', 100, {}],
  ['both directions of time', 50, { backward: true }],
  ['targets fed back', 200, { forcing: true }],
  ['no memory', 10, { feedforward: true }],
  ['nodes muted and bypassed', 80, { ablated: true }],
]

describe(`the engine beside the scalar reference, seeds from ${FIRST}`, () => {
  it.each(kinds)('%s, %d graphs', (_, count, options) => {
    const failures: string[] = []
    let compared = 0
    for (let seed = FIRST; compared < count; seed++) {
      const drawn = options.ablated ? ablated(randomGraph(seed, options), seed) : randomGraph(seed, options)
      // A loop with both directions of time does not count, nor does one whose memory is bypassed.
      if (!drawn || compiled(drawn).errors.some(({ code }) => code === 'time-direction-conflict' || code === 'algebraic-loop')) continue
      compared++
      const document = complete(drawn)
      const drawing = asDrawing(document)
      const random = stream(seed, 'methods')
      const horizon = 1 + random.integer(6)
      const every = 1 + random.integer(horizon)
      const plain = seed % 3 === 0
      const compare = (what: string, method: Method, wanted: ReferenceResult): void => {
        const fault = difference(engine(document, method, plain), wanted)
        if (fault !== undefined && !diverges(drawing)) failures.push(`seed ${seed}, ${what}: ${fault}`)
      }
      const full = reference(drawing)
      compare('BPTT', { horizon: null, every: null, recompute: false }, full)
      const backward = Object.values(document.nodes).some((n) => n.direction === 'backward')
      if (backward) continue
      compare('RTRL', { variant: 'exact' }, full)
      compare(`BPTT(${horizon};${every})`, { horizon, every, recompute: seed % 2 === 0 }, reference(drawing, horizon, every))
    }
    expect(failures).toEqual([])
  })
})

describe('unfold gradient beside the scalar reference', () => {
  it.each(['', '--algorithm rtrl', '--horizon 3 --every 2', '--horizon 1'])('with the options: %s', async (options) => {
    const given = options.split(' ').filter((word) => word !== '')
    const { folder, unfold, remove } = place()
    try {
      for (let seed = FIRST + 300; seed < FIRST + 304; seed++) {
        const document = complete(randomGraph(seed))
        writeFileSync(join(folder, 'random.unfold'), JSON.stringify(document))
        const { out, err, status } = await unfold('gradient', 'random.unfold', '--json', ...given)
        expect(status, err).toBe(0)
        const fault = JSON.parse(out) as { loss: number; outputs: Record<string, number[][]>[]; gradients: Record<string, { shape: number[]; data: number[] }> }
        const found: GradientResult = {
          loss: fault.loss,
          outputs: fault.outputs.map((o) => Object.fromEntries(Object.entries(o).map(([id, rows]) => [id, Float64Array.from(rows.flat())]))),
          gradients: Object.fromEntries(Object.entries(fault.gradients).map(([id, { shape, data }]) => [id, { shape, data: Float64Array.from(data) }])),
        }
        const [horizon, every] = given.includes('--horizon') ? [Number(given[1]), Number(given[3] ?? 1)] : [null, 1]
        expect(difference(found, reference(asDrawing(document), horizon, every)), `seed ${seed}`).toBeUndefined()
      }
    } finally {
      remove()
    }
  })
})
