import { describe, expect, it } from 'vitest'
import { finish } from '../../engine/base/resumable'
import { weightDifferences } from '../../engine/document/differences'
import { LISTED } from '../../engine/document/json'
import { inStoredWords } from '../../engine/document/learned'
import { NumberText } from '../../engine/document/number-text'
import { parseDocument } from '../../engine/document/parse'
import { renewDocument } from '../../engine/document/renew'
import { serializeDocument } from '../../engine/document/serialize'
import { storeTensor, tensorOf } from '../../engine/document/tensor'
import type { GraphDocument, StoredTensor } from '../../engine/document/types'
import { registry } from '../../nodes'

const ROWS = 300
const COLUMNS = 400
const COUNT = ROWS * COLUMNS
/** Hand-written numbers, with a sign of zero, and digits that change when a number is written again. */
const written = (i: number): string => ['0.10', '-0', '1e-7', `${i}.50`, '0.30000000000000004', ' 7\r\n'][i % 6]!
const list = (count: number): string => `[${Array.from({ length: count }, (_, i) => written(i)).join(',')} ]`
const numbers = Array.from({ length: COUNT }, (_, i) => Number(written(i)))

const text = (weights: Readonly<Record<string, string>>): string =>
  `{"format": "unfold-graph", "version": 1, "nodes": {"x": {"type": "input", "size": ${COLUMNS}}, "h": {"type": "layer", "size": ${ROWS}}},
  "edges": {"W": {"from": "x", "to": "h"}, "V": {"from": "x", "to": "h", "density": 0.5}},
  "weights": {${Object.entries(weights)
    .map(([name, tensor]) => `"${name}": ${tensor}`)
    .join(', ')}}}`

const read = (source: string): GraphDocument => {
  const { document, errors } = parseDocument(source, registry)
  expect(errors).toEqual([])
  return document!
}
const whole = (data: string, more = ''): string => `{"shape": [${ROWS}, ${COLUMNS}], "data": ${data}${more}}`
const source = text({ W: whole(list(COUNT)), 'h.bias': `{"shape": [${ROWS}], "data": ${list(ROWS)}}` })

/** The length of the longest list in an object. */
const longest = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(longest)) : 0

describe('weights in a list of very many numbers', () => {
  it('are kept as one text, and others as lists', () => {
    const document = read(source)
    expect(longest(document)).toBe(ROWS)
    expect(document.weights!.W!.data).toBeInstanceOf(NumberText)
    // The largest number of tensors has no more numbers in lists than a single one.
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`W${i}`, `{"shape": [6000], "data": ${list(6000)}}`]))
    const lists = Object.values(read(text(many)).weights!).filter(({ data }) => Array.isArray(data))
    expect(lists).toHaveLength(Math.floor(LISTED / 6000))
  })

  it('keep every bit, here and after a message', () => {
    const { W } = read(source).weights!
    for (const stored of [W!, structuredClone(W!)]) expect(tensorOf(stored).values.every((value, i) => Object.is(value, numbers[i]))).toBe(true)
    const indices = Array.from({ length: COUNT / 2 }, (_, i) => 2 * i)
    const sparse = read(text({ V: whole(list(COUNT / 2), `, "indices": [${indices.join()}]`) })).weights!.V!
    expect(sparse.indices).toBeInstanceOf(NumberText)
    expect(tensorOf(structuredClone(sparse)).indices!.every((at, i) => at === indices[i])).toBe(true)
  })

  it('are written unchanged', () => {
    const document = read(source)
    const changed = { ...document, name: 'another' }
    for (const saved of [serializeDocument(changed), renewDocument(source, changed)]) expect(read(saved).weights!.W).toEqual(document.weights!.W)
    expect(renewDocument(source, document)).toBe(source)
    expect(JSON.stringify(document.weights!.W!.data)).toBe(JSON.stringify(numbers))
  })

  it('keep their text if the engine has learned nothing, and lose it otherwise', () => {
    const document = read(source)
    const stored = document.weights!
    const answer = (values: readonly number[]): Record<string, StoredTensor> => structuredClone({ W: storeTensor([ROWS, COLUMNS], values, 'float64') })
    expect(finish(inStoredWords(answer(numbers), document)).W).toBe(stored.W)
    expect(finish(inStoredWords(structuredClone({ W: stored.W! }), document)).W).toBe(stored.W)
    const learned = answer(numbers.with(COUNT - 1, 0.25))
    expect(finish(inStoredWords(learned, document)).W).toBe(learned.W)
    // The sign of a zero is a bit as well.
    expect(finish(inStoredWords(answer(numbers.with(1, 0)), document)).W).not.toBe(stored.W)
    // Weights that the engine does not use return from it unchanged, and are written as a list.
    const returned = finish(inStoredWords(structuredClone({ W: stored.W! }), { ...document, weights: {} }))
    expect(serializeDocument({ ...document, weights: returned })).toBe(serializeDocument({ ...document, weights: { W: stored.W! } }))
    expect(weightDifferences(document, { ...document, weights: { ...stored, W: learned.W! } })).toEqual([
      { name: 'W', from: [ROWS, COLUMNS], to: [ROWS, COLUMNS], values: { differing: 1, count: COUNT, largest: Math.abs(numbers.at(-1)! - 0.25) } },
    ])
  })

  it.each([
    ['too many', whole(list(COUNT + 1)), 'weight-shape', '/weights/W/data'],
    ['a word among them', whole(list(COUNT).replace('1e-7', '"1"')), 'document-invalid', '/weights/W/data/2'],
    ['one that is not finite', whole(list(COUNT).replace('1e-7', '1e999')), 'not-finite', '/weights/W/data/2'],
    ['positions out of order', whole(list(COUNT), `, "indices": [${'1,'.repeat(COUNT - 1)}2]`), 'weight-shape', '/weights/W/indices'],
    ['an object of the form in which they are held', whole(`{"text": "[1], \\"name\\": \\"x\\"", "count": ${COUNT}}`), 'document-invalid', '/weights/W/data'],
  ])('%s is refused', (_, tensor, code, path) => {
    expect(parseDocument(text({ W: tensor }), registry).errors).toMatchObject([{ code, path }])
  })
})

it('a text that was never checked is written with its escapes', () => {
  const weights = { W: { shape: [1], dtype: 'float64', data: '", "name": "x' } } as const
  expect(JSON.parse(serializeDocument({ format: 'unfold-graph', version: 1, nodes: {}, edges: {}, weights } as unknown as GraphDocument))).toMatchObject({
    weights,
  })
})
