import { describe, expect, it } from 'vitest'
import { migrate, migrations, type Migration } from '../../engine/document/migrations'
import { nodeOf, splitEnd } from '../../engine/document/ends'
import { VERSION } from '../../engine/document/types'

describe('migrations', () => {
  it('lead from every earlier version to the current one', () => {
    expect(migrations.map((m) => m.from)).toEqual(Array.from({ length: VERSION - 1 }, (_, i) => i + 1))
  })

  it('leave a document of the current version unchanged', () => {
    const document = { version: VERSION, name: 'a' }
    expect(migrate(document, VERSION)).toBe(document)
  })

  const steps: Migration[] = [
    { from: 1, name: 'wires become edges', migrate: ({ wires, ...rest }) => ({ ...rest, edges: wires }) },
    { from: 2, name: 'names are titles', migrate: ({ name, ...rest }) => ({ ...rest, title: name }) },
  ]

  it('run one after the other and increase the version', () => {
    const old = { version: 1, wires: { a: 1 }, name: 'n' }
    expect(migrate(old, 1, steps, 3)).toEqual({ version: 3, edges: { a: 1 }, title: 'n' })
    expect(migrate({ version: 2, edges: {}, name: 'n' }, 2, steps, 3)).toEqual({ version: 3, edges: {}, title: 'n' })
    expect(old).toEqual({ version: 1, wires: { a: 1 }, name: 'n' })
  })

  it('cover every version', () => {
    expect(() => migrate({ version: 1 }, 1, steps.slice(1), 3)).toThrow('version 1')
  })
})

describe('an end of an edge', () => {
  it.each([
    ['g', { node: 'g', port: undefined }],
    ['g.control', { node: 'g', port: 'control' }],
    ['g.a.b', { node: 'g', port: 'a.b' }],
    ['', { node: '', port: undefined }],
    ['.in', { node: '', port: 'in' }],
  ])('%j has its node and its port', (text, halves) => {
    expect(splitEnd(text)).toEqual(halves)
    expect(nodeOf(text)).toBe(halves.node)
  })
})
