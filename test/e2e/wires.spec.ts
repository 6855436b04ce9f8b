import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './launch'

/** Every node wired to every node, itself included. */
function complete(size: number): string {
  const ids = Array.from({ length: size }, (_, i) => `n${i}`)
  const nodes = Object.fromEntries(ids.map((id) => [id, { type: 'layer', size: 4 }]))
  const edges = Object.fromEntries(ids.flatMap((from, i) => ids.map((to, j) => [`W_${i}${j}`, { from, to, kind: 'dense' }])))
  const places = Object.fromEntries(ids.map((id, i) => [id, { x: (i % 3) * 300, y: Math.floor(i / 3) * 240 }]))
  return JSON.stringify({ format: 'unfold-graph', version: 1, nodes, edges, view: { nodes: places } })
}

test('a click selects every wire of the complete graph; dragging with Alt cuts wires, and undo restores them', async ({ launch, folder }) => {
  const file = join(folder, 'complete.unfold')
  writeFileSync(file, complete(6))
  const { window } = await launch({ args: [file] })
  await expect(window.locator('[data-edge]')).toHaveCount(36)
  // The panels would leave little room.
  for (const key of ['Control+1', 'Control+2', 'Control+3']) await window.keyboard.press(key)
  await window.waitForTimeout(300)
  await window.keyboard.press('1')
  await window.waitForTimeout(400)
  // For each wire, its drawn points in the window at which it is topmost, so that a user sees that wire there.
  const points = await window.evaluate(() =>
    [...document.querySelectorAll<SVGGElement>('[data-edge]')].map((wire) => {
      const line = wire.querySelector<SVGPathElement>('path.line')!
      const place = line.getScreenCTM()!
      const length = line.getTotalLength()
      for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.45, 0.55, 0.35, 0.65, 0.25, 0.75, 0.15, 0.85, 0.1, 0.9]) {
        const at = line.getPointAtLength(length * share).matrixTransform(place)
        const found = document.elementFromPoint(at.x, at.y)
        // The mark of a problem is a button of its own, which opens the explanation.
        const top = found?.closest('.wire-badge') ? null : found?.closest<SVGGElement>('[data-edge]')
        if (top?.dataset.edge === wire.dataset.edge) return { id: wire.dataset.edge!, at: { x: at.x, y: at.y } }
      }
      return { id: wire.dataset.edge!, at: undefined }
    }),
  )
  expect(
    points.filter(({ at }) => !at).map(({ id }) => id),
    'wires that never lie on top',
  ).toEqual([])
  for (const { id, at } of points) {
    await window.mouse.click(at!.x, at!.y)
    await expect(window.locator('.wire.selected'), `a click on ${id}`).toHaveAttribute('data-edge', id, { timeout: 2000 })
    await window.keyboard.press('Escape')
  }

  const wires = await window.locator('[data-edge]').count()
  const box = (await window.locator('.graph').boundingBox())!
  await window.keyboard.down('Alt')
  await window.mouse.move(box.x + box.width / 2, box.y + 60)
  await window.mouse.down()
  await window.mouse.move(box.x + box.width / 2, box.y + box.height - 60, { steps: 12 })
  await window.mouse.up()
  await window.keyboard.up('Alt')
  await expect.poll(() => window.locator('[data-edge]').count()).toBeLessThan(wires)
  await window.keyboard.press('Control+z')
  await expect(window.locator('[data-edge]')).toHaveCount(wires)
})
