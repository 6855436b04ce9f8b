import type { Page } from '@playwright/test'
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, root, test } from './launch'

const EXAMPLE = ['--example=elman-sunspots.unfold']

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

interface Saved {
  readonly nodes: Record<string, { type: string; columns?: string[] }>
  readonly edges: Record<string, { from: string; to: string; kind: string }>
  readonly weights?: Record<string, unknown>
}
const read = (path: string): Saved => JSON.parse(readFileSync(path, 'utf8')) as Saved

/** The pixels of a node's canvas. */
const picture = (page: Page, id: string): Promise<string> =>
  page.locator(`.node[data-id="${id}"] canvas`).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL())

test('the first start opens a network that learns and shows its signals', async ({ launch }) => {
  const { window } = await launch()
  const hand = new Hand(window)
  await hand.epochAbove(0)
  const before = await picture(window, 'h')
  await expect.poll(() => picture(window, 'h'), 'signals move').not.toBe(before)
  await hand.epochAbove(await hand.epoch())
  await expect(hand.readout('validation')).toHaveText(/\d/)
  await expect(window.locator('.panel-plot canvas')).toHaveCount(2)
  await expect.poll(async () => (await hand.scores()).length, 'training, validation and test').toBeGreaterThanOrEqual(9)
})

/** The text of a document with its parts in one order: their order in a file depends on when weights were stored. */
const parts = (text: string): string =>
  JSON.stringify(
    Object.entries(JSON.parse(text) as object).sort(([a], [b]) => (a < b ? -1 : 1)),
    null,
    1,
  )

test('an Elman network is built by mouse, trained, undone, redone, saved, closed and opened again', async ({ launch }) => {
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const file = join(folder, 'mine.unfold')
  const first = await launch({ args: EXAMPLE })
  const { window } = first
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  await first.menu('new')
  await expect(window.locator('.graph-empty')).toBeVisible()
  await expect(window.locator('.node')).toHaveCount(0)
  await expect(hand.readout('loss'), 'nothing of the network before stays').toHaveText('–')

  for (const type of ['input', 'layer', 'output']) await hand.add(type)
  await hand.node('h').click()
  await hand.add('context')
  await expect(window.locator('.node')).toHaveCount(4)
  await hand.connect('x.out', 'h.in')
  await hand.connect('h.out', 'c.in')
  await hand.connect('c.out', 'h.in')
  await hand.connect('h.out', 'y.in')
  await expect(window.locator('.wire')).toHaveCount(4)

  await hand.clickCanvas()
  await first.answer({ open: join(folder, 'sunspots.csv') })
  await window.getByLabel('Source', { exact: true }).selectOption({ label: 'File' })
  await expect(window.getByRole('dialog').getByRole('button', { name: 'Use as data' })).toBeFocused()
  await hand.press('Enter')
  await expect(hand.node('x').locator('.caption'), 'the column that is foretold').toContainText('SUNACTIVITY')
  await hand.clickCanvas()
  await hand.play()
  await hand.epochAbove(20)
  await hand.pause()
  const losses = Number(await hand.readout('loss').innerText())
  expect(losses).toBeLessThan(0.5) // of a series with variance 1

  await first.answer({ save: file })
  await hand.press('Control+s')
  await expect
    .poll(() => {
      try {
        return Object.keys(read(file).weights ?? {}).length
      } catch {
        return 0
      }
    })
    .toBe(5)
  const saved = readFileSync(file, 'utf8')
  const scores = await hand.restingScores()
  expect(
    Object.values(read(file).edges)
      .map(({ from, to, kind }) => `${from} → ${to} ${kind}`)
      .sort(),
  ).toEqual(['c → h dense', 'h → c identity', 'h → y dense', 'x → h dense'])

  while (await window.getByRole('button', { name: /^Undo/ }).isEnabled()) await hand.press('Control+z')
  await expect(window.locator('.node')).toHaveCount(0)
  while (await window.getByRole('button', { name: /^Redo/ }).isEnabled()) await hand.press('Control+Shift+z')
  await expect(window.locator('.node')).toHaveCount(4)
  await expect(window.locator('.wire')).toHaveCount(4)
  await first.answer({ message: 1 })
  await first.close()

  const second = await launch({ args: [file], userData: first.userData })
  const again = new Hand(second.window)
  await expect(second.window.locator('.wire')).toHaveCount(4)
  await expect.poll(() => again.scores(), 'the same numbers').toEqual(scores)
  const copy = join(folder, 'copy.unfold')
  await second.answer({ save: copy })
  await again.press('Control+Shift+s')
  await expect
    .poll(() => {
      try {
        return parts(readFileSync(copy, 'utf8'))
      } catch {
        return ''
      }
    }, 'the same graph and weights')
    .toBe(parts(saved))
})

test('a loop without delay is marked on the canvas, and its button repairs it', async ({ launch }) => {
  const { window, menu } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await menu('new')
  await expect(window.locator('.graph-empty')).toBeVisible()
  for (const type of ['input', 'layer', 'layer', 'output']) await hand.add(type)
  await hand.connect('x.out', 'h.in')
  await hand.connect('h.out', 'h2.in')
  await hand.connect('h2.out', 'y.in')
  await hand.connect('h2.out', 'h.in')
  await expect(window.locator('.wire.error')).not.toHaveCount(0)
  await expect(hand.node('h')).toHaveClass(/error/)
  await window.getByRole('tab', { name: /Problems/ }).click()
  const problem = window.locator('.problem', { hasText: 'algebraic-loop' })
  await expect(problem).toContainText(/h → h2|h, h2/)
  await problem.getByRole('button', { name: 'Insert a context layer on W_h2h' }).click()
  await expect(problem).toHaveCount(0)
  await expect(window.locator('.node[data-type="context"]')).toHaveCount(1)
  await expect(window.locator('.wire.error')).toHaveCount(0)
})

test('a failed save is reported and loses nothing', async ({ launch }) => {
  const { window, menu, answer } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await menu('new')
  await hand.add('layer')
  await answer({ save: join(folder, 'no-such-folder', 'mine.unfold') })
  await hand.press('Control+s')
  await expect(window.getByRole('dialog')).toContainText(/mine\.unfold|could not be saved/i)
  await hand.press('Escape')
  await expect(hand.node('h')).toBeVisible()
  await expect(window.locator('.unsaved')).toBeVisible()
})

test('an edit during training keeps the weights that fit, and training continues', async ({ launch }) => {
  const { window } = await launch({ args: EXAMPLE })
  const hand = new Hand(window)
  await hand.epochAbove(500)
  // So slowly that initialized weights would be noticed: their loss starts at about 0.3.
  await window.getByLabel('Speed', { exact: true }).fill('5')
  await hand.add('layer')
  await expect(window.locator('.node')).toHaveCount(5)
  await window.waitForTimeout(500) // messages from before the edit have arrived
  await hand.epochAbove(await hand.epoch())
  expect(Number(await hand.readout('loss').innerText())).toBeLessThan(0.1)
  await hand.press('Control+z')
  await window.getByLabel('Speed', { exact: true }).fill('8')
  await hand.node('h').locator('.head').click()
  const size = window.getByLabel('Size', { exact: true })
  const before = await hand.epoch()
  await size.fill('12')
  await hand.press('Enter')
  await expect(hand.node('h').locator('.size')).toHaveText('12')
  await expect(hand.node('c').locator('.size'), 'the context follows').toHaveText('12')
  await hand.epochAbove(before)
  await expect(window.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
  await hand.press('Control+z')
  await expect(hand.node('h').locator('.size')).toHaveText('8')
  await hand.epochAbove(await hand.epoch())
})
