import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readData } from '../../engine/data'
import { parseDocument } from '../../engine/document/parse'
import { ExportError } from '../../engine/export/file'
import { onnxFiles } from '../../engine/export/onnx'
import { parityOf } from '../../engine/export/parity'
import type { NamedArray } from '../../engine/export/npz'
import { prepare } from '../../engine/learn/check/prepare'
import type { Model } from '../../engine/learn/model/model'
import { registry } from '../../nodes'
import { compiled, draw, modelOf } from '../documents'
import { ablated, randomGraph } from '../random-graphs'
import { readOnnx, runOnnx } from './onnx-runtime'

const SEED = Number(process.env.SEED ?? 20_261)
const fixtures = new URL('../fixtures/gradients/', import.meta.url)

/** The largest distance between what a model gives and what the engine gives, relative to the larger of it and 1. */
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

// These bytes have been run by ONNX Runtime 1.30 too, with the same outcome.
describe('a network as ONNX', () => {
  it('gives what the engine gives, for every network of the gradient tests', () => {
    for (const file of readdirSync(fixtures).filter((name) => name.endsWith('.unfold'))) {
      const { document } = parseDocument(readFileSync(new URL(file, fixtures), 'utf8'), registry)
      expect(distance(modelOf(document!)), file).toBeLessThan(1e-5)
    }
  })

  it(`gives what the engine gives, for random ones (SEED=${SEED})`, () => {
    let ran = 0
    for (let i = 0; i < 24; i++) {
      const document = randomGraph(SEED + i, { backward: i % 2 === 1, forcing: true })
      if (!compiled(document).network) continue
      ran++
      expect(distance(modelOf(document)), `seed ${SEED + i}`).toBeLessThan(1e-5)
    }
    expect(ran).toBeGreaterThan(12)
  })

  it(`gives what the engine gives with nodes muted and bypassed (SEED=${SEED})`, () => {
    let ran = 0
    for (let i = 0; ran < 24; i++) {
      const document = ablated(randomGraph(SEED + i), SEED + i)
      const { network } = document ? compiled(document) : {}
      if (!document || !network || network.inputs.length === 0) continue
      ran++
      expect(distance(modelOf(document)), `seed ${SEED + i}`).toBeLessThan(1e-5)
    }
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

  // Two units that hardly differ, weighed against one another: the kind of readout that a tiny λ fits.
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

  it('is in float64 where float32 would give something else, and says what was measured', () => {
    const model = cancelling(1e6)
    const [file] = onnxFiles(model)
    expect(file!.measured!.precision).toBe('float64')
    expect(file!.measured!.float32).toBeGreaterThan(1e-3)
    const { metadata, operators, types } = readOnnx(file!.content as Uint8Array)
    expect(Object.values(metadata)).toEqual(['float64', file!.measured!.float32.toExponential(1)])
    expect(types).toEqual(new Set([7, 11]))
    // ONNX Runtime has these in float32 alone.
    for (const name of ['Softplus', 'Softsign', 'LeakyRelu']) expect(operators).not.toContain(name)
    expect(distance(model)).toBeLessThan(1e-8)
  })

  it('is in float64 where weights cancel on the data alone', () => {
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

  it('is in float32 where that gives the same, and says so', () => {
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
