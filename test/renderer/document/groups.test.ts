import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { duplicate, part, paste, readPart } from '../../../renderer/editing/clipboard'
import * as commands from '../../../renderer/editing/commands'
import { groupNodes, groupsOf, joinGroup, leaveGroups, setGroup, ungroup } from '../../../renderer/document/groups'
import type { DocumentStore } from '../../../renderer/editing/store'
import { change, now, openStore } from '../editing/stores'

const chain = (): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { type: 'layer', size: 2 }])),
  edges: { W_ab: { from: 'a', to: 'b', kind: 'dense' }, W_bc: { from: 'b', to: 'c', kind: 'dense' }, W_cd: { from: 'c', to: 'd', kind: 'dense' } },
  view: { nodes: Object.fromEntries(['a', 'b', 'c', 'd'].map((id, i) => [id, { x: i * 240, y: 0 }])) },
})
const opened = (document = chain()): DocumentStore => openStore(document)
const specs = (store: DocumentStore) => now(store).view?.groups
const member = (store: DocumentStore, group: string) => groupsOf(now(store)).byId.get(group)

describe('groups', () => {
  it('contain each node once, nest, and release their nodes when ungrouped', () => {
    const store = opened()
    const inner = change(store, (draft) => groupNodes(draft, ['b', 'c'], { label: 'Inner' }))
    const outer = change(store, (draft) => groupNodes(draft, ['a', 'b', 'c']))
    expect(member(store, inner)).toMatchObject({ nodes: ['b', 'c'], parent: outer, label: 'Inner' })
    expect(member(store, outer)).toMatchObject({ nodes: ['a'], all: ['a', 'b', 'c'], groups: [inner], parent: undefined })
    change(store, (draft) => ungroup(draft, outer))
    expect(member(store, inner)?.parent).toBeUndefined()
    change(store, (draft) => ungroup(draft, inner))
    expect(specs(store)).toBeUndefined()
    for (let i = 0; i < 4; i++) store.undo()
    expect(now(store)).toEqual(chain())
  })

  it('take a node out of its former group, and are deleted with their last node', () => {
    const store = opened()
    const first = change(store, (draft) => groupNodes(draft, ['a', 'b']))
    const second = change(store, (draft) => groupNodes(draft, ['c', 'd']))
    change(store, (draft) => joinGroup(draft, second, ['b']))
    expect(member(store, first)?.nodes).toEqual(['a'])
    expect(member(store, second)?.nodes).toEqual(['c', 'd', 'b'])
    change(store, (draft) => leaveGroups(draft, ['a']))
    expect(Object.keys(specs(store)!)).toEqual([second])
    change(store, (draft) => commands.removeSelection(draft, { nodes: ['b', 'c', 'd'], edges: [] }))
    expect(specs(store)).toBeUndefined()
  })

  it('are created inside the entered group, even of all of its nodes', () => {
    const store = opened()
    const outer = change(store, (draft) => groupNodes(draft, ['a', 'b']))
    const inner = change(store, (draft) => groupNodes(draft, ['a', 'b'], { within: outer }))
    expect(member(store, outer)).toMatchObject({ nodes: [], groups: [inner] })
    expect(member(store, inner)).toMatchObject({ nodes: ['a', 'b'], parent: outer })
  })

  it('follow renames of their nodes and keep unknown keys', () => {
    const store = opened({ ...chain(), view: { ...chain().view, groups: { g: { label: 'G', nodes: ['a', 'b'], colour: 'pink', later: { x: 1 } } } } })
    change(store, (draft) => commands.rename(draft, 'a', 'z'))
    expect(specs(store)!.g).toEqual({ label: 'G', nodes: ['z', 'b'], colour: 'pink', later: { x: 1 } })
  })

  it('include a node that is inserted into a wire between two of their nodes', () => {
    const store = opened()
    const group = change(store, (draft) => groupNodes(draft, ['a', 'b']))
    const made = change(store, (draft) => commands.insertContext(draft, 'W_ab'))
    expect(member(store, group)?.nodes).toEqual(['a', 'b', made])
    const outside = change(store, (draft) => commands.insertContext(draft, 'W_bc'))
    expect(member(store, group)?.nodes).not.toContain(outside)
  })

  it('are copied with their nodes, under new names', () => {
    const store = opened()
    const inner = change(store, (draft) => groupNodes(draft, ['a'], { label: 'Inner', colour: 'teal' }))
    const outer = change(store, (draft) => groupNodes(draft, ['a', 'b'], { label: 'Outer', collapsed: true }))
    const copy = part(now(store), { nodes: ['a', 'b', 'c'], edges: [] })
    expect(Object.keys(copy.view!.groups!)).toEqual([inner, outer])
    expect(part(now(store), { nodes: ['a', 'c'], edges: [] }).view!.groups).toEqual({ [inner]: { label: 'Inner', nodes: ['a'], color: 'teal' } })
    change(store, (draft) => paste(draft, readPart(JSON.stringify(copy))!, { offset: { x: 0, y: 200 } }))
    const groups = groupsOf(now(store))
    expect([...groups.byId.values()].map((g) => [g.label, g.all.length, g.collapsed, g.parent && groups.byId.get(g.parent)!.label])).toEqual([
      ['Inner', 1, false, 'Outer'],
      ['Outer', 2, true, undefined],
      ['Inner', 1, false, 'Outer'],
      ['Outer', 2, true, undefined],
    ])
    const before = Object.keys(now(store).nodes).length
    change(store, (draft) => duplicate(draft, now(store), { nodes: ['a', 'b'], edges: [] }))
    expect(groupsOf(now(store)).byId.size).toBe(6)
    expect(Object.keys(now(store).nodes)).toHaveLength(before + 2)
  })

  it('are read without their invalid parts', () => {
    const document = {
      ...chain(),
      view: {
        groups: {
          p: { nodes: ['a', 'ghost'], parent: 'q' },
          q: { nodes: ['a', 'b'], parent: 'p' },
          r: { nodes: [], parent: 'r' },
          s: { nodes: ['c'], parent: 'nowhere' },
        },
      },
    }
    const groups = groupsOf(document)
    expect(groups.byId.get('p')).toMatchObject({ nodes: ['a'], parent: 'q', all: ['a'] })
    expect(groups.byId.get('q')).toMatchObject({ nodes: ['b'], parent: undefined, all: ['b', 'a'] })
    expect(groups.byId.has('r')).toBe(false)
    expect(groups.byId.get('s')?.parent).toBeUndefined()
  })

  it('are written one per line, and read back with keys of later versions', () => {
    const document: GraphDocument = {
      ...chain(),
      view: { groups: { lstm: { label: 'LSTM', nodes: ['a', 'b'], color: 'magenta', collapsed: true, later: [1] } } },
    }
    const text = serializeDocument(document)
    expect(text).toContain('\n      "lstm": {"label": "LSTM", "nodes": ["a", "b"], "color": "magenta", "collapsed": true, "later": [1]}')
    expect(parseDocument(text, registry).document).toEqual(document)
  })

  it('are refused if a known key has an invalid value', () => {
    const wrong = { ...chain(), view: { groups: { g: { nodes: 'a', color: 'pink', collapsed: 'yes' }, h: {} } } }
    const { errors } = parseDocument(JSON.stringify(wrong), registry)
    expect(errors.map((e) => e.path)).toEqual(['/view/groups/g/nodes', '/view/groups/g/color', '/view/groups/g/collapsed', '/view/groups/h'])
  })

  it('set and unset a key', () => {
    const store = opened()
    const group = change(store, (draft) => groupNodes(draft, ['a']))
    change(store, (draft) => setGroup(draft, group, 'collapsed', true))
    expect(member(store, group)?.collapsed).toBe(true)
    change(store, (draft) => setGroup(draft, group, 'collapsed', undefined))
    expect(specs(store)![group]).toEqual({ nodes: ['a'] })
  })
})
