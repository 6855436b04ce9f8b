import { expect, it } from 'vitest'
import { countMarks, ghostNodes, ghostWires, marksOf } from '../../../renderer/graph/comparing'
import { draw } from '../../documents'

it('lists what was added, removed and changed since a run, and where it was', () => {
  const run = {
    ...draw(
      { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4 }, old: { type: 'layer', size: 2 }, y: { type: 'output', size: 1 } },
      { W_xh: 'x → h', W_xo: 'x → old', W_hy: 'h → y' },
      { training: { epochs: 3 } },
    ),
    view: { nodes: { old: { x: 40, y: 7 } } },
  }
  const now = draw(
    { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 8 }, fresh: { type: 'context' }, y: { type: 'output', size: 1 } },
    { W_xh: 'x → h', copy: 'h → fresh', W_hy: 'h → y' },
    { training: { epochs: 5 } },
  )
  const marks = marksOf(run, now)
  expect(Object.fromEntries(marks.nodes)).toEqual({ h: 'changed', old: 'removed', fresh: 'added' })
  expect(Object.fromEntries(marks.edges)).toEqual({ W_xo: 'removed', copy: 'added' })
  expect(marks.settings).toBe(1)
  expect(countMarks(marks, 'removed')).toBe(2)
  expect(ghostNodes(run, marks)).toEqual([{ id: 'old', at: { x: 40, y: 7 } }])
  expect(ghostWires(run, marks)).toEqual([{ id: 'W_xo', from: 'x', to: 'old' }])
})
