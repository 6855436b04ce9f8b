import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'

test('an Elman network is added, wired, renamed, reordered and undone in the list with the keyboard alone', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await hand.press('Control+n')
  await window.locator('[data-view="list"]').click()
  const grid = window.locator('.outline-grid')
  const names = (): Promise<string[]> => grid.locator('.outline-row.node b').allInnerTexts()
  await expect(grid).toBeFocused()
  for (const name of ['Input', 'Layer', 'Context', 'Output']) {
    await window.locator('.outline-add').focus()
    await hand.press('Enter')
    await window.keyboard.press('Home')
    for (let i = ['Input', 'Layer', 'Context', 'Gate', 'Cell', 'Reservoir', 'Neuron', 'Formula', 'Output'].indexOf(name); i > 0; i--)
      await hand.press('ArrowDown')
    await hand.press('Enter')
  }
  await expect(grid.locator('.outline-row.node')).toHaveCount(4)
  await grid.focus()
  const wire = async (at: number, to: string): Promise<void> => {
    await hand.press('Home')
    const all = await grid.locator('.outline-row.node').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('aria-rowindex'))))
    for (let i = all.sort((a, b) => a - b)[at]! - 2; i > 0; i--) await hand.press('ArrowDown')
    await hand.press('w')
    await expect(window.locator('.outline-wire')).toBeVisible()
    await window.keyboard.type(to)
    await hand.press('Enter')
    await expect(window.locator('.outline-wire')).toBeHidden()
    await expect(grid).toBeFocused()
  }
  await wire(0, 'h in')
  await wire(1, 'c in')
  await wire(2, 'h in')
  await wire(1, 'y in')
  await expect(window.locator('[data-edge]')).toHaveCount(4)
  await expect(grid.locator('[data-row="in h W_ch"]')).toContainText('from c')

  // A port that does not fit shows the reason.
  await hand.press('Home')
  await hand.press('w')
  await window.keyboard.type('h in')
  await expect(window.locator('.outline-wire [role="option"]').first()).toHaveAttribute('aria-disabled', 'true')
  await expect(window.locator('.outline-wire small').first()).not.toBeEmpty()
  await hand.press('Escape')
  await expect(grid).toBeFocused()

  await hand.press('Home')
  await hand.press('F2')
  await expect(grid.locator('input')).toBeFocused()
  await window.keyboard.press('Control+a')
  await window.keyboard.type('Signal')
  await hand.press('Enter')
  await expect.poll(names).toContain('Signal')
  await grid.focus()
  await hand.press('Alt+ArrowDown')
  await expect.poll(async () => (await names())[1]).toBe('Signal')
  // The selection is shared with the canvas.
  await expect(window.locator('.inspector-head')).toContainText('Signal')
  await hand.press('Delete')
  await expect(grid.locator('.outline-row.node')).toHaveCount(3)
  await hand.press('Control+z')
  await expect(grid.locator('.outline-row.node')).toHaveCount(4)
  await expect(window.locator('[data-edge]')).toHaveCount(4)
  await expect(window.locator('.shell-announcer')).toContainText('Undone')
})

test('the list of 500 nodes renders only the visible ones', async ({ launch, folder }) => {
  const file = join(folder, 'many.unfold')
  const ids = Array.from({ length: 500 }, (_, i) => `n${i}`)
  writeFileSync(
    file,
    JSON.stringify({
      format: 'unfold-graph',
      version: 1,
      nodes: Object.fromEntries(ids.map((id) => [id, { type: 'layer', size: 2 }])),
      edges: Object.fromEntries(ids.slice(1).map((id, i) => [`W_${i}`, { from: `n${i}`, to: id, kind: 'dense' }])),
    }),
  )
  const { window } = await launch({ args: [file] })
  await window.locator('[data-view="list"]').click()
  const grid = window.locator('.outline-grid')
  await expect(grid).toHaveAttribute('aria-rowcount', '501')
  await window.keyboard.press('End')
  await expect(grid.locator('[data-row="node n499"]')).toHaveAttribute('aria-selected', 'true')
  await expect(grid.locator('[data-row="node n499"]')).toBeInViewport()
  expect(await grid.locator('.outline-row').count()).toBeLessThan(80)
})

test('a changed key works in the list, and menus and buttons show it', async ({ launch }) => {
  const { app, window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  const change = async (command: string, name: string, key: string): Promise<void> => {
    await window.locator('.graph').focus()
    await hand.press('Shift+?')
    await window.getByRole('searchbox', { name: /action or a key/ }).fill(name)
    await window
      .locator(`[data-shortcut="${command}"]`)
      .getByRole('button', { name: /^Change/ })
      .click()
    await hand.press(key)
    await expect(window.locator(`[data-shortcut="${command}"] kbd`)).toHaveText([key.toUpperCase()])
    await hand.press('Escape')
  }
  await change('mute', 'mute', 'x')
  await change('rename', 'rename', 'g')
  await change('delete', 'delete', 'y')
  await change('fit', 'fit all', '9')
  // In the menu of a node, of the canvas and of the system.
  await hand.node('c').locator('.head').click({ button: 'right' })
  for (const [command, key] of [
    ['mute', 'X'],
    ['rename', 'G'],
    ['delete', 'Y'],
  ])
    await expect(window.locator(`.context-menu [data-item="${command}"] kbd`)).toHaveText(key!)
  await hand.press('Escape')
  await expect.poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('fit')?.accelerator as string | undefined)).toBe('9')

  await window.locator('[data-view="list"]').click()
  const grid = window.locator('.outline-grid')
  await expect(grid).toBeFocused()
  await expect(window.getByRole('button', { name: 'Rename', exact: true })).toHaveAttribute('title', 'Rename (G)')
  await hand.press('Home')
  await hand.press('m')
  await expect(window.getByRole('button', { name: /^Undo.*Mute/ })).toHaveCount(0)
  await hand.press('x')
  await expect(window.getByRole('button', { name: /^Undo.*Mute/ })).toBeVisible()
  await hand.press('g')
  await expect(grid.locator('input')).toBeFocused()
  await hand.press('Escape')
  await grid.focus()
  const count = await grid.locator('.outline-row.node').count()
  await hand.press('Delete')
  await expect(grid.locator('.outline-row.node')).toHaveCount(count)
  await hand.press('y')
  await expect(grid.locator('.outline-row.node')).toHaveCount(count - 1)
})
