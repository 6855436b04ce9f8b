import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Hand } from './hand'
import { expect, root, test } from './launch'

const EXAMPLE = ['--example=elman-sunspots.unfold']

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

const tabs = (page: Page) => page.locator('.tabs-tab')
const shown = (page: Page) => page.locator('.tabs-tab[data-shown="true"]')

/** A document of one layer, in a file. */
function oneLayer(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ format: 'unfold-graph', version: 1, nodes: { h: { type: 'layer', size: 3 } }, edges: {} }))
  return path
}

test('a hidden document reappears where its camera was moving to', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('y')).toBeVisible()
  await hand.press('Control+t')
  await hand.press('Control+Tab')
  await expect(hand.node('y')).toBeVisible()
  const zoom = (): Promise<number> => window.evaluate(() => new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')!).transform).a)
  await window.locator('.graph').focus()
  await window.keyboard.press('0')
  await expect.poll(zoom).toBe(1)
  await window.keyboard.press('Control++')
  await window.keyboard.press('Control+Tab')
  await expect(hand.node('y')).toHaveCount(0)
  await window.keyboard.press('Control+Tab')
  await expect(hand.node('y')).toBeVisible()
  await expect.poll(zoom, 'one step nearer').toBeCloseTo(1.2, 9)
  await window.waitForTimeout(400)
  expect(await zoom(), 'and it stays there').toBeCloseTo(1.2, 9)
})

test('every document has a tab with its own history and run; hidden tabs continue training', async ({ launch }) => {
  const { window, menu, answer, questions } = await launch({ args: EXAMPLE })
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await expect(tabs(window), 'one document needs no row of tabs').toHaveCount(0)
  await hand.press('Control+t')
  await expect(tabs(window)).toHaveCount(2)
  await expect(hand.readout('loss'), 'nothing of the network before stays').toHaveText('–')
  await hand.add('layer')
  await expect(shown(window).locator('.tabs-dot')).toBeVisible()
  await expect(window).toHaveTitle('• Untitled — Unfold')

  await hand.press('Control+Tab')
  await expect(hand.node('y')).toBeVisible()
  await expect(window, 'it has learned what the example does not hold').toHaveTitle('• Elman network on the sunspot series — Unfold')
  await expect(window.getByRole('button', { name: 'Undo', exact: true }), 'its own history').toHaveAttribute('aria-disabled', 'true')
  const before = await hand.epoch()
  await hand.press('Control+Shift+Tab')
  await expect(tabs(window).first().locator('.tabs-running')).toBeVisible()
  await window.waitForTimeout(700)
  await hand.press('Control+Tab')
  await hand.epochAbove(before + 100)
  await hand.press('Control+Tab')
  await hand.press('Control+z')
  await expect(window.locator('.node')).toHaveCount(0)
  await expect(shown(window).locator('.tabs-dot'), 'back at the saved state').toHaveCount(0)
  await hand.press('Control+y')
  await expect(hand.node('h')).toBeVisible()

  await answer({ message: 2 })
  await menu('close')
  await expect.poll(questions).toBe(1)
  await expect(tabs(window), 'cancelled').toHaveCount(2)
  await answer({ message: 1 })
  await hand.press('Control+w')
  await expect(tabs(window)).toHaveCount(0)
  await expect(hand.node('y')).toBeVisible()
})

test('each document keeps its camera, on a canvas of its own', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  const place = (): Promise<string | null> => window.locator('.react-flow__viewport').getAttribute('style')
  await expect(hand.node('y')).toBeVisible()
  await hand.clickCanvas()
  await hand.press('0')
  await hand.press('Control++')
  await expect(window.locator('.zoom')).toHaveText('120%')
  // The displayed zoom is rounded; the camera may still be moving, and is stored when it rests.
  await expect.poll(place).toContain('scale(1.2)')
  await window.waitForTimeout(600)
  const left = await place()
  await window.locator('.react-flow').evaluate((canvas) => canvas.setAttribute('data-of', 'example'))
  await hand.press('Control+t')
  await expect(window.locator('.react-flow')).toHaveCount(1)
  await expect(window.locator('.react-flow[data-of]'), 'nodes are not notified one by one that their document is gone').toHaveCount(0)
  await hand.add('layer')
  await hand.press('Control+Tab')
  await expect(hand.node('y')).toBeVisible()
  await expect.poll(place).toBe(left)
  await expect(window.locator('.zoom')).toHaveText('120%')
})

test('opening a file, also through the system, never replaces an open document', async ({ launch }) => {
  const one = oneLayer('one.unfold')
  const two = oneLayer('two.unfold')
  const running = await launch({ args: [one] })
  const { window } = running
  const hand = new Hand(window)
  await expect(window).toHaveTitle('one — Unfold')
  await hand.add('context')
  await running.answer({ open: two })
  await hand.press('Control+o')
  await expect(tabs(window)).toHaveCount(2)
  await expect(window.locator('.node')).toHaveCount(1)
  // A second start passes its file to the running app.
  await running.app.evaluate(({ app }, path) => app.emit('second-instance', {}, ['electron', 'app', path], '/'), one)
  await expect(tabs(window), 'it is open already').toHaveCount(2)
  await expect(window.locator('.node')).toHaveCount(2)
  await expect(window).toHaveTitle('• one — Unfold')

  await hand.press('Control+s')
  await expect.poll(() => Object.keys((JSON.parse(readFileSync(one, 'utf8')) as { nodes: object }).nodes)).toHaveLength(2)
  await expect(window).toHaveTitle('one — Unfold')
  expect(Object.keys((JSON.parse(readFileSync(two, 'utf8')) as { nodes: object }).nodes)).toHaveLength(1)

  await running.app.evaluate(({ app }) => app.emit('second-instance', {}, ['electron', 'app', '--example=parity.unfold'], '/'))
  await expect(tabs(window), 'an example too').toHaveCount(3)
  await expect(hand.node('h_prev')).toBeVisible()
})

test('tabs are moved by pointer and by keys, and a part of one network is pasted into another', async ({ launch }) => {
  const { window } = await launch({ args: [oneLayer('one.unfold')] })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await hand.press('Control+t')
  await expect(tabs(window).nth(1)).toHaveAttribute('data-shown', 'true')
  await hand.press('Control+Shift+PageUp')
  await expect(tabs(window).nth(0)).toHaveAttribute('data-shown', 'true')
  await tabs(window)
    .nth(0)
    .dragTo(tabs(window).nth(1), { targetPosition: { x: 180, y: 16 } })
  await expect(tabs(window).nth(1)).toHaveAttribute('data-shown', 'true')

  await window.getByRole('tab', { name: 'one' }).click()
  await hand.node('h').locator('.head').click()
  await hand.press('Control+c')
  await window.getByRole('tab', { name: 'Untitled' }).click()
  await expect(window.locator('.node')).toHaveCount(0)
  await hand.press('Control+v')
  await expect(hand.node('h').locator('.size')).toHaveText('3')
})

test('copies can keep their incoming wires, and pasting the text of a document opens it in a new tab', async ({ launch }) => {
  const { window, app } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await hand.node('h').locator('.head').click()
  await hand.press('Control+c')
  const wires = await window.locator('.wire').count()
  await hand.press('Control+Shift+V')
  await expect(hand.node('h2')).toBeVisible()
  await expect(window.locator('.wire'), 'from the input and from the context').toHaveCount(wires + 2)
  await hand.press('Control+z')
  await expect(window.locator('.wire'), 'one step').toHaveCount(wires)
  const text = readFileSync(join(root, 'examples', 'elman-sunspots.unfold'), 'utf8')
  await app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text)
  await hand.press('Control+v')
  await expect(tabs(window)).toHaveCount(2)
  await expect(shown(window).locator('.tabs-dot')).toBeVisible()
  await expect(window.locator('.node')).toHaveCount(4)
  // Holding the key pastes once.
  const count = async (): Promise<number> => tabs(window).count()
  await window.keyboard.down('Control')
  for (let i = 0; i < 4; i++) await window.keyboard.down('v')
  await window.keyboard.up('v')
  await window.keyboard.up('Control')
  await expect.poll(count).toBe(3)
  await window.waitForTimeout(500)
  expect(await count()).toBe(3)
})

test('closing the window asks about every unsaved document', async ({ launch }) => {
  const one = oneLayer('one.unfold')
  const running = await launch({ args: [one] })
  const hand = new Hand(running.window)
  await expect(running.window).toHaveTitle('one — Unfold')
  await hand.add('layer')
  await hand.press('Control+t')
  await hand.add('layer')
  await running.answer({ message: 2 })
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(running.questions).toBe(1)
  await expect(tabs(running.window), 'cancelled').toHaveCount(2)
  const other = join(folder, 'other.unfold')
  await running.answer({ message: 0, save: other })
  await running.close()
  for (const path of [one, other]) expect(Object.keys((JSON.parse(readFileSync(path, 'utf8')) as { nodes: object }).nodes).length, path).toBeGreaterThan(0)
  expect(readFileSync(one, 'utf8')).toContain('h2')
})
