import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compile } from '../../engine/compile'
import { dataSizes, prepareData, readData } from '../../engine/data'
import type { Dataset } from '../../engine/data/types'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { ExportError } from '../../engine/export/file'
import { projectFiles } from '../../engine/export/project'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { registry } from '../../nodes'
import { compiled, draw, elman, modelOf } from '../documents'
import { nextGraph } from '../next-graphs'
import { randomGraph } from '../random-graphs'

const SEED = Number(process.env.SEED ?? 20_261)
const EPOCHS = 3
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import torch']).status === 0)

interface Losses {
  readonly loss: number
  readonly validation: number | null
}

/** A network with its data; `text` is its table. */
function opened(document: GraphDocument, text?: string): { readonly model: Model; readonly dataset: Dataset } {
  const data = readData(document, { text: () => text })
  const made = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors } = prepareData(document, registry, made, data)
  if (!dataset || !made.network) throw new Error([...made.errors, ...errors].map(({ message }) => message).join('\n'))
  return { model: new Model(made.network), dataset }
}

/** The engine's losses of the first epochs, and whether numbers became not finite. */
function trained(document: GraphDocument, text?: string): { readonly losses: readonly Losses[]; readonly failed: boolean } {
  const { model, dataset } = opened(document, text)
  const trainer = Trainer.make(model, dataset)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  const losses: Losses[] = []
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'epoch') losses.push(progress.report)
    if (progress.kind === 'done' || progress.kind === 'failed') return { losses, failed: progress.kind === 'failed' }
  }
}

function write(folder: string, document: GraphDocument, text?: string): void {
  mkdirSync(folder, { recursive: true })
  const { model, dataset } = opened(document, text)
  for (const { suffix, content } of projectFiles(model, dataset)) writeFileSync(join(folder, suffix), content)
}

/** Runs the projects one after the other in one Python, because PyTorch takes seconds to load. */
const RUN = `
import contextlib, io, json, os, pathlib, runpy, sys
for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    for name in ("data", "model", "evaluate", "train"):
        sys.modules.pop(name, None)
    sys.path.insert(0, str(folder))
    sys.argv = ["train.py", "--out", str(folder / "trained.safetensors")]
    out = io.StringIO()
    try:
        with contextlib.redirect_stdout(out):
            runpy.run_path(str(folder / "train.py"), run_name="__main__")
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
    except Exception as error:
        lines = repr(error)
    print(json.dumps([folder.name, lines]), flush=True)
    sys.path.pop(0)
`

const table = `month,kind,value,other\n${Array.from({ length: 40 }, (_, t) => `${t},${'abc'[(t * 7) % 3]},${Math.round(1000 * Math.sin(t / 3)) / 10},${(t * t) % 11}`).join('\n')}\n`

function documents(): readonly (readonly [string, GraphDocument, string?])[] {
  const bptt = (horizon: number | null, every: number | null, more: object = {}): TrainingSpec => ({
    algorithm: { kind: 'bptt', horizon, ...(every === null ? {} : { every }), ...more },
    optimizer: { kind: 'sgd', learningRate: 0.05, momentum: 0.5 },
  })
  const variants: readonly TrainingSpec[] = [
    { ...bptt(null, null), batchSize: 2, shuffle: true, clip: { kind: 'norm', threshold: 0.5 } },
    { ...bptt(4, 2), batchSize: 3, optimizer: { kind: 'adam', learningRate: 0.02 } },
    { ...bptt(3, 1), regularize: { weightDecay: 0.1 }, washout: 2 },
    { ...bptt(5, 5), batchSize: 2, noise: 0.1, schedule: { kind: 'cosine', warmup: 1 } },
    { ...bptt(5, 2, { recompute: true }), batchSize: 3, clip: { kind: 'value', threshold: 0.1 } },
    { ...bptt(null, 3), batchSize: 2, optimizer: { kind: 'rmsprop', learningRate: 0.01 }, schedule: { kind: 'step', period: 1, factor: 0.5 } },
    { ...bptt(2, 2), optimizer: { kind: 'adamw', learningRate: 0.02 }, clip: { kind: 'norm', threshold: 0.2, scope: 'parameter' } },
    { ...bptt(null, null), optimizer: { kind: 'rprop', learningRate: 0.01 }, batchSize: 2 },
  ]
  // The last twelve with formulas, shared weights, spiking units, further losses, weights of classes.
  const drawn = Array.from({ length: 28 }, (_, i): readonly [string, GraphDocument] | undefined => {
    const variant = variants[i % variants.length]!
    const whole = variant.algorithm?.kind === 'bptt' && variant.algorithm.horizon === null
    const drawing = { forcing: true, backward: whole }
    const document = i < 16 ? randomGraph(SEED + i, drawing) : nextGraph(SEED + i, { ...drawing, spiking: i % 3 === 0 })
    const dropped = Object.entries(document.edges).map(([id, edge]) => [id, edge.to.startsWith('y') && i % 3 === 0 ? { ...edge, dropout: 0.3 } : edge])
    const training = { ...document.training, ...variant, epochs: EPOCHS }
    const options = [
      { ...document, training, edges: Object.fromEntries(dropped) as GraphDocument['edges'] },
      { ...document, training },
    ]
    const sound = options.find((one) => compiled(one).network)
    return sound && [`drawn_${i}`, sound]
  })
  const signals = draw(
    {
      x: { type: 'input', columns: ['value', 'other'], window: { past: 2, future: 1 } },
      k: { type: 'input', columns: ['kind'], encoding: 'one-hot' },
      h: { type: 'layer', size: 4 },
      c: { type: 'context', delay: 2 },
      y: { type: 'output', columns: ['value'], ahead: 2 },
      z: { type: 'output', columns: ['kind'], encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy', ahead: 1 },
    },
    { W_xh: 'x → h', W_kh: 'k → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y', W_hz: 'h → z', back: { from: 'y', to: 'c', kind: 'dense' } },
  )
  const file = (rest: object, training: TrainingSpec): GraphDocument => ({
    ...signals,
    data: { kind: 'file', path: 't.csv', ...rest },
    training: { ...bptt(4, 2), ...training, epochs: EPOCHS },
  })
  const other = elman({ ...bptt(4, 2), batchSize: 2, epochs: EPOCHS })
  const lossy = (output: object): GraphDocument => ({ ...other, nodes: { ...other.nodes, y: { ...other.nodes.y!, ...output } } })
  const { nodes, edges, training } = elman({ ...bptt(4, 2), batchSize: 2, epochs: EPOCHS, regularize: { l1: 0.01 } })
  const regularized: GraphDocument = {
    ...other,
    training: training!,
    nodes: { ...nodes, c: { ...nodes.c!, zoneout: 0.3, decay: [0.1, 0.2, 0.3, 0.4], decayTrained: true, rate: 3 }, y: { ...nodes.y!, rate: 0.5 } },
    edges: { ...edges, W_ch: { ...edges.W_ch!, dropout: 0.4, dropoutKind: 'variational' }, W_xh: { ...edges.W_xh!, rate: 0 } },
  }
  return [
    ...drawn.filter((one) => one !== undefined),
    [
      'frozen',
      {
        ...other,
        edges: {
          ...other.edges,
          W_ch: {
            ...other.edges.W_ch!,
            frozen: [
              [0, 1, 2],
              [2, 0, 1],
            ],
          },
        },
        training: { ...other.training, optimizer: { kind: 'adamw', learningRate: 0.05, weightDecay: 0.1 }, clip: { kind: 'norm', threshold: 0.1 } },
      },
    ],
    ['keys', regularized],
    ['loss_absolute', lossy({ loss: 'absolute' })],
    ['loss_huber', lossy({ loss: 'huber', delta: 0.4 })],
    ['loss_quantile', lossy({ loss: 'quantile', quantile: 0.3 })],
    ['table_series', file({ normalize: 'standard', split: [0.6, 0.2, 0.2] }, { teacherForcing: ['y'], stop: { patience: 1 } }), table],
    ['table_lengths', file({ normalize: 'range', sequenceLength: 7, split: [0.5, 0.3, 0.2] }, { batchSize: 4, shuffle: true }), table],
    ['table_column', file({ normalize: 'none', sequenceColumn: 'kind', split: [0.7, 0.3, 0] }, { batchSize: 2 }), table],
  ]
}

describe('a PyTorch project', () => {
  it.skipIf(python === undefined)(
    `has the losses of the engine in its first epochs, for random networks, windows, optimizers and tables (SEED=${SEED})`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'unfold-project-'))
      const all = new Map(documents().map(([name, document, text]) => [name, { document, text }]))
      for (const [name, { document, text }] of all) write(join(folder, name), document, text)
      writeFileSync(`${folder}.py`, RUN)
      const { stdout, stderr } = spawnSync(python!, [`${folder}.py`, folder], { encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
      rmSync(folder, { recursive: true, force: true })
      rmSync(`${folder}.py`, { force: true })
      const found = new Map(
        stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as [string, Losses[] | string]),
      )
      expect([...found.keys()].sort(), stderr).toEqual([...all.keys()].sort())
      for (const [name, { document, text }] of all) {
        const lines = found.get(name)!
        const { losses, failed } = trained(document, text)
        expect(typeof lines, `${name}: ${JSON.stringify(lines)}`).toBe(failed ? 'string' : 'object')
        if (failed) continue
        expect(losses.length, name).toBeGreaterThan(0)
        for (const [epoch, { loss, validation }] of losses.entries()) {
          const got = (lines as Losses[])[epoch]!
          expect(Math.abs(got.loss - loss), `${name}, epoch ${epoch + 1}: ${got.loss}, not ${loss}`).toBeLessThan(1e-9 * Math.max(1, Math.abs(loss)))
          if (validation !== null) expect(Math.abs(got.validation! - validation), `${name}, validation`).toBeLessThan(1e-9 * Math.max(1, validation))
        }
      }
    },
    240_000,
  )

  it.skipIf(python === undefined)(
    'gives the same on two processes as on one',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'unfold-processes-'))
      write(folder, elman({ algorithm: { kind: 'bptt', horizon: 4, every: 2 }, batchSize: 3, shuffle: true, epochs: EPOCHS }))
      const run = (...args: readonly string[]): number[] => {
        const { stdout, stderr } = spawnSync(python!, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, OMP_NUM_THREADS: '1' } })
        const lines = stdout.split('\n').filter((line) => line.includes('"loss"'))
        expect(lines.length, stdout + stderr).toBeGreaterThanOrEqual(EPOCHS)
        return lines.slice(0, EPOCHS).map((line) => (JSON.parse(line.slice(line.indexOf('{'))) as Losses).loss)
      }
      const alone = run('train.py')
      const together = run('-m', 'torch.distributed.run', '--redirects', '2', '--tee', '2', '--nproc_per_node', '2', 'train.py')
      rmSync(folder, { recursive: true, force: true })
      together.forEach((loss, i) => expect(Math.abs(loss - alone[i]!)).toBeLessThan(1e-9))
    },
    120_000,
  )

  it('refuses with a message what it cannot express', () => {
    const refused = (training: TrainingSpec): string => {
      const { model, dataset } = opened(elman(training))
      try {
        projectFiles(model, dataset)
      } catch (error) {
        return error instanceof ExportError ? error.problem.message : String(error)
      }
      return 'nothing'
    }
    expect(refused({ algorithm: { kind: 'rtrl' } })).toContain('trains by rtrl')
    expect(refused({ regularize: { gradientNorm: 1 } })).toContain('gradientNorm')
    expect(refused({})).toBe('nothing')
    expect(() => projectFiles(modelOf(elman()), undefined)).toThrow('needs data')
  })
})
