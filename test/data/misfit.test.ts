import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../engine/document/parse'
import { serializeDocument } from '../../engine/document/serialize'
import { registry } from '../../nodes'
import { documentOf, build, right, input, rows, type Spec } from './built'
describe('data that does not fit', () => {
  const cases: [string, Spec, string, string, object?][] = [
    ['a column that is not there', { x: { columns: ['nope'] }, data: {} }, rows(5), 'column-unknown', { nodes: ['x'] }],
    ['an input without columns', { x: { columns: undefined, size: 1 }, data: {} }, rows(5), 'column-unknown', { nodes: ['x'] }],
    [
      'text where numbers are wanted',
      { data: {} },
      'u,d\n1,1\nabc,2\n',
      'data-shape',
      { key: 'column-text', values: { row: 2, line: 3, got: '"abc"', column: 'u' } },
    ],
    [
      'a number with its thousands apart',
      { data: {} },
      'u,d\n1.5,1\n"1,0",2\n',
      'data-shape',
      { key: 'column-number-form', values: { row: 2, line: 3, column: 'u' } },
    ],
    ['a number that is not finite', { data: {} }, 'u,d\n1,1\n2,1e999\n', 'not-finite', { values: { row: 2, column: 'd' }, nodes: ['y'] }],
    [
      'a missing input',
      { data: {} },
      'u,d\n1,1\n,2\n,3\n',
      'data-shape',
      { key: 'column-missing-value', values: { row: 2, count: 2, column: 'u', node: 'x' } },
    ],
    [
      'a target that is half missing',
      { y: { columns: ['d', 'u'] }, x: { columns: ['d'] }, data: {} },
      'u,d\n1,1\n,2\n',
      'data-shape',
      { key: 'column-partly-missing', values: { row: 2, column: 'u' } },
    ],
    ['a size that the columns do not give', { x: { size: 2 }, data: {} }, rows(5), 'data-shape', { key: 'size-of-columns', nodes: ['x'] }],
    ['a header that comes twice', { data: {} }, 'u,u,d\n1,2,3\n1,2,3\n', 'data-shape', { key: 'data-columns-twice' }],
    ['a column of sequences that is not there', { data: { sequenceColumn: 'nope' } }, rows(5), 'column-unknown', { path: '/data/sequenceColumn' }],
    ['a row without its sequence', { data: { sequenceColumn: 'id' } }, 'id,u,d\na,1,1\n,2,2\n', 'data-shape', { key: 'column-sequence-missing' }],
    ['no row to train on', { data: { split: [0, 0.5, 0.5] } }, rows(5), 'data-missing', { path: '/data/split' }],
    ['fewer training rows than steps ahead', { y: { ahead: 4 }, data: { split: [0.4, 0.3, 0.3] } }, rows(10), 'data-missing', {}],
    ['no targets', { y: { columns: undefined, size: 1 }, data: {} }, rows(5), 'data-missing', { key: 'targets-none' }],
    ['an empty file', { data: {} }, '', 'data-missing', { path: '/data/path' }],
    ['a file that is not there', { data: { path: 'other.csv' } }, rows(5), 'data-missing', { path: '/data/path' }],
    ['too many numbers', { x: { window: { past: 30_000, future: 30_000 } }, data: {} }, rows(3000), 'limit-exceeded', {}],
  ]
  it.each(cases)('%s is refused', (_, spec, csv, code, more) => {
    const { dataset, errors } = build(spec, csv)
    expect(dataset).toBeUndefined()
    expect(errors.map((e) => e.code)).toEqual([code])
    expect(errors[0]).toMatchObject(more ?? {})
    expect(errors[0]!.message).not.toMatch(/[{]\w+[}]|undefined/)
  })

  it('offers numeric columns that do not count rows, and one-hot for texts', () => {
    const table = 'year,name,u,d\n1,a,4,1\n2,b,3,2\n3,c,3,1\n'
    const missing = build({ x: { columns: ['nope'] }, y: { columns: ['d'] }, data: {} }, table).errors
    expect(missing[0]!.repairs).toEqual(['u', 'd'].map((name) => ({ kind: 'set-columns', node: 'x', columns: [name] })))
    const text = build({ x: { columns: ['name'] }, data: {} }, table).errors
    expect(text[0]!.repairs).toEqual([{ kind: 'set-encoding', node: 'x', encoding: 'one-hot' }])
  })

  it('is reported all at once', () => {
    const { errors } = build({ x: { columns: ['nope'] }, y: { columns: ['neither'] }, data: { sequenceColumn: 'id' } }, rows(5))
    expect(errors.map((e) => e.code)).toEqual(['column-unknown', 'column-unknown', 'column-unknown'])
  })

  it('may lack targets if it is only run', () => {
    const data = right({ y: { size: 1 }, data: {} }, 'u\n1\n2\n', { targets: 'optional' })
    expect(data.series!.targets).toEqual({})
  })

  it('gives a warning if the file has changed', () => {
    expect(build({ data: { sha256: '00'.repeat(32) } }, rows(5)).warnings).toMatchObject([{ code: 'data-changed' }])
    expect(build({ data: { sha256: 'AB'.repeat(32) } }, rows(5)).warnings).toEqual([])
  })

  it('may have columns with names that objects inherit', () => {
    const names = ['__proto__', 'constructor', 'toString']
    for (const name of names) {
      const data = right({ x: { columns: [name] }, data: { normalize: 'standard', split: [1, 0, 0] } }, `${name},d\n1,1\n3,2\n`)
      expect(input(data.series!)).toEqual([-1, 1])
      expect(Object.keys(data.fitted!.columns!)).toContain(name)
      const document = { ...documentOf({ x: { columns: [name] }, data: { normalize: 'standard' } }), fitted: data.fitted }
      expect(parseDocument(serializeDocument(document), registry).errors).toEqual([])
    }
  })
})
