import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { prepareUnfold } from '../../scripts/unfold.mjs'
import { CountingHand } from './counting'
import { expect, root, test } from './launch'

const network = (size: number, seed: number): object => ({
  format: 'unfold-graph',
  version: 1,
  name: 'Own',
  nodes: { x: { type: 'input', columns: ['x'] }, h: { type: 'layer', size }, c: { type: 'context' }, y: { type: 'output', columns: ['y'] } },
  edges: { W_xh: { from: 'x', to: 'h' }, hc: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'file', path: 'own.csv', split: [0.6, 0.2, 0.2] },
  training: { optimizer: { kind: 'adam', learningRate: 0.01 }, epochs: 20, seed },
})

test('a sweep of five seeds by three sizes on a table takes at most six gestures and gives the numbers of unfold train', async ({ launch, folder }) => {
  writeFileSync(join(folder, 'own.csv'), `x,y\n${Array.from({ length: 120 }, (_, t) => `${Math.sin(t / 3)},${Math.sin((t + 1) / 3)}`).join('\n')}\n`)
  writeFileSync(join(folder, 'own.unfold'), JSON.stringify(network(5, 1)))
  const running = await launch({ args: [join(folder, 'own.unfold')] })
  const { window } = running
  const hand = new CountingHand(window)
  hand.outside(1, 'open the document')
  await hand.click(hand.node('h'), 'the layer')
  await hand.click(window.getByRole('button', { name: 'Vary Size in a sweep' }), 'vary')
  await window.keyboard.type('4, 8, 12')
  await hand.click(window.getByLabel('Seeds'), 'seeds')
  await window.keyboard.type('1..5')
  await expect(window.getByText('15 runs')).toBeVisible()
  await hand.press('Enter')
  expect(hand.count, hand.done.join(', ')).toBeLessThanOrEqual(6)
  await expect(window.locator('[data-run^="sweep-1/"]').first()).toBeVisible()
  await expect(window.locator('.sweep-course'), 'until every run has ended').toHaveCount(0, { timeout: 90_000 })
  await expect(window.getByText('15 runs')).toBeVisible()
  const at = (...path: string[]): unknown => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
  // The eighth run: size 8, seed 3.
  writeFileSync(join(folder, 'alone.unfold'), JSON.stringify(network(8, 3)))
  await prepareUnfold()
  execFileSync(process.execPath, [join(root, 'out', 'cli', 'unfold.mjs'), 'train', join(folder, 'alone.unfold'), '--out', join(folder, 'trained.unfold')])
  const run = ['own.runs', 'sweep-1', 'runs', '0008']
  expect((at(...run, 'result.json') as { settings: unknown }).settings).toEqual({ 'nodes.h.size': 8, 'training.seed': 3 })
  expect((at(...run, 'trained.unfold') as { weights: unknown }).weights).toEqual((at('trained.unfold') as { weights: unknown }).weights)

  // A folder that was trained and collected elsewhere opens like one of the window.
  const unfold = (...args: string[]): unknown => execFileSync(process.execPath, [join(root, 'out', 'cli', 'unfold.mjs'), ...args], { cwd: folder })
  unfold('sweep', 'own.unfold', '--seeds', '6..7', '--out', 'far', '--jobs', '1')
  unfold('sweep', '--collect', 'far')
  await running.answer({ open: join(folder, 'far') })
  await window.getByRole('button', { name: 'Open the folder of a sweep…' }).click()
  const far = window.locator('[data-run="folder-1/2"]')
  await expect(far).toContainText('far · 2')
  await far.click()
  await window.getByRole('button', { name: 'Take its weights' }).click()
  await expect(window.getByRole('button', { name: /^Undo/ }).first()).toBeEnabled()
  await window.keyboard.press('Control+s')
  await expect
    .poll(() => (at('own.unfold') as { weights?: unknown }).weights)
    .toEqual((at('far', 'runs', '0002', 'trained.unfold') as { weights: unknown }).weights)
  expect(running.errors).toEqual([])
})
