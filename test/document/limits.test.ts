import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { limits } from '../../engine/document/limits'
import { parseDocument } from '../../engine/document/parse'
import { registry } from '../../nodes'

const written = (value: number): string[] => [
  value.toLocaleString('en-US'),
  ...(value % 2 ** 20 === 0 ? [`${value / 2 ** 20} MiB`] : []),
  ...(value % 2 ** 30 === 0 ? [`${value / 2 ** 30} GiB`] : []),
]

const base = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 } },
  edges: { W: { from: 'x', to: 'h' } },
}
const problemsOf = (change: object): readonly { code: string; path: string; message: string }[] =>
  parseDocument(JSON.stringify({ ...base, ...change }), registry).errors
const view = (part: object): object => ({ view: part })
const many = <T>(count: number, make: (i: number) => T): Record<string, T> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, make(i)]))
const chain = (length: number): object => many(length, (i) => ({ nodes: i === 0 ? ['h'] : [], ...(i + 1 < length ? { parent: `k${i + 1}` } : {}) }))
const text = (length: number): string => 'a'.repeat(length)

describe('the table of limits', () => {
  it('in docs/format.md has every limit with its value', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/format.md'), 'utf8')
    const rows = new Map(
      [
        ...page
          .split('## Limits')[1]!
          .split('\n## ')[0]!
          .matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm),
      ].map(([, key, value]) => [key, value!.trim()]),
    )
    expect([...rows.keys()]).toEqual(Object.keys(limits))
    for (const [key, value] of Object.entries(limits)) expect(written(value), key).toContain(rows.get(key))
  })
})

describe('a document at a limit opens; one beyond it is refused with the place and the bound', () => {
  const cases: readonly [name: string, limit: number, path: string, make: (n: number) => object][] = [
    ['the name', limits.name, '/name', (n) => ({ name: text(n) })],
    ['the description', limits.description, '/description', (n) => ({ description: text(n) })],
    ['a label', limits.name, '/view/nodes/h/label', (n) => view({ nodes: { h: { x: 0, y: 0, label: text(n) } } })],
    ['the name of a group', limits.name, '/view/groups/g/label', (n) => view({ groups: { g: { nodes: ['h'], label: text(n) } } })],
    ['the name of a port', limits.name, '/view/groups/g/ports/h.out', (n) => view({ groups: { g: { nodes: ['h'], ports: { 'h.out': text(n) } } } })],
    ['the id of a group', limits.name, '', (n) => view({ groups: { [text(n)]: { nodes: ['h'] } } })],
    ['the path of the data', limits.dataPath, '/data/path', (n) => ({ data: { kind: 'file', path: text(n) } })],
    ['the name of a column', limits.name, '/nodes/x/columns/0', (n) => ({ nodes: { ...base.nodes, x: { type: 'input', columns: [text(n)] } } })],
    ['a category', limits.category, '/fitted/columns/a/categories/0', (n) => ({ fitted: { columns: { a: { categories: [text(n)] } } } })],
    ['the place of a node', limits.coordinate, '/view/nodes/h/x', (n) => view({ nodes: { h: { x: n, y: 0 } } })],
    ['the place of a node above', limits.coordinate, '/view/nodes/h/y', (n) => view({ nodes: { h: { x: 0, y: -n } } })],
    ['a bend', limits.coordinate, '/view/edges/W/bends/0/y', (n) => view({ edges: { W: { bends: [{ x: 0, y: n }] } } })],
    [
      'the bends of a wire',
      limits.bends,
      '/view/edges/W/bends',
      (n) => view({ edges: { W: { bends: Array.from({ length: n }, (_, i) => ({ x: i, y: 0 })) } } }),
    ],
    [
      'the bends of all wires',
      limits.allBends,
      '/view/edges',
      (n) => view({ edges: many(Math.ceil(n / limits.bends), (i) => ({ bends: Array(Math.min(limits.bends, n - limits.bends * i)).fill({ x: 0, y: 0 }) })) }),
    ],
    ['the place of a note', limits.coordinate, '/view/notes/n/x', (n) => view({ notes: { n: { x: -n, y: 0 } } })],
    ['places of nodes', limits.viewEntries, '/view/nodes', (n) => view({ nodes: many(n, () => ({ x: 0, y: 0 })) })],
    ['looks of wires', limits.viewEntries, '/view/edges', (n) => view({ edges: many(n, () => ({ hidden: true })) })],
    [
      'a number for each unit',
      limits.size,
      '/nodes/h/leak',
      (n) => ({ nodes: { ...base.nodes, h: { type: 'reservoir', size: limits.size, leak: Array(n).fill(1) } } }),
    ],
    ['tensors', limits.tensors, '/weights', (n) => ({ weights: many(n, () => ({ shape: [1], data: [0] })) })],
    ['groups', limits.groups, '/view/groups', (n) => view({ groups: many(n, () => ({ nodes: [] })) })],
    ['groups inside one another', limits.groupDepth, '/view/groups/k0/parent', (n) => view({ groups: chain(n) })],
  ]
  it.each(cases)('%s', (_name, limit, path, make) => {
    expect(problemsOf(make(limit))).toEqual([])
    const [error] = problemsOf(make(limit + 1))
    expect(error?.code).toBe('limit-exceeded')
    expect(error!.path.startsWith(path)).toBe(true)
    expect(error!.message).toContain(String(limit))
    expect(error!.message.length).toBeLessThan(400)
  })

  it('a cycle of groups is ignored', () => {
    expect(problemsOf(view({ groups: { a: { nodes: ['h'], parent: 'b' }, b: { nodes: [], parent: 'a' } } }))).toEqual([])
  })
})
