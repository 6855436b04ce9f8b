import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, root, test } from './launch'

/** Every node type, many activations and dropout; it starts from drawn weights. */
const NETWORK = {
  format: 'unfold-graph',
  version: 1,
  name: 'All of it',
  nodes: {
    x: { type: 'input', size: 2 },
    h: { type: 'layer', size: 5, activation: 'softplus' },
    s: { type: 'layer', size: 4, activation: 'softsign' },
    g: { type: 'gate', size: 4 },
    c: { type: 'cell', size: 4 },
    m: { type: 'context', delay: 2, decay: 0.3, initial: 'trainable' },
    r: { type: 'reservoir', size: 12, density: 0.4, seed: 3 },
    y: { type: 'output', size: 2, activation: 'softmax', loss: 'cross-entropy' },
  },
  edges: {
    W_xh: { from: 'x', to: 'h', dropout: 0.2 },
    W_hs: { from: 'h', to: 's' },
    W_hg: { from: 'h', to: 'g.control' },
    W_mg: { from: 'm', to: 'g.control' },
    sg: { from: 's', to: 'g.signal' },
    gc: { from: 'g', to: 'c' },
    cm: { from: 'c', to: 'm' },
    W_cy: { from: 'c', to: 'y' },
    W_xr: { from: 'x', to: 'r' },
    W_ry: { from: 'r', to: 'y' },
  },
  data: {
    kind: 'inline',
    sequences: [7, 11, 5].map((length) => ({
      x: Array.from({ length }, (_, t) => [Math.sin(t), ((t * t) % 3) - 1]),
      y: Array.from({ length }, (_, t) => (t % 2 ? [1, 0] : [0, 1])),
    })),
  },
  training: {
    algorithm: { kind: 'bptt', horizon: 4, every: 2 },
    optimizer: { kind: 'adam', learningRate: 0.02 },
    epochs: 40,
    batchSize: 2,
    shuffle: true,
    seed: 7,
  },
}

/** Batches that are worth sharing between threads. */
const WIDE = {
  format: 'unfold-graph',
  version: 1,
  name: 'Wide',
  nodes: { x: { type: 'input', size: 3 }, h: { type: 'layer', size: 96 }, c: { type: 'context' }, y: { type: 'output', size: 2 } },
  edges: { W_xh: { from: 'x', to: 'h' }, hc: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: {
    kind: 'inline',
    sequences: Array.from({ length: 16 }, (_, s) => ({
      x: Array.from({ length: 40 }, (_none, t) => [Math.sin(s + t), Math.cos(s * t), ((s * t) % 5) - 2]),
      y: Array.from({ length: 40 }, (_none, t) => [Math.sin(s + t + 1), s / 16]),
    })),
  },
  training: { algorithm: { kind: 'bptt', horizon: null }, optimizer: { kind: 'adam', learningRate: 0.003 }, epochs: 60, batchSize: 8, shuffle: true, seed: 5 },
}

interface Saved {
  readonly weights: Record<string, unknown>
}
const weightsOf = (path: string): Record<string, unknown> => (JSON.parse(readFileSync(path, 'utf8')) as Saved).weights

for (const [title, network, threads, drawn] of [
  ['the window and the terminal train the same document to the same weights, bit for bit', NETWORK, 1, ['W_xr', 'r.bias', 'r.recurrent']],
  ['threads that share the work train to the bits of the terminal, in the window too', WIDE, Math.min(4, availableParallelism()), []],
] as const)
  test(title, async ({ launch, folder }) => {
    const [file, ours] = [join(folder, 'all.unfold'), join(folder, 'terminal.unfold')]
    writeFileSync(file, JSON.stringify(network))
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'unfold.mjs'), 'train', file, '--out', ours], { encoding: 'utf8' })
    expect(status, stderr).toBe(0)
    const { window } = await launch({ args: [file] })
    const hand = new Hand(window)
    await expect(window.locator('.node')).toHaveCount(Object.keys(network.nodes).length)
    await hand.play()
    await expect.poll(() => hand.epoch()).toBe(network.training.epochs)
    await expect(hand.readout('threads')).toHaveText(threads > 1 ? [`×${threads}`] : [])
    await hand.press('Control+s')
    await expect.poll(() => Object.keys(weightsOf(file) ?? {}).length).toBeGreaterThan(0)
    const [saved, all] = [weightsOf(file), weightsOf(ours)]
    // Weights that are drawn and never learned follow their settings, so neither program stores them.
    for (const name of drawn) expect(all).not.toHaveProperty([name])
    expect(saved).toEqual(all)
  })
