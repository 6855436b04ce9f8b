// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { groupsOf } from '../../../renderer/document/groups'
import { documentStore, open, select, undo } from '../../../renderer/editing/store'
import { dropBlock, keepBlock, renameBlock, takeBlock, useLibrary } from '../../../renderer/graph/library'
import { elman } from '../drawing/drawings'

const now = () => documentStore.getState().document
const blocks = () => useLibrary.getState().blocks

beforeEach(() => {
  useLibrary.setState({ blocks: [] })
  open(
    {
      ...elman(),
      weights: { W_ch: { shape: [4, 4], data: Array<number>(16).fill(1) } },
      view: { nodes: { h: { x: 0, y: 0 }, c: { x: 0, y: 160 } }, groups: { g: { label: 'Memory', nodes: ['h', 'c'] } } },
    },
    { path: null, name: '' },
  )
})

describe('user-defined blocks', () => {
  it('are stored with their group and without weights, and are inserted into another document as one step', () => {
    select({ nodes: ['h', 'c'], edges: [] })
    keepBlock()
    expect(blocks()).toMatchObject([{ name: 'Memory' }])
    expect(blocks()[0]!.text).not.toContain('weights')
    const empty = { format: 'unfold-graph' as const, version: 1 as const, nodes: {}, edges: {} }
    open(empty, { path: null, name: '' })
    takeBlock(blocks()[0]!.id, { x: 100, y: 40 })
    expect(Object.keys(now().nodes)).toEqual(['h', 'c'])
    expect(Object.keys(now().edges)).toEqual(['copy', 'W_ch'])
    expect(now().view!.nodes!.h).toMatchObject({ x: 100, y: 40 })
    expect([...groupsOf(now()).byId.values()].map((g) => g.label)).toEqual(['Memory'])
    undo()
    expect(now()).toEqual(empty)
  })

  it('get unique names, can be renamed and deleted, and damaged ones are skipped on the next start', async () => {
    select({ nodes: ['h', 'c'], edges: [] })
    keepBlock()
    keepBlock()
    expect(blocks().map((b) => b.name)).toEqual(['Memory', 'Memory 2'])
    renameBlock(blocks()[1]!.id, ' Context ')
    renameBlock(blocks()[0]!.id, '  ')
    expect(blocks().map((b) => b.name)).toEqual(['Memory', 'Context'])
    dropBlock(blocks()[0]!.id)
    expect(blocks().map((b) => b.name)).toEqual(['Context'])
    const good = blocks()[0]!
    localStorage.setItem('unfold.library', JSON.stringify({ version: 1, state: { blocks: [good, { id: 'x', name: 'y', text: '{' }, 3] } }))
    await useLibrary.persist.rehydrate()
    expect(blocks()).toEqual([good])
  })
})
