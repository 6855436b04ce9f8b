import { describe, expect, it } from 'vitest'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { moveNode } from '../../../renderer/editing/order'
import { createDocumentStore } from '../../../renderer/editing/store'
import { portChoices } from '../../../renderer/outline/choices'
import { activeRow, outlineRows, selectionOf } from '../../../renderer/outline/rows'

const elman = (): GraphDocument => ({
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h', kind: 'dense' }, copy: { from: 'h', to: 'c', kind: 'identity' }, W_ch: { from: 'c', to: 'h', kind: 'dense' } },
  view: { nodes: { x: { x: 0, y: 0, label: 'Sunspots' } }, notes: { why: { x: 0, y: 0, text: 'two\nlines' } } },
})

describe('the list of the network', () => {
  it('shows nodes in document order, each with its incoming and outgoing wires, and notes last', () => {
    const rows = outlineRows(elman(), () => false, [])
    expect(rows.map(({ key }) => key)).toEqual([
      'node x',
      'out x W_xh',
      'node h',
      'in h W_xh',
      'in h W_ch',
      'out h copy',
      'node c',
      'in c copy',
      'out c W_ch',
      'node y',
      'note why',
    ])
    expect(rows.filter(({ kind }) => kind !== 'wire').map(({ at, of }) => `${at}/${of}`)).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
    expect(outlineRows(elman(), (id) => id !== 'c', []).map(({ key }) => key)).toEqual([
      'node x',
      'node h',
      'node c',
      'in c copy',
      'out c W_ch',
      'node y',
      'note why',
    ])
    expect(outlineRows(elman(), () => true, ['sun']).map(({ key }) => key)).toEqual(['node x'])
  })

  it('follows the selection: the focused row, otherwise the first row of a selected item', () => {
    const rows = outlineRows(elman(), () => false, [])
    const inOfC = rows.findIndex(({ key }) => key === 'in c copy')
    expect(activeRow(rows, 'in c copy', selectionOf(rows[inOfC]!))).toBe(inOfC)
    expect(rows[activeRow(rows, 'in c copy', { nodes: ['y'], edges: [] })]?.key).toBe('node y')
    expect(rows[activeRow(rows, undefined, { nodes: [], edges: ['copy'] })]?.key).toBe('out h copy')
    expect(activeRow([], undefined, { nodes: [], edges: [] })).toBe(-1)
  })

  it('moves a node in the order of the document, and undo brings back every byte', () => {
    const store = createDocumentStore(() => 0)
    store.open(elman(), { path: null, name: '' })
    const before = serializeDocument(store.store.getState().document)
    expect(store.edit('m', (draft) => moveNode(draft, 'c', -1))).toBe(true)
    expect(Object.keys(store.store.getState().document.nodes)).toEqual(['x', 'c', 'h', 'y'])
    expect(store.edit('m', (draft) => moveNode(draft, 'x', -1))).toBe(false)
    store.undo()
    expect(serializeDocument(store.store.getState().document)).toBe(before)
    store.redo()
    expect(Object.keys(store.store.getState().document.nodes)).toEqual(['x', 'c', 'h', 'y'])
  })

  it('offers every port for a wire, those that fit first, with the reason against each of the others', () => {
    const choices = portChoices(elman(), { node: 'h', side: 'from' })
    expect(choices.filter(({ against }) => !against).map(({ node }) => node)).toEqual(['y'])
    expect(Object.fromEntries(choices.filter(({ against }) => against).map(({ node, against }) => [node, against!.key]))).toEqual({
      h: 'canvas.reason.loop',
      c: 'canvas.reason.twice',
    })
    // The edge itself is no objection.
    const again = portChoices(elman(), { node: 'h', side: 'from', edge: 'copy' })
    expect(again.find(({ node }) => node === 'c')?.against).toBeUndefined()
  })
})
