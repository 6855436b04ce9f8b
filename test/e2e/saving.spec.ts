import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Hand } from './hand'
import { expect, test, type Running } from './launch'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

const steps = (length: number, phase: number): number[][] => Array.from({ length }, (_, t) => [Math.sin(0.7 * t + phase)])
const sequences = [0, 1, 2].map((phase) => ({ x: steps(12, phase), y: steps(12, phase + 0.7) }))
const nodes = { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, y: { type: 'output', size: 1 } }
const edges = { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } }

/** The same task for three ways to learn. */
const algorithms: Readonly<Record<string, object>> = {
  BPTT: { nodes, edges, training: { epochs: 20 } },
  RTRL: { nodes, edges, training: { algorithm: { kind: 'rtrl' }, epochs: 20 } },
  readout: {
    nodes: { x: nodes.x, h: { type: 'reservoir', size: 6, density: 0.5 }, y: nodes.y },
    edges: { W_in: { from: 'x', to: 'h' }, W_out: { from: 'h', to: 'y' } },
    training: { algorithm: { kind: 'readout', ridge: 0.001 } },
  },
}

const choose = (hand: Hand, id: string): Promise<void> => hand.node(id).locator('.head').click()
const number = async (hand: Hand, field: string, value: string): Promise<void> => {
  await hand.clickCanvas()
  const input = hand.window.locator(`[data-field="${field}"]`).locator('..').locator('input').first()
  await input.fill(value)
  await input.press('Enter')
  await hand.clickCanvas()
}
/** Trains until there is something to save. */
async function train(hand: Hand): Promise<void> {
  await hand.play()
  await hand.epochAbove(0)
  await hand.pause()
  // The run becomes a step of the history a moment after it has ended.
  await expect(hand.window.getByRole('button', { name: 'Undo: Train' })).toBeEnabled()
}
/** Undoes the last step, and waits until that is done. */
async function takeBack(hand: Hand): Promise<void> {
  await hand.press('Control+z')
  await expect(hand.window.getByRole('button', { name: /^Redo: / })).toBeEnabled()
}

const isReadout = async (hand: Hand): Promise<boolean> => (await hand.node('c').count()) === 0

/** Actions of a user between training and saving. */
const changes: Readonly<Record<string, (hand: Hand) => Promise<unknown>>> = {
  nothing: async () => undefined,
  'a setting': (hand) => number(hand, 'epochs', '30'),
  'another seed': (hand) => number(hand, 'seed', '7'),
  // The rest still runs, and has something to learn.
  'a muted node': async (hand) => {
    await choose(hand, (await isReadout(hand)) ? 'x' : 'h')
    await hand.press('m')
  },
  'a new layer': (hand) => hand.add('layer'),
  'a layer that is taken back': async (hand) => {
    await hand.add('layer')
    await hand.press('Control+z')
  },
  'a node deleted, and had again': async (hand) => {
    await choose(hand, 'h')
    await hand.press('Delete')
    await expect(hand.node('h')).toHaveCount(0)
    await hand.press('Control+z')
    await expect(hand.node('h')).toBeVisible()
  },
  'a node deleted': async (hand) => {
    await choose(hand, (await isReadout(hand)) ? 'x' : 'c')
    await hand.press('Delete')
  },
  'training taken back': takeBack,
  'training taken back, and made again': async (hand) => {
    await takeBack(hand)
    await hand.press('Control+y')
    await expect(hand.window.getByRole('button', { name: 'Undo: Train' })).toBeEnabled()
  },
  'an edit, and more training': async (hand) => {
    await hand.add('layer')
    await train(hand)
  },
  'begun anew, and trained': async (hand) => {
    await hand.window.getByRole('button', { name: 'Reset weights and start over' }).click()
    await train(hand)
  },
}

/** Waits until the title says so; unlike `toHaveTitle`, looks ten times a second all the while. */
const titled = (window: Page, title: string, message?: string): Promise<void> => expect.poll(() => window.title(), message).toBe(title)
const notTitled = (window: Page, title: string): Promise<void> => expect.poll(() => window.title()).not.toBe(title)

async function open({ answer, window }: Running, path: string, name: string): Promise<void> {
  await answer({ open: path })
  await window.keyboard.press('Control+o')
  await titled(window, `${name} — Unfold`)
}

for (const [algorithm, part] of Object.entries(algorithms))
  test(`a network that was trained, changed, saved and opened again has the same scores: twelve changes, ${algorithm}`, async ({ launch }) => {
    test.setTimeout(300_000)
    const running = await launch({ still: 'elman-sunspots.unfold' })
    const { window, answer } = running
    const hand = new Hand(window)
    await expect(hand.node('h')).toBeVisible()
    await answer({ message: 1 })
    for (const [i, [change, make]] of Object.entries(changes).entries()) {
      const name = `${algorithm}-${i}`
      const path = join(folder, `${name}.unfold`)
      writeFileSync(path, JSON.stringify({ format: 'unfold-graph', version: 1, ...part, data: { kind: 'inline', sequences } }))
      await open(running, path, name)
      await expect.poll(async () => (await hand.scores()).length, `${algorithm}, ${change}`).toBeGreaterThan(0)
      await train(hand)
      await titled(window, `• ${name} — Unfold`, `${algorithm}: what was trained is unsaved`)
      await make(hand)
      await hand.press('Control+s')
      await titled(window, `${name} — Unfold`, `${algorithm}, ${change}: saved`)
      const before = await hand.restingScores(300)
      await hand.press('Control+w')
      await notTitled(window, `${name} — Unfold`)
      await open(running, path, name)
      await expect.poll(() => hand.scores(), `${algorithm}, ${change}`).toEqual(before)
      await hand.press('Control+w')
      await notTitled(window, `${name} — Unfold`)
    }
    if (algorithm === 'readout')
      expect(
        Object.keys((JSON.parse(readFileSync(join(folder, 'readout-0.unfold'), 'utf8')) as { weights: object }).weights).sort(),
        'the reservoir is drawn, and stays so',
      ).toEqual(['W_out', 'y.bias'])
  })

test('closing a trained gallery model asks first', async ({ launch }) => {
  const { window, answer, app, questions } = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  await expect(window).toHaveTitle('• Elman network on the sunspot series — Unfold')
  await answer({ message: 2 })
  await hand.press('Control+w')
  await expect.poll(questions).toBe(1)
  await expect(hand.node('h')).toBeVisible()
  // At the state of the example, nothing is asked.
  await hand.press('Control+z')
  await expect(window).toHaveTitle('Elman network on the sunspot series — Unfold')
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = () => {
      throw new Error('asked without a reason')
    }
  })
  await hand.press('Control+w')
  await expect(window.locator('.node')).toHaveCount(0)
})

test('text that is still in its field belongs to the document when its window is closed', async ({ launch }) => {
  const path = join(folder, 'typed.unfold')
  const text = JSON.stringify({ format: 'unfold-graph', version: 1, nodes, edges, data: { kind: 'inline', sequences } })
  writeFileSync(path, text)
  const running = await launch({ args: [path] })
  const hand = new Hand(running.window)
  await choose(hand, 'h')
  await running.window.locator('.inspector').getByLabel('Label', { exact: true }).fill('hidden units')
  expect(readFileSync(path, 'utf8')).toBe(text)
  // Saves in answer to the question.
  await running.answer({ message: 0 })
  await running.close()
  expect(readFileSync(path, 'utf8')).toContain('hidden units')
})
