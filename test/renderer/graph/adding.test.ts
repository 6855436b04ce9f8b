// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import { registry } from '../../../nodes'
import { typeOf } from '../../../renderer/document/ports'
import { documentStore, open, select, undo } from '../../../renderer/editing/store'
import * as actions from '../../../renderer/graph/actions'
import { boxOf, occupied } from '../../../renderer/drawing/geometry'
import { allEntries, search } from '../../../renderer/graph/menus/entries'

const ends = {
  format: 'unfold-graph' as const,
  version: 1 as const,
  nodes: { x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 } },
  edges: {},
  data: {
    kind: 'inline' as const,
    sequences: [
      {
        x: [
          [1, 0],
          [0, 1],
        ],
        y: [[0], [1]],
      },
    ],
  },
  view: { nodes: { x: { x: 0, y: 0 }, y: { x: 400, y: 0 } } },
}
const now = () => documentStore.getState()

beforeEach(() => open(structuredClone(ends), { path: null, name: '' }))

describe('a block added from the canvas', () => {
  it('is wired from and to the selection, covers no node, is selected, and is one step', () => {
    select({ nodes: ['x', 'y'], edges: [] })
    actions.addBlock('lstm-peephole', 5)
    const { document, selection } = now()
    expect(compile(document, registry).errors).toEqual([])
    expect(selection.nodes).toHaveLength(6)
    expect(selection.edges.filter((id) => document.edges[id]!.from === 'x')).toHaveLength(4)
    expect(selection.edges.filter((id) => document.edges[id]!.to === 'y')).toHaveLength(1)
    const boxes = Object.entries(document.view!.nodes!).map(([id, at]) => occupied(at, boxOf(typeOf(document, id))))
    boxes.forEach((a, i) =>
      boxes.slice(i + 1).forEach((b) => expect(a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height).toBe(false)),
    )
    undo()
    expect(now().document).toEqual(ends)
  })

  it('completes the released wire', () => {
    actions.addBlock('gru', 3, { x: 900, y: 900 }, { end: { node: 'x', port: 'out' }, side: 'from' })
    const { document } = now()
    expect(Object.values(document.edges).filter((e) => e.from === 'x')).toHaveLength(3)
  })
})

/** Until then the menu's command and the browser's event for the keys count as one press. */
const untilAnotherPress = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 160))

/** Whether no node overlaps another. */
function apart(): boolean {
  const { document } = now()
  const boxes = Object.entries(document.view!.nodes!).map(([id, at]) => occupied(at, boxOf(typeOf(document, id))))
  return boxes.every((a, i) => boxes.slice(i + 1).every((b) => !(a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)))
}

describe('nodes added without a position', () => {
  it('find a free place: nodes, copies, pasted parts, repeatedly', () => {
    for (let i = 0; i < 3; i++) {
      select({ nodes: [], edges: [] })
      actions.add('layer')
      expect(apart(), `layer ${i}`).toBe(true)
    }
    select({ nodes: ['x', 'y'], edges: [] })
    const text = actions.copyTextOfSelection()!
    for (let i = 0; i < 3; i++) {
      expect(actions.pasteText(text)).toBe(true)
      expect(apart(), `pasted ${i}`).toBe(true)
      actions.duplicate()
      expect(apart(), `duplicated ${i}`).toBe(true)
    }
  })

  it('are pasted once for each press of the keys, also when the menu repeats a press', async () => {
    await untilAnotherPress()
    select({ nodes: ['x'], edges: [] })
    const text = actions.copyTextOfSelection()!
    const count = (): number => Object.keys(now().document.nodes).length
    const before = count()
    actions.pasteByKeys(text)
    actions.pasteByKeys(text)
    expect(count(), 'two presses, however quick').toBe(before + 2)
    actions.pasteText(text)
    expect(count(), 'the menu repeats the same press').toBe(before + 2)
    actions.pasteText(text)
    expect(count()).toBe(before + 3)
  })

  it('paste long text in several tasks, into the document that was on screen when it was pasted', async () => {
    await untilAnotherPress()
    const before = now().document
    const nodes = { h: { type: 'layer', size: 3, extensions: { long: 'a'.repeat(300_000) } } }
    expect(actions.pasteText(JSON.stringify({ format: 'unfold-graph', version: 1, nodes, edges: {} }))).toBe(true)
    expect(now().document, 'not in this task').toBe(before)
    await expect.poll(() => Object.keys(now().document.nodes)).toEqual(['x', 'y', 'h'])
    expect(now().selection.nodes).toEqual(['h'])
  })
})

describe('the search of nodes and blocks to add', () => {
  const entries = allEntries(
    { at: { x: 0, y: 0 }, place: { x: 0, y: 0 } },
    'en',
    (key) =>
      ({ 'canvas.block.lstm': 'LSTM', 'canvas.block.lstm-1997': 'LSTM (1997)', 'canvas.block.jordan': 'Jordan', 'canvas.block.jordan.summary': '1986' })[key]
      ?? key,
  )

  it('reads a number at the end as the number of units', () => {
    const { found, units } = search(entries, 'lstm 32')
    expect(found[0]).toMatchObject({ block: 'lstm' })
    expect(units).toBe(32)
    expect(search(entries, 'jordan 8')).toMatchObject({ units: 8 })
  })

  it('reads a number that is part of a name as the name', () => {
    const { found, units } = search(entries, 'lstm 1997')
    expect(found.map((e) => e.block)).toEqual(['lstm-1997'])
    expect(units).toBeUndefined()
  })
})
