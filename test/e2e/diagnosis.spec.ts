import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'

const head = { format: 'unfold-graph', version: 1 }
const places = { view: { nodes: { x: { x: 0, y: 0 }, h: { x: 250, y: 0 }, y: { x: 500, y: 0 }, c: { x: 250, y: 160 } } } }

/** One weight whose error grows by ×1.3 an update, without leaving the finite numbers. */
const exploding = {
  ...head,
  ...places,
  name: 'Exploding',
  nodes: { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1, bias: false } },
  edges: { W: { from: 'x', to: 'y', kind: 'dense' } },
  data: { kind: 'inline', sequences: [{ x: [[1], [-1], [1], [-1]], y: [[1], [-1], [1], [-1]] }] },
  training: { optimizer: { kind: 'sgd', learningRate: 2.3 }, epochs: 20, seed: 1 },
}

/** An Elman network whose weights from the input are far too large. */
const saturated = {
  ...head,
  ...places,
  name: 'Saturated',
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4 }, y: { type: 'output', size: 1 }, c: { type: 'context' } },
  edges: {
    W_xh: { from: 'x', to: 'h', kind: 'dense', init: { kind: 'uniform', low: 200, high: 900 } },
    copy: { from: 'h', to: 'c' },
    W_ch: { from: 'c', to: 'h', kind: 'dense' },
    W_hy: { from: 'h', to: 'y', kind: 'dense' },
  },
  data: { kind: 'inline', sequences: [{ x: Array.from({ length: 30 }, (_, t) => [Math.sin(t)]), y: Array.from({ length: 30 }, (_, t) => [Math.cos(t)]) }] },
  training: { epochs: 20, seed: 1 },
}

/** One weight on its way from 0 to 1, where it should be 0.3 on the validation part. */
const overfitting = {
  ...head,
  ...places,
  name: 'Over-fitting',
  nodes: { x: { type: 'input', columns: ['x'] }, y: { type: 'output', columns: ['y'], bias: false } },
  edges: { W: { from: 'x', to: 'y', kind: 'dense', init: { kind: 'constant', value: 0 } } },
  data: { kind: 'file', path: 'rows.csv', normalize: 'none', split: [0.5, 0.5, 0] },
  training: { optimizer: { kind: 'sgd', learningRate: 0.05 }, epochs: 60, seed: 1 },
}

test('a network that explodes, one that saturates and one that overfits are reported, and their buttons remedy them', async ({ launch, folder }) => {
  const rows = Array.from({ length: 20 }, (_, t) => `1,${t < 10 ? 1 : 0.3}`)
  writeFileSync(join(folder, 'rows.csv'), ['x,y', ...rows].join('\n'))
  const paths = [exploding, saturated, overfitting].map((document) => {
    const path = join(folder, `${document.name}.unfold`)
    writeFileSync(path, JSON.stringify(document))
    return path
  })
  const { window } = await launch({ args: paths })
  const hand = new Hand(window)
  const finding = (code: string) => window.locator(`[data-finding="${code}"]`)
  const remedy = (code: string) => finding(code).locator('.primary').click()
  const turnTo = (name: string) => window.getByRole('tab', { name: new RegExp(name) }).click()
  const trained = async (epochs: number): Promise<void> => {
    await hand.play()
    await expect.poll(() => hand.epoch()).toBe(epochs)
  }

  await turnTo('Exploding')
  await trained(20)
  await expect(window.locator('.panels-count'), 'counted while another panel is open').toHaveText('1')
  await window.locator('[data-panel="problems"]').click()
  await expect(finding('diverging')).toContainText('The learning rate is too high')
  await remedy('diverging')
  await expect(finding('diverging')).toHaveCount(0)
  await expect.poll(() => hand.epoch(), 'it has restarted by itself').toBe(20)
  await expect(finding('diverging')).toHaveCount(0)
  await window.locator('[data-panel="history"]').click()
  await expect(window.locator('.panel-history')).toContainText('Lower the learning rate')
  await window.locator('[data-panel="problems"]').click()

  await turnTo('Saturated')
  await expect(finding('saturated')).toContainText('All 4 units of h')
  await remedy('saturated')
  await expect(finding('saturated')).toHaveCount(0)
  await hand.press('Control+z')
  await expect(finding('saturated'), 'taken back').toBeVisible()

  await turnTo('Over-fitting')
  await trained(60)
  await expect(finding('overfitting')).toContainText('The validation loss was lowest at epoch 7')
  await finding('overfitting').getByRole('button', { name: 'Take the weights of epoch 7' }).click()
  await expect.poll(() => hand.epoch()).toBe(7)
  await expect(finding('overfitting')).toHaveCount(0)
})
