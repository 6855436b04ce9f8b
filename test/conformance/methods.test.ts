import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { parseDocument } from '../../engine/document/parse'
import { gradient, type GradientResult, type Method } from '../../engine/learn/check/gradient'
import { Model } from '../../engine/learn/model/model'
import type { Precision } from '../../engine/kernels/types'
import { registry } from '../../nodes'
import { documents, fixtures } from '../document/fixtures'
import { farthest } from '../gradients/compare'
import { dataset, oneEpoch } from '../learn/helpers'
import { exampleNames, folder, readExample } from '../reproduce/examples'
import { cut, shortened, type Shortened } from './shortened'

/** Properties of every document, on the first steps of its data; large documents are left out if similar smaller ones exist. */
const names = exampleNames().filter((name) => !readExample(name).expect.slow)
const gallery = names.map((name): [string, () => GraphDocument, string] => [`examples/${name}`, () => readExample(name).document, folder])
const golden = documents('gradients').map(({ name, text }): [string, () => GraphDocument, string] => [
  `fixtures/${name}`,
  () => parseDocument(text, registry).document!,
  fixtures,
])

describe.each([...golden, ...gallery])('%s', (_, load, place) => {
  let document: GraphDocument
  let short: Shortened
  beforeAll(() => {
    document = load()
    short = shortened(document, place, 4, 40)
  })

  it('RTRL gives the gradient of full BPTT, where time runs forward', () => {
    const { network, sequences } = short
    const model = new Model(network, { precision: 'float64' })
    const few = sequences.slice(0, 2).map((s) => cut(s, 12))
    const of = (method: Method): GradientResult => gradient(model, few, method) as GradientResult
    const exact = of({ variant: 'exact' })
    if (network.backwardInTime) expect(exact).toMatchObject({ code: 'algorithm-needs-forward-time' })
    else expect(farthest(exact, of({ horizon: null, every: null, recompute: false }))).toBeLessThan(1e-9)
  })

  it('float32 agrees with float64 to 1e-4 after an epoch', () => {
    const { algorithm } = document.training ?? {}
    // Readouts are solved for in float64; optimizers that use only the signs of gradients would amplify rounding.
    const network = short.with({
      // The shortened sequence may lie within the washout, and some steps must be scored.
      ...document.training,
      washout: 0,
      epochs: 1,
      schedule: null,
      stop: null,
      optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
      algorithm: algorithm?.kind === 'readout' ? { kind: 'bptt' } : (algorithm ?? { kind: 'bptt' }),
    })
    const of = (precision: Precision) => oneEpoch(new Model(network, { precision }), dataset(short.sequences))
    const [single, double] = [of('float32'), of('float64')]
    expect(Math.abs(single.loss - double.loss)).toBeLessThanOrEqual(1e-4 * Math.abs(double.loss))
    for (const [name, wanted] of double.weights) {
      const difference = Math.hypot(...single.weights.get(name)!.map((w, i) => w - wanted[i]!))
      expect(difference, name).toBeLessThanOrEqual(1e-4 * Math.max(Math.hypot(...wanted), 1e-3))
    }
  })
})
