import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../engine/base/base64'
import { stream } from '../../engine/base/random'
import { parseDocument } from '../../engine/document/parse'
import { BASE64_ABOVE, decodeTensor, storeTensor, tensorOf } from '../../engine/document/tensor'
import type { StoredTensor } from '../../engine/document/types'
import { registry } from '../../nodes'

const code = (stored: StoredTensor): string | undefined => decodeTensor('W', stored).fault?.code

describe('base64', () => {
  it('agrees with that of Node for every length', () => {
    const random = stream(1, 'base64')
    for (let length = 0; length < 300; length++) {
      const bytes = Uint8Array.from({ length }, () => random.integer(256))
      const text = encodeBase64(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(decodeBase64(text)).toEqual(bytes)
    }
  })

  it('crosses the borders of its pieces', () => {
    const bytes = Uint8Array.from({ length: 3 * 2048 * 2 + 1 }, (_, i) => i)
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
  })

  it.each(['A', 'AA', 'AAA', 'AA=A', '=AAA', 'A===', 'AA==AAAA', 'AAA\n', 'AA-_', 'AB==', 'AAB=', 'ääää', 'AAAÿ'])('refuses %j', (text) => {
    expect(decodeBase64(text)).toBeUndefined()
  })
})

describe('a stored tensor', () => {
  const special = [0, -0, 1, -1, 0.1, 1 / 3, 5e-324, -5e-324, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53 + 2, 1e-7, 123456789.123456789]

  it.each([special.length, BASE64_ABOVE + special.length])('of %i numbers loses no bit', (length) => {
    const random = stream(2, 'tensor')
    const values = Float64Array.from({ length }, (_, i) => special[i] ?? random.normal() * 10 ** random.integer(20))
    const stored = storeTensor([length], values, 'float64')
    expect(typeof stored.data).toBe(length > BASE64_ABOVE ? 'string' : 'object')
    const { values: read } = tensorOf(stored)
    expect(read.every((value, i) => Object.is(value, values[i]))).toBe(true)
  })

  it('of float32 numbers loses no bit of them', () => {
    const random = stream(3, 'tensor')
    const values = Float32Array.from({ length: BASE64_ABOVE + 1 }, () => random.normal())
    const stored = storeTensor([values.length], values, 'float32')
    expect(stored.dtype).toBe('float32')
    expect(Float32Array.from(tensorOf(stored).values)).toEqual(values)
  })

  it('is little-endian', () => {
    // 1.0 as float64: 00 00 00 00 00 00 f0 3f.
    expect(tensorOf({ shape: [1], dtype: 'float64', data: 'AAAAAAAA8D8=' }).values).toEqual(Float64Array.of(1))
    expect(tensorOf({ shape: [1], dtype: 'float32', data: 'AACAPw==' }).values).toEqual(Float64Array.of(1))
  })

  it('keeps the positions of a sparse projection', () => {
    const stored = storeTensor([2, 3], [0.5, 0.25], 'float64', [1, 5])
    expect(stored).toEqual({ shape: [2, 3], data: [0.5, 0.25], indices: [1, 5] })
    expect(tensorOf(stored)).toEqual({ shape: [2, 3], values: Float64Array.of(0.5, 0.25), indices: Uint32Array.of(1, 5) })
    expect(tensorOf({ shape: [2, 2], data: [0, 7, 0, 8], indices: [1, 3] }).values).toEqual(Float64Array.of(7, 8))
    const many = Uint32Array.from({ length: BASE64_ABOVE + 1 }, (_, i) => 3 * i)
    const large = storeTensor([many.length, 3], new Float64Array(many.length), 'float64', many)
    expect(typeof large.indices).toBe('string')
    expect(tensorOf(large).indices).toEqual(many)
  })

  it('of a document that will train equals the file, on the first and every later reading', () => {
    const values = Float64Array.from({ length: BASE64_ABOVE + 1 }, (_, i) => 1 / (i + 1))
    const text = JSON.stringify({
      format: 'unfold-graph',
      version: 1,
      nodes: { h: { type: 'layer', size: values.length } },
      edges: {},
      weights: { 'h.bias': storeTensor([values.length], values, 'float64') },
    })
    const { document } = parseDocument(text, registry, true)
    const stored = document!.weights!['h.bias']!
    expect(tensorOf(stored).values).toEqual(values)
    expect(tensorOf(stored).values).toEqual(values)
  })

  it.each<[StoredTensor, string]>([
    [{ shape: [2], data: [1] }, 'weight-shape'],
    [{ shape: [2], data: [1, 2, 3] }, 'weight-shape'],
    [{ shape: [2], dtype: 'float64', data: 'AAAAAAAA8D8=' }, 'weight-shape'],
    [{ shape: [1], data: 'AAAAAAAA8D8=' }, 'document-invalid'],
    [{ shape: [1], dtype: 'float64', data: 'AAAAAAAA8D8' }, 'document-invalid'],
    [{ shape: [1], dtype: 'float64', data: 'AAAAAAA!8D8=' }, 'document-invalid'],
    [{ shape: [1], dtype: 'float64', data: 'AAAAAAAA8H8=' }, 'not-finite'],
    [{ shape: [50_001, 1000], data: [] }, 'limit-exceeded'],
    [{ shape: [2, 2], data: [1, 2], indices: [1, 1] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1, 2], indices: [2, 1] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1], indices: [4] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1], indices: [-1] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1], indices: [0.5] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1, 2, 3], indices: [0, 1] }, 'weight-shape'],
    [{ shape: [2, 2], data: [1], indices: 'AAAA' }, 'document-invalid'],
  ])('%j is refused', (stored, expected) => {
    expect(code(stored)).toBe(expected)
  })
})
