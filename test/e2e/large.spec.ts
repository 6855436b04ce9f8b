import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './launch'

/** Columns of layers, each of which feeds all of the next column. */
function columns(): object {
  const nodes: Record<string, object> = { x: { type: 'input', size: 1 } }
  const edges: Record<string, object> = {}
  const places: Record<string, object> = { x: { x: -340, y: 0 } }
  for (let c = 0; c < 9; c++)
    for (let r = 0; r < 7; r++) {
      nodes[`h${c}_${r}`] = { type: 'layer', size: 2 }
      places[`h${c}_${r}`] = { x: 340 * c, y: 180 * r }
      if (c === 0) edges[`in${r}`] = { from: 'x', to: `h0_${r}` }
      else for (let k = 0; k < 7; k++) edges[`w${c}_${k}_${r}`] = { from: `h${c - 1}_${k}`, to: `h${c}_${r}` }
    }
  return { format: 'unfold-graph', version: 1, name: 'Columns', nodes, edges, view: { nodes: places } }
}

test('in a large drawing, wires react to the pointer and moved nodes can be pressed at their new place', async ({ launch, folder }) => {
  const path = join(folder, 'columns.unfold')
  writeFileSync(path, JSON.stringify(columns()))
  const { window } = await launch({ args: [path] })
  const node = (id: string) => window.locator(`.react-flow__node[data-id="${id}"]`)
  await expect(node('h4_3')).toBeVisible()
  await window.keyboard.press('Escape')
  await window.keyboard.press('1')
  const graph = window.locator('.graph')
  /** Waits until the camera rests. */
  const rest = async (): Promise<void> => {
    const place = () => window.locator('.react-flow__viewport').getAttribute('style')
    for (let before = ''; ; await window.waitForTimeout(500)) {
      const now = (await place()) ?? ''
      if (now === before) return
      before = now
    }
  }
  await rest()
  await expect(graph).toHaveAttribute('data-pictured', '')
  await expect(window.locator('[data-edge]')).toHaveCount(0)

  // No other wire runs beside the arrow of a level wire.
  const middleOf = async (id: string) => {
    const { x, y, width, height } = (await node(id).boundingBox())!
    return { x, y, width, height }
  }
  // Nodes appear in slices, and the view is fitted again once all are there, so the pointer must follow its target.
  await expect(async () => {
    const [from, to] = [await middleOf('h3_0'), await middleOf('h4_0')]
    const at = { x: (from.x + from.width + to.x) / 2, y: from.y + (from.height * 48) / 96 }
    await window.mouse.move(at.x - 30, at.y - 30)
    await window.mouse.move(at.x, at.y, { steps: 2 })
    await expect(window.locator('.wire-tip b')).toHaveText('w4_0_0', { timeout: 2_000 })
    await window.mouse.click(at.x, at.y)
    await expect(window.locator('[data-edge="w4_0_0"] .line')).toHaveCount(1, { timeout: 2_000 })
  }).toPass()
  await expect(window.locator('.inspector')).toContainText('w4_0_0')
  await window.keyboard.press('Escape')
  await expect(window.locator('[data-edge]')).toHaveCount(0)

  // Dragging with the middle button moves everything, and a press then hits the elements at their new places.
  await window.keyboard.press('0')
  await expect(window.locator('.zoom')).toHaveText('100%')
  await rest()
  const seen = window.locator('.react-flow__node:not([data-out])').filter({ has: window.locator('.head') })
  await expect.poll(() => seen.count()).toBeLessThan(63)
  const canvas = (await window.locator('.react-flow').boundingBox())!
  const middle = { x: canvas.x + canvas.width / 2, y: canvas.y + canvas.height / 2 }
  const before = await middleOf('h4_3')
  await window.mouse.move(middle.x, middle.y)
  await window.mouse.down({ button: 'middle' })
  await window.mouse.move(middle.x - 60, middle.y - 40, { steps: 4 })
  await window.mouse.move(middle.x - 120, middle.y - 80, { steps: 4 })
  await window.mouse.up({ button: 'middle' })
  const after = await middleOf('h4_3')
  expect(after.x).toBeCloseTo(before.x - 120, 0)
  expect(after.y).toBeCloseTo(before.y - 80, 0)
  await window.mouse.click(after.x + 60, after.y + 14)
  await expect(window.locator('.inspector')).toContainText('h4_3')
  await expect(node('h4_3')).toHaveClass(/selected/)
})
