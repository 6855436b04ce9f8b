import { describe, expect, it } from 'vitest'
import { readData } from '../../engine/data'
import { ExportError, type ExportFile } from '../../engine/export/file'
import { onnxFiles } from '../../engine/export/onnx'
import { parityOf } from '../../engine/export/parity'
import type { NamedArray } from '../../engine/export/npz'
import { prepare } from '../../engine/learn/check/prepare'
import type { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { compiled, draw, modelOf } from '../documents'
import { goldenDocument, goldenNames } from '../gradients/fixtures'
import { nextGraph } from '../next-graphs'
import { ablated, randomGraph } from '../random-graphs'
import { readOnnx, runOnnx } from './onnx-runtime'

const SEED = Number(process.env.SEED ?? 20_261)

/** The largest difference between the outputs of a model and of the engine, relative to the larger of the value and 1. */
function distance(model: Model): number {
  const { inputs, outputs } = parityOf(model)
  const [file] = onnxFiles(model)
  const wide = file!.measured!.precision === 'float64'
  const given = ({ shape, data }: NamedArray) => ({ shape, data: Array.from(data, wide ? (x) => x : Math.fround) })
  const found = runOnnx(file!.content as Uint8Array, Object.fromEntries(inputs.map((array) => [array.name, given(array)])))
  return Math.max(
    ...outputs.map(({ name, shape, data }) => {
      expect(found[name]!.shape).toEqual(shape)
      return found[name]!.data.reduce((worst, y, i) => Math.max(worst, Math.abs(y - data[i]!) / Math.max(1, Math.abs(data[i]!))), 0)
    }),
  )
}

// ONNX Runtime 1.30 has also run these bytes, with the same results.
describe('a network as ONNX', () => {
  it('equals the engine, for every network of the gradient tests', () => {
    for (const name of goldenNames) expect(distance(modelOf(goldenDocument(name))), name).toBeLessThan(1e-5)
  })

  it(`equals the engine, for random ones (SEED=${SEED})`, () => {
    let ran = 0
    for (let i = 0; i < 24; i++) {
      const document = randomGraph(SEED + i, { backward: i % 2 === 1, forcing: true })
      if (!compiled(document).network) continue
      ran++
      expect(distance(modelOf(document)), `seed ${SEED + i}`).toBeLessThan(1e-5)
    }
    expect(ran).toBeGreaterThan(12)
  })

  it(`equals the engine, for random ones with parts of version 2 (SEED=${SEED})`, () => {
    let ran = 0
    for (let i = 0; i < 60; i++) {
      const document = nextGraph(SEED + i, { spiking: i % 2 === 0, backward: i % 3 === 2 })
      if (!compiled(document).network) continue
      ran++
      expect(distance(modelOf(document)), `seed ${SEED + i}`).toBeLessThan(1e-5)
    }
    expect(ran).toBeGreaterThan(50)
  })

  it(`equals the engine with nodes muted and bypassed (SEED=${SEED})`, () => {
    let ran = 0
    for (let i = 0; ran < 24; i++) {
      const document = ablated(randomGraph(SEED + i), SEED + i)
      const { network } = document ? compiled(document) : {}
      if (!document || !network || network.inputs.length === 0) continue
      ran++
      expect(distance(modelOf(document)), `seed ${SEED + i}`).toBeLessThan(1e-5)
    }
  })

  it(`continues from the state that it returns, and returns the values before an activation (SEED=${SEED})`, () => {
    let states = 0
    for (let i = 0; i < 24; i++) {
      const document = randomGraph(SEED + i)
      if (!compiled(document).network) continue
      const model = modelOf(document)
      const { inputs, steps } = parityOf(model)
      const bytes = onnxFiles(model)[0]!.content as Uint8Array
      const part = (from: number, to: number) =>
        Object.fromEntries(
          inputs.map(({ name, shape, data }) => {
            const row = shape[1]! * shape[2]!
            return [name, { shape: [to - from, ...shape.slice(1)], data: Array.from(data).slice(from * row, to * row) }]
          }),
        )
      const whole = runOnnx(bytes, part(0, steps))
      const half = Math.floor(steps / 2)
      const before = runOnnx(bytes, part(0, half))
      const kept = Object.entries(before).flatMap(([name, value]) => (name.startsWith('next/') ? [[name.replace('next/', 'state/'), value] as const] : []))
      const after = runOnnx(bytes, { ...part(half, steps), ...Object.fromEntries(kept) })
      // Without defaults, the metadata contain the initial states.
      const [{ content, measured }] = onnxFiles(model, undefined, { state: true }) as [ExportFile]
      const bare = content as Uint8Array
      const given = ({ shape, data }: { shape: number[]; data: number[] }) => ({
        shape,
        data: measured!.precision === 'float64' ? data : data.map(Math.fround),
      })
      const starts = Object.entries(readOnnx(bare).metadata).filter(([name]) => name.startsWith('state/'))
      expect(starts.map(([name]) => name.replace('state/', 'next/')).sort()).toEqual(kept.map(([name]) => name.replace('state/', 'next/')).sort())
      expect(
        runOnnx(bare, {
          ...part(0, half),
          ...Object.fromEntries(starts.map(([name, json]) => [name, given(JSON.parse(json) as { shape: number[]; data: number[] })])),
        }),
      ).toEqual(before)
      states += kept.length
      for (const [name, { data }] of Object.entries(whole)) {
        const found = name.startsWith('next/') ? after[name]!.data : [...before[name]!.data, ...after[name]!.data]
        expect(found, `${name}, seed ${SEED + i}`).toEqual(data)
      }
    }
    expect(states).toBeGreaterThan(10)
    const document = draw(
      { x: { type: 'input', size: 2 }, y: { type: 'output', size: 3, activation: 'softmax', loss: 'cross-entropy' } },
      { W: { from: 'x', to: 'y', kind: 'dense' } },
    )
    const { y, 'y.logits': logits } = runOnnx(onnxFiles(modelOf(document))[0]!.content as Uint8Array, { x: { shape: [1, 1, 2], data: [1, -2] } })
    const powers = logits!.data.map(Math.exp)
    const sum = powers.reduce((a, b) => a + b)
    expect(y!.data.every((p, i) => Math.abs(p - powers[i]! / sum) < 1e-6)).toBe(true)
  })

  it('writes networks of thousands of wires', () => {
    const many = Array.from({ length: 50 }, (_, i) => i)
    const wires = many.flatMap((i) => many.map((j) => [`W${i}_${j}`, `a${i} → b${j}`]))
    const model = modelOf(
      draw(
        {
          x: { type: 'input', size: 1 },
          y: { type: 'output', size: 1 },
          ...Object.fromEntries(many.flatMap((i) => [`a${i}`, `b${i}`].map((id) => [id, { type: 'layer', size: 1 }]))),
        },
        Object.fromEntries([
          ...wires,
          ...many.flatMap((i) => [
            [`U${i}`, `x → a${i}`],
            [`V${i}`, `b${i} → y`],
          ]),
        ]),
      ),
    )
    expect(distance(model)).toBeLessThan(1e-5)
  })

  // Two units that hardly differ, with opposite weights: the kind of readout that a tiny λ gives.
  const cancelling = (weights: number): Model =>
    modelOf({
      ...draw(
        {
          x: { type: 'input', size: 1 },
          a: { type: 'layer', size: 2, activation: 'softplus' },
          b: { type: 'layer', size: 2, activation: 'softsign' },
          c: { type: 'layer', size: 2, activation: 'leaky-relu' },
          d: { type: 'layer', size: 2, activation: 'logistic' },
          y: { type: 'output', size: 1 },
        },
        { U: 'x → a', V: 'a → b', W: 'b → c', S: 'c → d', R: 'd → y' },
      ),
      weights: { S: { shape: [2, 2], data: [0.3, 0.2, 0.3, 0.2 + 1e-6] }, R: { shape: [1, 2], data: [weights, -weights] } },
    })

  it('is in float64 if float32 would differ, and reports the measured difference', () => {
    const model = cancelling(1e6)
    const [file] = onnxFiles(model)
    expect(file!.measured!.precision).toBe('float64')
    expect(file!.measured!.float32).toBeGreaterThan(1e-3)
    const { metadata, operators, types } = readOnnx(file!.content as Uint8Array)
    expect(Object.values(metadata)).toEqual(['float64', file!.measured!.float32.toExponential(1)])
    expect(types).toEqual(new Set([7, 11]))
    // ONNX Runtime has these only in float32.
    for (const name of ['Softplus', 'Softsign', 'LeakyRelu']) expect(operators).not.toContain(name)
    expect(distance(model)).toBeLessThan(1e-8)
  })

  it('is in float64 if weights cancel only on the data', () => {
    const document = draw(
      { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 2, bias: false }, y: { type: 'output', size: 1 } },
      { W: { from: 'x', to: 'h', kind: 'identity' }, R: 'h → y' },
      {
        weights: { R: { shape: [1, 2], data: [1e4, -1e4] } },
        data: {
          kind: 'inline',
          sequences: [{ x: Array.from({ length: 50 }, (_, t) => [Math.sin(t), Math.sin(t) + 1e-4]), y: Array.from({ length: 50 }, () => [1]) }],
        },
      },
    )
    const model = modelOf(document)
    expect(onnxFiles(model)[0]!.measured!.precision).toBe('float32')
    const { dataset } = prepare(document, registry, compiled(document), readData(document, { table: () => undefined }), { targets: 'optional' })
    expect(onnxFiles(model, dataset)[0]!.measured!.precision).toBe('float64')
  })

  it('is in float64 if outputs of thousands would differ, or if float32 cannot hold them', () => {
    const written = (weights: readonly [number, number], bias: number) => {
      const document = draw(
        { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 2, activation: 'linear', bias: false }, y: { type: 'output', size: 1 } },
        { W: { from: 'x', to: 'h', kind: 'identity' }, R: 'h → y' },
        {
          weights: { R: { shape: [1, 2], data: [...weights] }, 'y.bias': { shape: [1], data: [bias] } },
          data: {
            kind: 'inline',
            sequences: [{ x: Array.from({ length: 50 }, (_, t) => [Math.sin(t), Math.sin(t)]), y: Array.from({ length: 50 }, () => [1]) }],
          },
        },
      )
      const { dataset } = prepare(document, registry, compiled(document), readData(document, { table: () => undefined }), { targets: 'optional' })
      return onnxFiles(modelOf(document), dataset)[0]!.measured!
    }
    const cancelling = written([1e9 + 1, -1e9], 5000)
    expect(cancelling.precision).toBe('float64')
    expect(cancelling.float32).toBeGreaterThan(1e-5)
    expect(written([1, 1], 5000)).toMatchObject({ precision: 'float32' })
    const beyond = written([1e300, -1e300], 0)
    expect(beyond.precision).toBe('float64')
    expect(beyond.float32).not.toBeLessThan(Infinity)
  })

  it('is in float32 if that gives the same, and says so', () => {
    const [file] = onnxFiles(
      modelOf(draw({ x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, y: { type: 'output', size: 1 } }, { W: 'x → h', V: 'h → y' })),
    )
    const { metadata, types } = readOnnx(file!.content as Uint8Array)
    expect(file!.measured!.float32).toBeLessThan(1e-5)
    expect(metadata.precision).toBe('float32')
    expect(types).toEqual(new Set([1, 7]))
  })

  it('refuses a network without an input, and says why', () => {
    const model = modelOf(draw({ c: { type: 'context', size: 1, initial: 1 }, y: { type: 'output', size: 1 } }, { keep: 'c → c', out: 'c → y' }))
    expect(() => onnxFiles(model)).toThrow(ExportError)
  })
})
