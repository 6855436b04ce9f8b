import type { Locator } from '@playwright/test'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

/** Writes a table of about so many megabytes; returns its path and its rows. */
function table(name: string, megabytes: number): { path: string; rows: number } {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  let bytes = writeSync(file, 'time,level,flow,state\n')
  let rows = 0
  while (bytes < megabytes * 1e6) {
    const lines = Array.from({ length: 20_000 }, () => {
      const t = rows++
      return `${t},${(10 * Math.sin(t / 40)).toFixed(5)},${((t * 7919) % 1000) / 10},${t % 3 === 0 ? 'low' : 'high'}\n`
    })
    bytes += writeSync(file, lines.join(''))
  }
  closeSync(file)
  return { path, rows }
}

test('reading a large table shows progress; cancelling changes nothing, finishing makes it the data', async ({ launch }) => {
  const { path, rows } = table('plant.csv', 24)
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await running.answer({ open: path })
  const choose = window.getByRole('button', { name: 'Choose', exact: true })
  const dialog = window.getByRole('dialog')

  await choose.click()
  await expect(dialog.getByRole('progressbar')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(window.getByText('Reading plant.csv was cancelled. The document is unchanged.')).toBeVisible()
  await expect(dialog).toHaveCount(0)
  const epoch = await hand.epoch()
  await hand.epochAbove(epoch) // training continues with its previous data

  await choose.click()
  await expect(dialog.getByRole('button', { name: 'Use as data' })).toBeFocused({ timeout: 20_000 })
  await expect(dialog.getByRole('row').filter({ hasText: 'flow' }).getByLabel('Use of flow')).toHaveValue('both')
  await expect(dialog.getByLabel('Use of time'), 'it counts the rows').toHaveValue('steps')
  await dialog.getByLabel('Use of level').selectOption({ label: 'Not used' })
  await dialog.getByRole('button', { name: 'Use as data' }).press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(hand.node('x').locator('.caption')).toContainText('flow')
  await window.getByRole('tab', { name: 'Data' }).click()
  await expect(window.getByRole('table').getByRole('columnheader', { name: 'state' })).toBeVisible()
  await expect(window.getByRole('table')).toHaveAttribute('aria-rowcount', String(rows + 1))
  await hand.press('Control+z')
  await expect(window.getByRole('table').getByRole('columnheader', { name: 'SUNACTIVITY' })).toBeVisible()
})

test('opening a table makes it the data of a new network', async ({ launch }) => {
  const path = join(folder, 'levels.csv')
  writeFileSync(path, `level,flow\n${Array.from({ length: 40 }, (_, i) => `${Math.sin(i / 4).toFixed(4)},${(i * 7) % 11}`).join('\n')}\n`)
  const running = await launch({ still: 'elman-sunspots.unfold' })
  const { window } = running
  await expect(window.locator('.react-flow__node').first()).toBeVisible()
  await running.answer({ open: path })
  await running.menu('open')
  const dialog = window.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Use as data' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Use as data' }).press('Enter')
  // The network stays in its tab; the table has one of its own, with inputs and an output tied to its columns.
  await expect(window.getByRole('tab', { name: /elman/i })).toHaveCount(1)
  await expect(window.locator('.react-flow__node-unfold')).toHaveCount(3)
  await expect(window.getByRole('dialog')).toHaveCount(0)
})

test('the keyboard changes every setting of how a table is read, and the file is read again', async ({ launch }) => {
  const path = join(folder, 'wells.csv')
  writeFileSync(
    path,
    `well;level;flow\n${Array.from({ length: 40 }, (_, i) => `café;${1 + (i % 9)},${100 + i};${i === 7 ? 'NA' : i === 9 ? 'dry' : i}`).join('\n')}\n`,
  )
  const running = await launch({ still: 'elman-sunspots.unfold' })
  const { window } = running
  await running.answer({ open: path })
  await window.getByRole('button', { name: 'Choose', exact: true }).press('Enter')
  const dialog = window.getByRole('dialog')
  const accept = dialog.getByRole('button', { name: 'Use as data' })
  await expect(accept).toBeFocused()
  const row = (name: string): Locator => dialog.getByRole('group', { name: 'Columns' }).getByRole('row').filter({ hasText: name })
  /** Goes to a field by the Tab key, as a user without a mouse does. */
  const reach = async (field: Locator): Promise<void> => {
    for (let presses = 0; presses < 60; presses++) {
      if (await field.evaluate((element) => element === document.activeElement)) return
      await window.keyboard.press('Tab')
    }
    throw new Error('The Tab key does not lead there.')
  }
  /** Presses keys until the choice is applied; the field keeps the focus while the file is read again. */
  const pick = async (label: string, keys: Iterable<string>, value: string): Promise<void> => {
    const field = dialog.getByLabel(label, { exact: true })
    await reach(field)
    for (const key of keys) await window.keyboard.press(key)
    await expect(field).toHaveValue(value)
    await expect(dialog.getByRole('group', { name: 'How the file is read' })).toHaveAttribute('aria-busy', 'false')
    await expect(field).toBeFocused()
  }

  await expect(row('level')).toContainText('1.100 … 9.135')
  await pick('Decimal sign', '.', 'is .')
  await pick('Thousands', ',', 'is ,')
  await expect(row('level'), 'a comma stands between thousands').toContainText('1100 … 9135')

  await pick('Encoding', 'Windows-1252', 'windows-1252')
  await expect(dialog.getByRole('group', { name: 'First rows' })).toContainText('cafÃ©')
  await pick('Encoding', ['Home'], 'utf-8')
  await expect(dialog.getByRole('group', { name: 'First rows' })).toContainText('café')

  await expect(row('flow')).toContainText('1 missing')
  await reach(dialog.getByLabel('Also missing'))
  await window.keyboard.type('dry')
  await window.keyboard.press('Enter')
  await expect(row('flow')).toContainText('2 missing')
  await pick('NA, NaN, – …', 'not', 'listed')
  await expect(row('flow')).toContainText('1 missing')

  await reach(dialog.getByLabel('Header line'))
  await window.keyboard.press('ArrowDown')
  await expect(dialog.getByText('41 rows, 3 columns')).toBeVisible()
  await window.keyboard.press('ArrowUp')
  await expect(dialog.getByText('40 rows, 3 columns')).toBeVisible()

  await pick('Kind of flow', 'text', 'text')
  await pick('Use of level', 'Not', 'none')
  await pick('Separator', 'tab', 'is \t')
  await expect(dialog.getByText('40 rows, 1 column')).toBeVisible()
  await pick('Separator', ['End'], 'letters')
  await expect(row('char'), 'each letter is a row').toBeVisible()
  await expect(dialog.getByLabel('Decimal sign')).toHaveCount(0)
  await pick('Separator', ['Home', 'ArrowDown', 'ArrowDown'], 'is \t')
  await expect(dialog.getByText('40 rows, 1 column')).toBeVisible()
  await pick('Separator', ['Home', 'ArrowDown'], 'is ;')
  await pick('Use of level', ['Home', 'ArrowDown', 'ArrowDown'], 'both')
  await reach(accept)
  await window.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(window.getByRole('button', { name: 'Choose', exact: true })).toBeFocused()
})
