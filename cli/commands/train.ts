import { dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { serializeDocument } from '../../engine/document/serialize'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { parts, type PartScore } from '../../engine/learn/evaluate'
import { Model } from '../../engine/learn/model'
import { Trainer, type EpochReport } from '../../engine/learn/trainer'
import type { Command, Invocation } from '../command'
import { CheckpointFile } from '../checkpoint'
import { allowFastMath } from '../fast-math'
import { checkWritable, copyData, writeFile } from '../files'
import { Refused, open, ready } from '../open'
import { ProgressBar, digits, say, tell, type Terminal } from '../terminal'
import { UsageError, type OptionValue } from '../usage'

/** Milliseconds of training between two looks at the terminal. */
const SLICE = 50
/** Lines about the epochs that people are shown; with --json every epoch has one. */
const LINES = 20

/** Trains the network as its document says. */
export const train: Command = {
  name: 'train',
  takes: ['FILE'],
  options: {
    out: { takes: 'text' }, checkpoint: { takes: 'text' }, epochs: { takes: 'whole', min: 0 }, seed: { takes: 'whole' },
    'fast-math': { takes: 'nothing' },
  },
  async run(invocation) {
    const { terminal, json, positional: [file], options } = invocation
    const out = options.get('out') as string | undefined
    const target = out === undefined ? undefined : resolve(terminal.folder, out)
    if (target !== undefined) {
      // What it was trained from may be that picture.
      if (/\.(?:svg|png)$/i.test(target)) throw new UsageError('cli-picture-name', { path: target })
      checkWritable(target)
    }
    const opened = open(terminal, file!, { change: (document) => withOptions(document, options) })
    const { network, dataset, warnings } = ready(opened, 'required')
    tell(terminal, 'cli-warning', warnings)

    const relaxed = options.has('fast-math') && allowFastMath()
    if (options.has('fast-math') && !relaxed) terminal.err(`${say(terminal, 'cli-no-fast-math')}\n`)
    const model = new Model(network, { relaxed })
    const trainer = Trainer.make(model, dataset, terminal.crew)
    if (!(trainer instanceof Trainer)) throw new Refused([trainer])
    const given = options.get('checkpoint') as string | undefined
    const checkpoint = given === undefined ? undefined : new CheckpointFile(resolve(terminal.folder, given))
    const { epochs, stopped } = await trainFrom(invocation, trainer, checkpoint).finally(() => trainer.dispose())
    const { scores } = trainer.evaluate()
    if (target !== undefined) {
      writeFile(target, serializeDocument(trained(opened.document, model, dataset.fitted)))
      const { data } = opened.document
      if (data?.kind === 'file') {
        const copy = join(dirname(target), data.path)
        if (copyData(join(dirname(opened.path), data.path), copy)) terminal.err(`${say(terminal, 'cli-copied', { path: copy })}\n`)
      }
    }
    if (json) {
      const told = Object.fromEntries(parts.map((part) => [part, scores[part] ?? null]))
      terminal.out(`${JSON.stringify({ done: true, epochs, ...told })}\n`)
    } else {
      for (const part of parts) if (scores[part]) terminal.out(`${say(terminal, `cli-part-${part}`)}: ${words(scores[part])}\n`)
      terminal.err(`${target === undefined ? say(terminal, 'cli-not-saved') : say(terminal, 'cli-saved', { path: target })}\n`)
    }
    if (stopped) terminal.err(`${say(terminal, 'cli-interrupted', { epoch: epochs })}\n`)
    return 0
  },
}

/** Trains to the end, from a checkpoint where there is one. */
async function trainFrom(invocation: Invocation, trainer: Trainer, checkpoint: CheckpointFile | undefined): ReturnType<typeof trainAll> {
  const { terminal } = invocation
  const epoch = checkpoint?.resume(trainer)
  if (checkpoint && epoch !== undefined) terminal.err(`${say(terminal, 'cli-resumed', { path: checkpoint.path, epoch })}\n`)
  return trainAll(invocation, trainer, checkpoint)
}

/** What the command line says wins over the document, and stands in the document that is saved. */
function withOptions(document: GraphDocument, options: ReadonlyMap<string, OptionValue>): GraphDocument {
  const changes: TrainingSpec = {}
  if (options.has('epochs')) changes.epochs = options.get('epochs') as number
  if (options.has('seed')) changes.seed = options.get('seed') as number
  return Object.keys(changes).length === 0 ? document : { ...document, training: { ...document.training, ...changes } }
}

/**
 * Runs all epochs, telling each, and gives how many there were.
 * @throws Refused where training meets a number that is not finite.
 */
async function trainAll({ terminal, json }: Invocation, trainer: Trainer, checkpoint: CheckpointFile | undefined): Promise<{ epochs: number; stopped: boolean }> {
  const bar = new ProgressBar(terminal)
  const planned = trainer.epochs
  const period = Math.max(1, Math.ceil(planned / LINES))
  let epochs = trainer.epoch
  let caption = ''
  let looked = performance.now()
  let alone = false
  for (;;) {
    const progress = trainer.next()
    if (trainer.deserted && !alone) {
      alone = true
      bar.clear()
      terminal.err(`${say(terminal, 'cli-alone')}\n`)
    }
    if (progress.kind === 'failed') {
      bar.clear()
      throw new Refused([progress.problem])
    }
    if (progress.kind === 'done') break
    if (progress.kind === 'epoch') {
      const { report } = progress
      epochs = report.epoch
      checkpoint?.keep(trainer)
      caption = line(terminal, report, planned)
      if (json) terminal.out(`${JSON.stringify(told(report))}\n`)
      else if (epochs % period === 0 || epochs === 1 || epochs === planned) {
        bar.clear()
        terminal.out(`${caption}\n`)
        tellRidge(terminal, report)
      }
    }
    if (performance.now() - looked < SLICE) continue
    bar.draw(epochs / planned, caption)
    // Lets Ctrl+C come through.
    await setImmediate()
    looked = performance.now()
    if (terminal.interrupted()) {
      bar.clear()
      return { epochs, stopped: true }
    }
  }
  bar.clear()
  return { epochs, stopped: false }
}

/** The report of an epoch as JSON: what clipping, Ω and the choice of λ did only where the document has them. */
function told({ epoch, loss, validation, gradientNorm, clipped, omega, ridge, tried }: EpochReport): Record<string, unknown> {
  return { epoch, loss, validation, ...(clipped === undefined ? {} : { gradientNorm, clipped }), omega, ridge, tried }
}

function line(terminal: Terminal, { epoch, loss, validation, gradientNorm, clipped, omega }: EpochReport, epochs: number): string {
  const values = { epoch, epochs, loss: digits(loss) }
  return [
    validation === null ? say(terminal, 'cli-epoch', values) : say(terminal, 'cli-epoch-validation', { ...values, validation: digits(validation) }),
    clipped === undefined ? '' : say(terminal, 'cli-epoch-clipped', { share: Math.round(100 * clipped), norm: digits(gradientNorm) }),
    omega === undefined ? '' : say(terminal, 'cli-epoch-omega', { omega: digits(omega) }),
  ].join('')
}

/** The λ of a ridge readout, and how the others of a list did. */
function tellRidge(terminal: Terminal, { ridge, tried }: EpochReport): void {
  if (ridge === undefined) return
  const values = { ridge: digits(ridge), count: tried?.length ?? 1 }
  terminal.out(`${say(terminal, tried ? 'cli-ridge-chosen' : 'cli-ridge', values)}\n`)
  for (const one of tried ?? []) terminal.out(`${say(terminal, 'cli-ridge-tried', { ridge: digits(one.ridge), validation: digits(one.validation) })}\n`)
}

const words = (score: PartScore): string =>
  Object.entries(score).map(([name, value]: [string, number]) => `${name} ${digits(value)}`).join('  ')

/** The document with its weights and what was fitted to its data; the view stays last. */
function trained(document: GraphDocument, model: Model, fitted: GraphDocument['fitted']): GraphDocument {
  const { view, extensions, weights: _, fitted: __, ...rest } = document
  return {
    ...rest,
    weights: model.weights(),
    ...(fitted ? { fitted } : {}),
    ...(view ? { view } : {}),
    ...(extensions ? { extensions } : {}),
  }
}
