import { describe, expect, it } from 'vitest'
import { buildDataset, dataSizes, readData, taskNames, tasks } from '../../engine/data'
import { columnOf } from '../../engine/data/table'
import { registry } from '../../nodes'
import type { GraphDocument } from '../../engine/document/types'

const column = (task: string, name: string, options: Record<string, unknown> = {}, seed = 0): number[] =>
  [...columnOf(tasks[task]!.generate(options, seed).table!, name)!.numbers]

describe('delayed XOR', () => {
  it('asks for the exclusive or of two bits of two steps before', () => {
    const [a, b, xor] = ['a', 'b', 'xor'].map((name) => column('delayed-xor', name, { length: 500 }))
    for (let t = 2; t < 500; t++) expect(xor![t]).toBe(a![t - 2]! ^ b![t - 2]!)
    expect(xor!.slice(0, 2)).toEqual([NaN, NaN])
    for (const bits of [a!, b!]) {
      expect(new Set(bits)).toEqual(new Set([0, 1]))
      const mean = bits.reduce((sum, bit) => sum + bit, 0) / 500
      // Four standard deviations of the mean of 500 fair bits.
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.09)
    }
  })

  it('depends on its seed alone', () => {
    expect(column('delayed-xor', 'a', {}, 1)).toEqual(column('delayed-xor', 'a', {}, 1))
    expect(column('delayed-xor', 'a', {}, 1)).not.toEqual(column('delayed-xor', 'a', {}, 2))
  })

  it('gives its columns to inputs and outputs that name none', () => {
    const document: GraphDocument = {
      format: 'unfold-graph', version: 1,
      nodes: { x: { type: 'input' }, y: { type: 'output' } },
      edges: { W: { from: 'x', to: 'y' } },
      data: { kind: 'task', task: 'delayed-xor', options: { length: 100 } },
    }
    const data = readData(document, { text: () => undefined })
    const sizes = dataSizes(document, registry, data)
    expect(sizes).toEqual({ x: 2, y: 1 })
    const { dataset } = buildDataset(document, registry, sizes, data)
    expect(dataset!.train[0]!.length).toBe(70)
    expect([...dataset!.train[0]!.targets.y!.present.subarray(0, 4)]).toEqual([0, 0, 1, 1])
  })
})

describe('the sine', () => {
  it('is ½ sin(n/4) without noise', () => {
    const y = column('sine', 'y', { length: 10 })
    expect(y).toEqual(Array.from({ length: 10 }, (_, i) => 0.5 * Math.sin((i + 1) / 4)))
  })

  it('may be noisy', () => {
    const clean = column('sine', 'y')
    const noise = column('sine', 'y', { noise: 0.1 }, 3).map((y, i) => y - clean[i]!)
    const deviation = Math.sqrt(noise.reduce((sum, e) => sum + e * e, 0) / noise.length)
    expect(deviation).toBeGreaterThan(0.08)
    expect(deviation).toBeLessThan(0.12)
  })
})

describe('every task', () => {
  it.each(taskNames)('%s refuses options that it does not know', (name) => {
    expect(tasks[name]!.generate({ lenght: 5 }, 0).errors).toMatchObject([{ code: 'document-invalid', path: '/data/options/lenght' }])
    expect(tasks[name]!.generate({ length: 0 }, 0).errors).toMatchObject([{ code: 'document-invalid', path: '/data/options/length' }])
  })

  it.each(taskNames)('%s gives the columns that it names', (name) => {
    const { table } = tasks[name]!.generate({}, 0)
    for (const wanted of [...tasks[name]!.inputs, ...tasks[name]!.outputs]) expect(columnOf(table!, wanted)).toBeDefined()
  })

  it.each(['nothing', 'constructor', '__proto__'])('but %s is unknown, and the message names those that there are', (task) => {
    const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {}, data: { kind: 'task', task } }
    const { errors } = readData(document, { text: () => undefined })
    expect(errors.map((e) => e.code)).toEqual(['data-missing'])
    expect(errors[0]!.message).toContain('delayed-xor, sine')
  })
})
