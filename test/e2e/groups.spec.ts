import { expect, test } from './launch'

test('nodes are grouped, named, collapsed with ports and moved together; a double click enters the group; undo reverts each step', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const node = (id: string) => window.locator(`.react-flow__node[data-id="${id}"]`)
  await expect(node('h')).toBeVisible()
  await window.keyboard.press('Escape')
  await node('h').locator('.head').click()
  await node('c')
    .locator('.head')
    .click({ modifiers: ['Shift'] })
  await window.keyboard.press('Control+g')
  await window.keyboard.type('Memory')
  await window.keyboard.press('Enter')
  await expect(window.locator('.group-frame .label')).toHaveText('Memory')

  await window.keyboard.press('h')
  const tile = window.locator('.tile-group')
  await expect(tile).toBeVisible()
  await expect(node('h')).toHaveCount(0)
  // Wires from the input and to the output.
  await expect(tile.locator('[data-port="h.in"]')).toHaveCount(1)
  await expect(tile.locator('[data-port="h.out"]')).toHaveCount(1)
  await expect(window.locator('[data-edge]')).toHaveCount(2)

  const before = (await tile.boundingBox())!
  // On the canvas, whatever part of it is in view.
  const place = () => window.locator('.react-flow__node-tile').evaluate((element: HTMLElement) => element.style.transform)
  const start = await place()
  await window.mouse.move(before.x + 60, before.y + 60)
  await window.mouse.down()
  await window.mouse.move(before.x + 100, before.y + 100, { steps: 5 })
  await window.mouse.up()
  await expect.poll(place).not.toBe(start)

  await tile.locator('.head').dblclick({ position: { x: 120, y: 14 } })
  await expect(window.locator('.graph-path')).toContainText('Memory')
  await expect(node('h')).toBeVisible()
  await expect(node('x')).toHaveCount(0)
  await expect(window.locator('.portal')).toHaveText(['Sunspots', 'Next year'])
  await window.keyboard.press('Escape')
  await expect(window.locator('.graph-path')).toHaveCount(0)
  await expect(tile).toBeVisible()

  await window.keyboard.press('Control+z')
  await expect.poll(place).toBe(start)
  await window.keyboard.press('Control+z')
  await expect(window.locator('.group-frame')).toBeVisible()
  await window.keyboard.press('Control+z')
  await window.keyboard.press('Control+z')
  await expect(window.locator('.group-frame')).toHaveCount(0)
})
