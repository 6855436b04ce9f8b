import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { png, text } from '../png'
import { Hand } from './hand'
import { expect, root, test, type Running } from './launch'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

/** The Elman network of the gallery with one of its matrices on screen, not training. */
async function opened({ window }: Running, name: string) {
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  await window.locator('[data-panel="weights"]').click()
  await window.locator('.weights-list button', { hasText: name }).click()
  const canvas = window.locator('.weights-cells canvas')
  await expect(canvas).toBeVisible()
  const at = async (row: number, column: number) => {
    const box = (await canvas.boundingBox())!
    const { width, height } = await canvas.evaluate((element: HTMLCanvasElement) => ({ width: element.width, height: element.height }))
    return [box.x + ((column + 0.5) * box.width) / width, box.y + ((row + 0.5) * box.height) / height] as const
  }
  return {
    hand,
    at,
    click: async (row: number, column: number) => window.mouse.click(...(await at(row, column))),
    cell: window.locator('.weights-sheet [role="gridcell"]'),
    value: window.locator('.weights-value input'),
    steps: (): Promise<string[]> => window.locator('.panel-history .history-name').allInnerTexts(),
  }
}

test('a weight is chosen by mouse or keys, typed as an expression, announced by name, undone and saved', async ({ launch }) => {
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const { hand, click, cell, value } = await opened(running, 'W_ch')
  await click(2, 3)
  await expect(cell).toHaveText(/^Hidden 3 ← Context 4: /)
  await hand.press('ArrowDown')
  await hand.press('ArrowLeft')
  await expect(cell).toHaveText(/^Hidden 4 ← Context 3: /)
  await expect(window.getByRole('grid')).toHaveAttribute('aria-activedescendant', 'cell-3-2')
  const before = await value.inputValue()
  await window.keyboard.type('-1/4')
  await hand.press('Enter')
  await expect(cell).toHaveText('Hidden 4 ← Context 3: −0.2500')
  // Escape discards a half-typed value; text that is not a number is refused with a message.
  await window.keyboard.type('7')
  await hand.press('Escape')
  await expect(value).toHaveValue('-0.25')
  await expect(window.getByRole('grid')).toBeFocused()
  await window.keyboard.type('1e9')
  await expect(value).toHaveValue('1e9')
  await hand.press('Enter')
  await expect(window.locator('.weights-value [role="alert"]')).toContainText('1,000,000')
  await hand.press('Escape')
  await hand.press('Control+z')
  await expect(value).toHaveValue(before)
  await hand.press('Control+Shift+z')
  await expect(value).toHaveValue('-0.25')
  // A block of cells at once.
  await hand.press('Shift+ArrowRight')
  await hand.press('Shift+ArrowDown')
  await hand.press('Delete')
  await expect(value).toHaveValue('0')
  const file = join(folder, 'mine.unfold')
  await running.answer({ save: file })
  await hand.press('Control+s')
  await expect
    .poll(() => {
      try {
        return (JSON.parse(readFileSync(file, 'utf8')) as { weights: { W_ch: { data: number[] } } }).weights.W_ch.data
      } catch {
        return []
      }
    })
    .toHaveLength(64)
  const { data } = (JSON.parse(readFileSync(file, 'utf8')) as { weights: { W_ch: { data: number[] } } }).weights.W_ch
  expect([26, 27, 34, 35].map((i) => data[i])).toEqual([0, 0, 0, 0])
})

test('a brush changes each weight once per stroke; a stroke is one step, and Escape cancels it', async ({ launch }) => {
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const { hand, at, click, cell, steps } = await opened(running, 'W_ch')
  await window.getByRole('button', { name: 'Paint over weights' }).click()
  const stroke = async (): Promise<void> => {
    await window.mouse.move(...(await at(0, 0)))
    await window.mouse.down()
    await window.mouse.move(...(await at(0, 7)), { steps: 3 })
    await window.mouse.move(...(await at(0, 2)), { steps: 3 })
  }
  await window.getByLabel('Brush operation').selectOption('set')
  await window.getByRole('spinbutton', { name: 'Value' }).fill('0.5')
  await hand.press('Enter')
  await stroke()
  await window.mouse.up()
  await window.getByLabel('Brush operation').selectOption('scale')
  await window.getByRole('spinbutton', { name: 'Factor', exact: true }).fill('3')
  await hand.press('Enter')
  await stroke()
  await window.mouse.up()
  await window.getByRole('button', { name: 'Select weights' }).click()
  await click(0, 5)
  await expect(cell).toHaveText(/: 1\.500$/)
  await window.getByRole('button', { name: 'Paint over weights' }).click()
  await stroke()
  await hand.press('Escape')
  await window.mouse.up()
  await window.getByRole('button', { name: 'Select weights' }).click()
  await click(0, 6)
  await expect(cell).toHaveText(/: 1\.500$/)
  await window.locator('[data-panel="history"]').click()
  expect((await steps()).filter((label) => label === 'Change weights by hand')).toHaveLength(2)
  await expect(window.locator('.panel-history')).toContainText('W_ch, 8 weights')
})

test('during training weights are read-only, and the reason is shown', async ({ launch }) => {
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const { hand, click, cell } = await opened(running, 'h.bias')
  await click(0, 1)
  await expect(cell).toHaveText(/^h\.bias 2: /)
  await hand.play()
  await expect(window.locator('.weights-tools')).toContainText('Pause the training to change weights')
  await expect(window.locator('.weights-value input')).toBeDisabled()
  await expect(window.getByRole('button', { name: 'Set to zero' })).toHaveAttribute('aria-disabled', 'true')
  await expect(window.getByRole('grid')).toHaveAttribute('aria-readonly', 'true')
})

test('after a kill, a document opened from a picture is restored with its changed weight and the data beside the picture', async ({ launch }) => {
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const picture = join(folder, 'elman.png')
  writeFileSync(picture, png(text(deflateSync(readFileSync(join(root, 'examples', 'elman-sunspots.unfold'))))))
  const first = await launch({ args: [picture] })
  const look = async ({ window }: Running) => {
    await window.locator('[data-panel="weights"]').click()
    await window.locator('.weights-list button', { hasText: 'h.bias' }).click()
    const box = (await window.locator('.weights-cells canvas').boundingBox())!
    await window.mouse.click(box.x + box.width * 0.3, box.y + box.height / 2)
    return { cell: window.locator('.weights-sheet [role="gridcell"]'), hand: new Hand(window) }
  }
  const before = await look(first)
  await expect(before.cell).toHaveText('h.bias 3: 0.000')
  await first.window.keyboard.type('0.75')
  await before.hand.press('Enter')
  await expect(before.cell).toHaveText('h.bias 3: 0.7500')
  await first.window.waitForTimeout(2000)
  await first.stands()
  await first.kill()
  const again = await launch({ userData: first.userData })
  await expect(again.window.locator('.tabs-notice').filter({ hasText: 'restored' })).toBeVisible()
  // Without its data there would be no weights to show.
  const after = await look(again)
  await expect(after.cell).toHaveText('h.bias 3: 0.7500')
  await after.hand.press('Control+z')
  await expect(after.cell).toHaveText('h.bias 3: 0.000')
})
