import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { CountingHand } from './counting'
import { expect, root, test } from './launch'

const MOST = 40

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
})

/** Asserts that it learns: the loss of a series with variance 1 falls, and the drawing has no problem. */
async function learns(hand: CountingHand, below: number): Promise<void> {
  await hand.epochAbove(5)
  await expect.poll(async () => Number(await hand.readout('loss').innerText()), 'the loss falls').toBeLessThan(below)
  await expect(hand.window.locator('.wire.error, .node.error')).toHaveCount(0)
}

const printCounts = (hand: CountingHand, how: string): void => {
  test.info().annotations.push({ type: 'count', description: `${hand.count} clicks and keys ${how}` })
  console.log(`An Elman network from the empty canvas, ${how}: ${hand.count} clicks and keys (fewer than ${MOST}): ${hand.done.join(', ')}`)
}

/** The wires of an Elman network between one input and one output, whatever their names. */
async function assertElman(hand: CountingHand): Promise<void> {
  await expect(hand.window.locator('.node')).toHaveCount(4)
  await expect(hand.window.locator('.wire')).toHaveCount(4)
}

test('an Elman network on real data is built by mouse and learns after fewer than 40 clicks and keys', async ({ launch }) => {
  const running = await launch({ still: 'jordan-sunspots.unfold' })
  const { window } = running
  const hand = new CountingHand(window)
  await running.answer({ open: join(folder, 'sunspots.csv') })

  await hand.press('Control+n')
  await hand.click(window.locator('.panels-bar [data-panel="data"]'), 'Data')
  hand.outside(2, 'the file, in the dialog of the system')
  await hand.click(window.locator('.panel-empty button'), 'Choose a data file')
  await hand.click(window.locator('.tables-dialog footer button').last(), 'Use as data')
  // The default that the table dialog proposes: predict next year's number from this year's.
  await expect(window.locator('.node')).toHaveCount(2)
  await hand.press('Escape')
  await hand.click(window.locator('.shell-blocks h2 button'), 'Blocks')
  await hand.click(window.locator('[data-block="elman"]'), 'Elman')
  await assertElman(hand)
  await hand.click(window.getByRole('button', { name: 'Play', exact: true }), 'Play')
  await learns(hand, 0.6)
  printCounts(hand, 'by mouse')
  expect(hand.count).toBeLessThan(MOST)
})

test('an Elman network on real data is built by keyboard alone and learns after fewer than 40 keys', async ({ launch }) => {
  const running = await launch({ still: 'jordan-sunspots.unfold' })
  const hand = new CountingHand(running.window)
  await running.answer({ open: join(folder, 'sunspots.csv') })

  await hand.press('Control+n')
  await hand.press('Control+k')
  await hand.type('data file')
  hand.outside(2, 'the file, in the dialog of the system')
  await hand.press('Enter')
  await expect(running.window.locator('.tables-dialog footer button').last()).toBeFocused()
  await hand.press('Enter')
  await expect(running.window.locator('.node')).toHaveCount(2)
  await hand.press('Escape')
  await hand.press('Tab')
  await hand.type('elm')
  await hand.press('Enter')
  await assertElman(hand)
  await hand.press('Control+Enter')
  await learns(hand, 0.6)
  printCounts(hand, 'by keyboard alone')
  expect(hand.count).toBeLessThan(MOST)
})

test('an LSTM with peepholes is built from primitives, and learns', async ({ launch }) => {
  const running = await launch({ still: 'jordan-sunspots.unfold', size: { width: 1700, height: 1050 } })
  const { window } = running
  const hand = new CountingHand(window)
  await running.answer({ open: join(folder, 'sunspots.csv') })
  await hand.press('Control+n')
  await hand.press('Control+k')
  await hand.type('data file')
  await hand.press('Enter')
  await window.locator('.tables-dialog footer button').last().click()
  await expect(window.locator('.node')).toHaveCount(2)
  const add = async (what: string, id: string): Promise<void> => {
    await hand.press('Escape')
    await hand.press('Shift+A')
    await window.keyboard.type(what)
    await hand.press('Enter')
    await expect(hand.node(id)).toBeVisible()
  }
  await add('layer 6', 'h')
  for (const gate of ['g', 'g2', 'g3']) await add('gate', gate)
  await add('cell', 'cell')
  await add('context', 'c')
  await hand.press('Control+k')
  await hand.type('tidy')
  await hand.press('Enter')
  await hand.press('1')
  // Q marks the selection as sources, W wires them to the default ports of the next one: x and the context to the layer and the gates' controls.
  const choose = async (ids: readonly string[]): Promise<void> => {
    for (const [i, id] of ids.entries())
      await hand
        .node(id)
        .locator('.head')
        .click(i === 0 ? {} : { modifiers: ['Shift'] })
  }
  await hand.press('Escape')
  await choose(['x', 'c'])
  await hand.press('q')
  await choose(['h', 'g', 'g2', 'g3'])
  await hand.press('w')
  // The candidate through the input gate into the cell; the forget gate into its state; the cell through the output gate.
  await hand.connect('h.out', 'g.signal')
  await hand.connect('g.out', 'cell.in')
  await hand.connect('g2.out', 'cell.forget')
  await hand.connect('cell.out', 'g3.signal')
  await hand.connect('g3.out', 'c.in')
  await hand.connect('g3.out', 'y.in')
  await hand.connect('cell.previous', 'g.control')
  await hand.connect('cell.previous', 'g2.control')
  await hand.connect('cell.state', 'g3.control')
  await expect(window.locator('.wire')).toHaveCount(17)
  await hand.press('Escape')
  await hand.press('Control+Enter')
  await learns(hand, 0.6)
})
