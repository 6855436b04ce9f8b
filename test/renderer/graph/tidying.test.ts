// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { addNode } from '../../../renderer/editing/commands'
import { documentStore, edit, open, undo } from '../../../renderer/editing/store'
import { tidy } from '../../../renderer/graph/tidying'
import { tidied } from '../../../renderer/drawing/layout/tidy'

const ids = Array.from({ length: 1100 }, (_, i) => `n${i}`)
const long = {
  format: 'unfold-graph' as const,
  version: 1 as const,
  nodes: Object.fromEntries(ids.map((id) => [id, { type: 'layer', size: 1 }])),
  edges: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`e${i}`, { from: `n${i % 1000}`, to: `n${(i % 1000) + 50 + Math.floor(i / 1000)}` }])),
  view: { nodes: Object.fromEntries(ids.map((id, i) => [id, { x: 0, y: 40 * i }])) },
}
const now = () => documentStore.getState().document
const places = () => now().view?.nodes

it('a very large network is tidied in several tasks, including edits made meanwhile', { timeout: 60_000 }, async () => {
  open(long, { path: null, name: '' })
  const before = now()
  tidy()
  expect(now()).toBe(before)
  edit('canvas.edit.add', (draft) => addNode(draft, 'layer', { x: 900, y: 900 }))
  const edited = now()
  await vi.waitFor(() => expect(now()).not.toBe(edited), { timeout: 50_000, interval: 50 })
  const { nodes } = tidied(edited)
  expect(places()).toEqual(nodes)
  expect(Object.keys(nodes)).toHaveLength(1101)
  undo()
  expect(places()).toEqual(edited.view?.nodes)
})
