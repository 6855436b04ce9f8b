import { expect, test } from './launch'

test('linked copies of a group are edited together, replacing a node keeps its wires, wires can be hidden, and undo restores reset weights', async ({
  launch,
}) => {
  const { window } = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const node = (id: string) => window.locator(`.react-flow__node[data-id="${id}"]`)
  const press = (keys: string): Promise<void> => window.keyboard.press(keys)
  const epoch = async (): Promise<number> => Number((await window.locator('[data-readout="epoch"]').innerText()).split('/')[0]?.replace(/\D/g, ''))
  await expect(node('h')).toBeVisible()
  await expect.poll(epoch).toBeGreaterThan(0)
  await press('Escape')

  await node('h').locator('.head').click()
  await press('Control+Enter')
  await expect(window.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  const learned = await epoch()
  await press('Control+Shift+r')
  await expect.poll(epoch).toBe(0)
  await press('Control+z')
  await expect.poll(epoch).toBe(learned)

  await press('r')
  await window.keyboard.type('gate')
  await press('Enter')
  await expect(window.locator('.inspector-kind')).toHaveText('Gate')
  await expect(window.locator('[data-edge]')).toHaveCount(4)
  await press('Control+z')

  await node('c')
    .locator('.head')
    .click({ modifiers: ['Shift'] })
  await press('Control+g')
  await press('Enter')
  await press('Alt+d')
  await expect(window.locator('.group-link')).toHaveText(['2', '2'])
  await node('h').locator('.head').click()
  const size = window.locator('.inspector [data-field="size"]').locator('..').locator('input')
  await size.fill('2*3')
  await size.press('Enter')
  await expect(node('h2').locator('.size')).toHaveText('6')

  await press('Escape')
  await window.locator('[data-edge="W_hy"] .hit').click({ force: true })
  await press('Shift+H')
  await expect(window.locator('[data-edge="W_hy"]')).toHaveCount(0)
  await window.locator('.hidden-wires').click()
  await expect(window.locator('[data-edge="W_hy"]')).toHaveCount(1)
})
