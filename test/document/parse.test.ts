import { describe, expect, it } from 'vitest'
import { parseDocument, parsing } from '../../engine/document/parse'
import { limits } from '../../engine/document/limits'
import type { Parsed } from '../../engine/document/types'
import { registry } from '../../nodes'
import { documents, elman } from './fixtures'

const parse = (text: string): Parsed => parseDocument(text, registry)

/** The Elman document with the value at a path replaced (or removed, for undefined), as text. */
function spoilt(path: string, value: unknown): string {
  const document = structuredClone(elman) as Record<string, unknown>
  const keys = path.split('/').slice(1)
  let at = document
  for (const key of keys.slice(0, -1)) {
    if (typeof at[key] !== 'object') at[key] = {}
    at = at[key] as Record<string, unknown>
  }
  const last = keys.at(-1)!
  if (value === undefined) Reflect.deleteProperty(at, last)
  else at[last] = value
  return JSON.stringify(document)
}

const problemsOf = (text: string): string[] => parse(text).errors.map((e) => `${e.code} ${e.path}`)

describe('a right document', () => {
  it('is read', () => {
    const { document, errors } = parse(JSON.stringify(elman))
    expect(errors).toEqual([])
    expect(document).toEqual(elman)
  })

  it.each(documents('gradients'))('$name is read', ({ text }) => {
    const { document, errors } = parse(text)
    expect(errors).toEqual([])
    expect(document).toEqual(JSON.parse(text))
  })

  it('may start with a byte order mark', () => {
    expect(parse(`\uFEFF${JSON.stringify(elman)}`).errors).toEqual([])
  })

  it('keeps extensions, unknown keys of the view and nodes of unknown types as they are', () => {
    const document = {
      ...elman,
      nodes: { ...elman.nodes, new: { type: 'attention', heads: { any: ['thing', null] } }, h: { type: 'layer', size: 3, extensions: { a: [1] } } },
      extensions: { tool: { 1: 'b', 0: 'a' } },
      view: { nodes: { h: { x: 1, y: 2, folded: true } }, grid: 8 },
    }
    expect(parse(JSON.stringify(document))).toEqual({ document, errors: [], warnings: [] })
  })
})

describe('text that is not a document', () => {
  it.each([
    ['', 'document-invalid'],
    ['{', 'document-invalid'],
    ['[1, 2', 'document-invalid'],
    ['{"a": 1,}', 'document-invalid'],
    ['{"a": tru}', 'document-invalid'],
    ['{"a": 01}', 'document-invalid'],
    ['{"a": 1} x', 'document-invalid'],
    ['{"a": "\\x"}', 'document-invalid'],
    ['{"a": "line\nbreak"}', 'document-invalid'],
    ["{'a': 1}", 'document-invalid'],
    ['[]', 'document-invalid'],
    ['null', 'document-invalid'],
    ['{}', 'format-unknown'],
    ['{"format": "unfold-graph"}', 'document-invalid'],
    ['{"format": "unfold-graph", "version": 1.5}', 'document-invalid'],
    ['{"format": "unfold-graph", "version": 0}', 'document-invalid'],
    ['{"format": "unfold-graph", "version": 99}', 'version-newer'],
  ])('%j is refused', (text, code) => {
    const { document, errors } = parse(text)
    expect(document).toBeUndefined()
    expect(errors.map((e) => e.code)).toEqual([code])
  })

  it('reads a long document in parts, with the same result', () => {
    const steps = Array.from({ length: 120_000 }, (_, t) => `[${t}]`).join(',\n')
    const text = (end: string): string =>
      `{"format":"unfold-graph","version":1,"nodes":{},"edges":{},"data":{"kind":"inline","sequences":[{"x":[${steps}${end}]}]}}`
    const work = parsing(text(''), registry)
    let parts = 1
    let step = work.next()
    for (; !step.done; step = work.next()) parts++
    expect(parts).toBeGreaterThan(5)
    expect(step.value).toEqual(parseDocument(text(''), registry))
    expect(step.value.document?.data).toMatchObject({ sequences: [{ x: { length: 120_000 } }] })
    expect(parseDocument(text(',\n]'), registry).errors[0]).toMatchObject({
      key: 'json-invalid',
      values: { line: 120_001, column: 1, path: '/data/sequences/0/x/120000' },
    })
  })

  it('reports the line and column of the first JSON error', () => {
    const [error] = parse('{\n  "a": 1\n  "b": 2\n}').errors
    expect(error!.values).toMatchObject({ line: 3, column: 3 })
    expect(error!.message).toContain('line 3, column 3')
  })

  it('refuses a duplicate key, however it is escaped', () => {
    const [error] = parse('{"format": "unfold-graph", "nodes": {"a": 1, "\\u0061": 2}}').errors
    expect(error).toMatchObject({ code: 'document-invalid', key: 'json-key-twice', path: '/nodes/a', nodes: ['a'] })
  })

  it('accepts exactly the JSON that JSON.parse accepts', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"\\n"', '"\\u00e4"', '"\\u12"', '-', '0', '12', '.5', 'e+3', 'true', 'nul', 'null', ' ', '\n']
    let state = 12345
    const next = (n: number): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % n
    let accepted = 0
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]!).join('')
      let json = true
      try {
        JSON.parse(text)
      } catch {
        json = false
      }
      const syntax = parse(text).errors.filter((e) => e.key === 'json-invalid' || e.key === 'json-ended')
      expect(syntax.length === 0, text).toBe(json)
      if (json) accepted++
    }
    expect(accepted).toBeGreaterThan(100)
  })
})

describe('numbers that are not finite', () => {
  it.each(['NaN', 'Infinity', '-Infinity', 'nan', '-inf', '1e999', '-1e400'])('%s in weights is refused with its place', (token) => {
    const text = JSON.stringify({ ...elman, weights: { W_xh: { shape: [3, 2], data: [0, 0, 0, 0, 0, '@'] }, 'h.bias': { shape: [3], data: [0, 0, '@'] } } })
    const { errors } = parse(text.replaceAll('"@"', token))
    expect(errors.map(({ code, path, nodes, edges }) => ({ code, path, nodes, edges }))).toEqual([
      { code: 'not-finite', path: '/weights/W_xh/data/5', nodes: [], edges: ['W_xh'] },
      { code: 'not-finite', path: '/weights/h.bias/data/2', nodes: ['h'], edges: [] },
    ])
    expect(errors[0]!.message).toContain(token)
  })

  it('are reported together with the end of the JSON', () => {
    expect(parse('{"a": NaN, "b": }').errors.map((e) => e.code)).toEqual(['not-finite', 'document-invalid'])
  })

  it('accepts numbers that are merely long', () => {
    expect(parse(JSON.stringify(elman).replace('[0,1]', `[0.${'1'.repeat(400)},1e-999]`)).errors).toEqual([])
  })
})

describe('limits', () => {
  it('refuses nesting above 64 levels, however deep', () => {
    const nested = (levels: number): string => spoilt('/extensions', '@').replace('"@"', `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
    expect(problemsOf(nested(63))).toEqual([])
    expect(parse(nested(64)).errors.map((e) => e.code)).toEqual(['limit-exceeded'])
    expect(parse('['.repeat(2_000_000)).errors.map((e) => e.code)).toEqual(['limit-exceeded'])
  })

  it('refuses more than 1,048,576 values of data in the document', () => {
    const many = Array.from({ length: limits.inlineValues }, () => 1)
    const held = (x: unknown): string[] => parse(spoilt('/data/sequences', [{ x }])).errors.map((e) => e.key)
    expect(held(many)).toEqual(['document-too-large'])
    // The object of data, its kind, lists and objects within count too.
    expect(held(many.slice(5))).not.toContain('document-too-large')
  })

  it('refuses more than 2,000 nodes and 10,000 edges', () => {
    const nodes = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`n${i}`, { type: 'layer', size: 1 }]))
    const edges = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`e${i}`, { from: 'n0', to: 'n1' }]))
    expect(problemsOf(JSON.stringify({ ...elman, nodes, edges }))).toEqual(['limit-exceeded /nodes', 'limit-exceeded /edges'])
  })

  it('refuses a size above 65,536 and tensors above 25 million numbers', () => {
    expect(problemsOf(spoilt('/nodes/h/size', 65_537))).toEqual(['limit-exceeded /nodes/h/size'])
    expect(problemsOf(spoilt('/nodes/h/size', 65_536))).toEqual([])
    expect(problemsOf(spoilt('/weights', { W_xh: { shape: [5_000, 5_001], data: [] } }))).toEqual(['limit-exceeded /weights/W_xh'])
  })
})

describe('the schema', () => {
  const cases: [string, unknown, string?][] = [
    ['/nodes', undefined, ''],
    ['/edges', undefined, ''],
    ['/nodes', []],
    ['/nodes/h', 3],
    ['/nodes/h/type', undefined, '/nodes/h'],
    ['/nodes/h/type', 3],
    ['/nodes/h/size', 0],
    ['/nodes/h/size', -3],
    ['/nodes/h/size', 1.5],
    ['/nodes/h/size', '3'],
    ['/nodes/h/size', null],
    ['/nodes/h/activation', 'sigmoid'],
    ['/nodes/h/bias', 1],
    ['/nodes/h/biasInit', '1'],
    ['/nodes/c/delay', 0],
    ['/nodes/c/delay', 10_001],
    ['/nodes/c/decay', 1.01],
    ['/nodes/c/decay', -1.01],
    ['/nodes/c/initial', 'trained'],
    ['/nodes/c/direction', 'both'],
    ['/nodes/y/lossWeight', -1],
    ['/nodes/y/loss', 'hinge'],
    ['/nodes/y/ahead', -1],
    ['/nodes/x/columns', 'a'],
    ['/nodes/x/columns/0', 3, '/nodes/x/columns'],
    ['/nodes/x/window', 3],
    ['/nodes/x/window/past', -1],
    ['/edges/copy', 'h→c'],
    ['/edges/copy/from', undefined, '/edges/copy'],
    ['/edges/copy/to', 3],
    ['/edges/copy/kind', 'full'],
    ['/edges/copy/scale', '1'],
    ['/edges/copy/trainable', 'yes'],
    ['/edges/copy/dropout', 1],
    ['/edges/copy/dropout', -0.1],
    ['/edges/copy/density', 0],
    ['/edges/copy/density', 1.1],
    ['/edges/copy/init', 'glorot'],
    ['/edges/copy/init', { kind: 'xavier' }, '/edges/copy/init/kind'],
    ['/edges/copy/init', {}, '/edges/copy/init'],
    ['/edges/copy/init', { kind: 'uniform', low: 1, high: 0 }],
    ['/edges/copy/init', { kind: 'uniform', low: 1 }],
    ['/edges/copy/init', { kind: 'normal', deviation: -1 }, '/edges/copy/init/deviation'],
    ['/data', { kind: 'table' }, '/data/kind'],
    ['/data', { kind: 'inline' }],
    ['/data', { kind: 'inline', sequences: {} }, '/data/sequences'],
    ['/data/sequences/0', [1]],
    ['/data/sequences/0/x', 3],
    ['/data/sequences/0/x/1', 3],
    ['/data/sequences/0/x/1/0', 'a'],
    ['/data', { kind: 'file' }],
    ['/data', { kind: 'file', path: '' }, '/data/path'],
    ...['/etc/passwd', '../a.csv', 'a/../../b.csv', 'C:/a.csv', '..\\a.csv', 'https://example.org/a.csv', 'a\0b', '.'].map(
      (path): [string, unknown, string] => ['/data', { kind: 'file', path }, '/data/path'],
    ),
    ['/data', { kind: 'file', path: 'a.csv', split: [0.5, 0.5] }, '/data/split'],
    ['/data', { kind: 'file', path: 'a.csv', split: [0.5, 0.5, 0.5] }, '/data/split'],
    ['/data', { kind: 'file', path: 'a.csv', split: [1.5, -0.5, 0] }, '/data/split/0'],
    ['/data', { kind: 'file', path: 'a.csv', sequenceColumn: 'a', sequenceLength: 3 }, '/data/sequenceLength'],
    ['/data', { kind: 'file', path: 'a.csv', sha256: 'abc' }, '/data/sha256'],
    ['/data', { kind: 'task', task: 'sine', options: [] }, '/data/options'],
    ['/training/algorithm', { kind: 'magic' }, '/training/algorithm/kind'],
    ['/training/algorithm', { kind: 'rtrl', variant: 'fast' }, '/training/algorithm/variant'],
    ['/training/optimizer', { kind: 'adam', learningRate: -1 }, '/training/optimizer/learningRate'],
    ['/training/optimizer', { kind: 'sgd', momentum: 1 }, '/training/optimizer/momentum'],
    ['/training/optimizer', { kind: 'sgd', beta1: 0.9 }, '/training/optimizer/beta1'],
    ['/training/epochs', 1.5],
    ['/training/batchSize', 0],
    ['/training/washout', -1],
    ['/training/seed', 0.5],
    ['/training/precision', 'float16'],
    ['/training/clip', { kind: 'norm', threshold: 0 }, '/training/clip/threshold'],
    ['/training/clip', {}, '/training/clip'],
    ['/training/stop', 5],
    ['/training/teacherForcing', 'y'],
    ['/weights', []],
    ['/weights/W_xh', 3],
    ['/weights/W_xh', { shape: [3, 2] }],
    ['/weights/W_xh', { shape: 6, data: [] }, '/weights/W_xh/shape'],
    ['/weights/W_xh', { shape: [1], data: [null] }, '/weights/W_xh/data/0'],
    ['/weights/W_xh', { shape: [1], data: 3 }, '/weights/W_xh/data'],
    ['/weights/W_xh', { shape: [1], data: 'AAAAAA==' }, '/weights/W_xh/dtype'],
    ['/weights/W_xh', { shape: [1], dtype: 'float32', data: 'AAA*AA==' }, '/weights/W_xh/data'],
    ['/fitted/columns/a/deviation', -1],
    ['/fitted/columns/a/categories', 'a'],
    ['/view/nodes/h', { x: 1 }],
    ['/view/viewport/zoom', 0, '/view/viewport'],
    ['/name', 3],
    ['/extensions', 3],
    ['/nodes/h/extensions', []],
    ['/typo', 1],
    ['/nodes/h/sise', 3],
    ['/edges/copy/weight', 3],
    ['/training/algorithm/horizon', 3, '/training/algorithm'],
  ]
  it.each(cases)('refuses %s = %j', (path, value, at) => {
    const { document, errors } = parse(spoilt(path, value))
    expect(document).toBeUndefined()
    expect(errors.map((e) => e.code)).toContain('document-invalid')
    expect(errors.some((e) => e.path === (at ?? path) || (at === undefined && e.path.startsWith(path)))).toBe(true)
    for (const error of errors) {
      expect(error.message, error.key).not.toMatch(/[{]\w+[}]|undefined/)
      if (error.path.startsWith('/nodes/h')) expect(error.nodes).toEqual(['h'])
      if (error.path.startsWith('/edges/copy')) expect(error.edges).toEqual(['copy'])
    }
  })

  it('allows the ends of every range', () => {
    for (const [path, value] of [
      ['/nodes/c/delay', 10_000],
      ['/nodes/c/decay', -1],
      ['/nodes/c/initial', 'trainable'],
      ['/edges/copy/dropout', 0],
      ['/edges/copy/density', 1],
      ['/nodes/y/lossWeight', 0],
      ['/training/epochs', 0],
      ['/training/clip', null],
      ['/training/schedule', null],
      ['/data', { kind: 'file', path: 'data/a.csv', split: [0.7, 0.2, 0.1] }],
      ['/data', { kind: 'file', path: './a.csv' }],
      ['/training/algorithm', { kind: 'bptt', horizon: null, every: 7 }],
    ] as const)
      expect(problemsOf(spoilt(path, value))).toEqual([])
  })

  it('reports every problem at once', () => {
    const document = structuredClone(elman) as unknown as { nodes: Record<string, unknown>; edges: Record<string, unknown>; typo?: number }
    document.nodes.h = { type: 'layer', size: -1, sise: 3 }
    document.edges.copy = { from: 'h', to: 'c', dropout: 2 }
    document.typo = 1
    expect(problemsOf(JSON.stringify(document))).toEqual([
      'document-invalid /typo',
      'document-invalid /nodes/h/size',
      'document-invalid /nodes/h/sise',
      'document-invalid /edges/copy/dropout',
    ])
  })

  it('suggests the key that was probably meant', () => {
    expect(parse(spoilt('/nodes/h/sise', 3)).errors[0]!.message).toContain('Did you mean “size”?')
  })

  it('stops after a thousand problems', () => {
    const nodes = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`n${i}`, { type: 'layer', size: -1 }]))
    expect(parse(JSON.stringify({ ...elman, nodes })).errors.length).toBe(1000)
  })
})

describe('ids', () => {
  it.each(['1a', '_a', 'a b', 'a.b', '', 'ä', 'a'.repeat(65), '__proto__', 'constructor', 'prototype'])('%j is refused', (id) => {
    const text = JSON.stringify({ ...elman, nodes: { ...elman.nodes, '@': { type: 'layer', size: 1 } } }).replace('"@"', JSON.stringify(id))
    const { errors } = parse(text)
    expect(errors.map((e) => e.code)).toEqual(['document-invalid'])
    expect(errors[0]!.nodes).toEqual([id])
    expect(Object.prototype).not.toHaveProperty('size')
  })

  it('shared by a node and an edge are refused, naming both', () => {
    const { errors } = parse(spoilt('/edges/h', { from: 'x', to: 'h' }))
    expect(errors).toMatchObject([{ code: 'document-invalid', key: 'id-shared', nodes: ['h'], edges: ['h'] }])
  })
})

describe('the horizon', () => {
  it.each([[{ horizon: 0 }], [{ horizon: -1 }], [{ horizon: 2.5 }], [{ horizon: '3' }], [{ every: 0 }], [{ horizon: 3, every: 4 }], [{ every: null }]])(
    '%j is refused',
    (keys) => {
      expect(parse(spoilt('/training', { algorithm: { kind: 'bptt', ...keys } })).errors.map((e) => e.code)).toEqual(['horizon-invalid'])
    },
  )
})

describe('stored weights', () => {
  it('with another count of numbers than their shape are refused', () => {
    expect(parse(spoilt('/weights', { W_xh: { shape: [3, 2], data: [1, 2, 3] } })).errors).toMatchObject([{ code: 'weight-shape', edges: ['W_xh'] }])
    expect(parse(spoilt('/weights', { 'h.bias': { shape: [3], dtype: 'float32', data: 'AAAAAA==' } })).errors).toMatchObject([
      { code: 'weight-shape', nodes: ['h'] },
    ])
  })

  it('that are not finite in base64 are refused', () => {
    // float32 NaN: 00 00 c0 7f.
    expect(parse(spoilt('/weights', { W_xh: { shape: [1], dtype: 'float32', data: 'AADAfw==' } })).errors).toMatchObject([
      { code: 'not-finite', edges: ['W_xh'] },
    ])
  })
})
