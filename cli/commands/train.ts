import { homedir, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { problem as wrong, type Problem } from '../../engine/base/problem'
import { epochOf, withoutLearned } from '../../engine/document/learned'
import { withParts } from '../../engine/document/part-order'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { parts } from '../../engine/learn/evaluate/evaluate'
import { gathers } from '../../engine/learn/model/gathers'
import { Model } from '../../engine/learn/model/model'
import { Trainer, type EpochReport } from '../../engine/learn/train/trainer'
import type { CliCommand, Invocation } from '../command'
import { CheckpointFile, identityOf } from '../checkpoint'
import { allowFastMath } from '../fast-math'
import { LastFinite } from '../last-finite'
import { Refused, open, ready, refuseOverwrite } from '../open'
import { printScores } from '../scores'
import { STARTS } from '../start'
import { STOPPED, UNREAD, USAGE, type Signal } from '../status'
import { Target } from '../target'
import { bringData, continueEpochs, epochJson, trained } from '../trained'
import { ProgressBar, digits, say, printProblems, type Terminal } from '../terminal'
import { UsageError, type OptionValue } from '../usage'

/** Milliseconds of training between two checks of the terminal. */
const SLICE = 50
/** Most epoch lines printed as text; --json prints every epoch. */
const LINES = 20

/** Trains the network as its document says. */
export const train: CliCommand = {
  name: 'train',
  takes: ['FILE'],
  options: {
    out: { takes: 'text' },
    checkpoint: { takes: 'text' },
    epochs: { takes: 'whole', min: 0 },
    seed: { takes: 'whole' },
    'fast-math': { takes: 'nothing' },
    refit: { takes: 'nothing' },
    start: STARTS,
  },
  async run(invocation) {
    const {
      terminal,
      json,
      positional: [file],
      options,
    } = invocation
    const out = options.get('out') as string | undefined
    const path = out === undefined ? undefined : resolve(terminal.folder, out)
    // The document may have been read from that picture.
    if (path !== undefined && /\.(?:svg|png)$/i.test(path)) throw new UsageError('cli-picture-name', { path })
    const given = options.get('checkpoint') as string | undefined
    const state = given === undefined ? undefined : resolve(terminal.folder, given)
    if (path !== undefined && path === state) throw new UsageError('cli-same-file', { path })
    const target = path === undefined ? undefined : new Target(path)
    const opened = open(terminal, file!, { change: (document) => withOptions(document, options) })
    if (path !== undefined) refuseOverwrite(opened, path, 'out')
    if (state !== undefined) refuseOverwrite(opened, state, 'checkpoint', 'document')
    const { network, dataset, warnings } = ready(opened, 'required')
    printProblems(terminal, 'cli-warning', warnings)

    const stored = network.parameters.filter(({ name }) => Object.hasOwn(network.document.weights ?? {}, name)).length
    if (options.has('seed') && stored > 0)
      terminal.err(`${say(terminal, 'cli-seed-stored', { count: stored, total: network.parameters.length, seed: String(options.get('seed')) })}\n`)
    const relaxed = options.has('fast-math') && allowFastMath()
    if (options.has('fast-math') && !relaxed) terminal.err(`${say(terminal, 'cli-no-fast-math')}\n`)
    const model = new Model(network, { relaxed })
    const trainer = Trainer.make(model, dataset, terminal.threadHost)
    if (!(trainer instanceof Trainer)) throw new Refused([trainer])
    continueEpochs(trainer, epochOf(opened.document))
    const identity = identityOf(opened, relaxed)
    const checkpoint = state !== undefined ? CheckpointFile.named(state, identity) : path !== undefined ? CheckpointFile.beside(path, identity) : undefined
    const finite = new LastFinite(model)
    const { epochs, end, problem } = await trainFrom(
      { ...invocation, unread: target === undefined && state === undefined },
      trainer,
      checkpoint,
      finite,
    ).finally(() => trainer.dispose())
    const settled = finite.settle(epochs)
    const learned = epochs > 0 || trainer.updates > 0
    const went =
      target !== undefined && settled !== undefined && (learned || !problem)
        ? save(terminal, target, trained(opened, target.path, model, dataset.fitted, settled))
        : undefined
    if (went !== undefined) {
      if (!target?.special) bringData(terminal, opened, went)
      checkpoint?.done()
    }
    if (problem || settled === undefined) {
      if (json) terminal.out(`${JSON.stringify({ done: false, epochs: settled ?? epochs, saved: went ?? null })}\n`)
      else if (went !== undefined) terminal.err(`${say(terminal, 'cli-saved-finite', { path: went, epoch: settled ?? 0 })}\n`)
      else terminal.err(`${say(terminal, target === undefined && settled !== undefined && learned ? 'cli-not-saved' : 'cli-nothing-saved')}\n`)
      throw new Refused([problem ?? wrong('not-finite', 'cli-weights-not-finite', {})])
    }
    const done = end === 'done'
    const { scores } = trainer.evaluate()
    if (json) {
      const partScores = Object.fromEntries(parts.map((part) => [part, scores[part] ?? null]))
      terminal.out(`${JSON.stringify({ done, ...(done ? {} : { interrupted: true }), epochs, ...partScores })}\n`)
    } else {
      for (const part of parts) if (scores[part]) printScores(terminal, part, scores[part])
      terminal.err(`${went === undefined ? say(terminal, 'cli-not-saved') : say(terminal, 'cli-saved', { path: went })}\n`)
    }
    if (!done) terminal.err(`${say(terminal, `cli-${end}`, { epoch: epochs, epochs: trainer.epochs })}\n`)
    if (went !== undefined && went !== path) return USAGE
    return { done: 0, unread: UNREAD, failed: USAGE, ...STOPPED }[end]
  },
}

/** Writes the result to the target or, if that fails, to the temporary folder; returns the path. */
function save(terminal: Terminal, target: Target, text: string | Uint8Array): string {
  const { path } = target
  try {
    const went = target.write(text)
    if (went !== path) terminal.err(`${say(terminal, 'cli-changed', { path, instead: went })}\n`)
    return went
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    // The result may be hours of training.
    const went = writeElsewhere([tmpdir(), terminal.folder, homedir()], `unfold-${process.pid}-${basename(path).slice(-100)}`, text)
    if (went === undefined) throw error
    terminal.err(`${say(terminal, 'cli-error')}: ${say(terminal, error.key, error.values)} ${say(terminal, 'cli-saved', { path: went })}\n`)
    return went
  }
}

/** Writes to the first of some folders that takes the file; returns its path, or undefined if none does. */
function writeElsewhere(folders: readonly string[], name: string, text: string | Uint8Array): string | undefined {
  for (const folder of folders)
    try {
      return new Target(join(folder, name)).write(text)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
    }
  return undefined
}

/** Trains to the end, from a checkpoint if there is one. */
async function trainFrom(invocation: Training, trainer: Trainer, checkpoint: CheckpointFile | undefined, finite: LastFinite): Promise<TrainingEnd> {
  const { terminal } = invocation
  const resumed = checkpoint?.resume(trainer)
  // With a checkpoint file, training may stop within an epoch and continue there.
  trainer.exact = checkpoint !== undefined
  const anew = trainer.epoch > 0 ? gathers(trainer.model.network.training) : undefined
  if (checkpoint && resumed)
    terminal.err(`${say(terminal, resumed.sure ? 'cli-resumed' : 'cli-resumed-unsure', { path: checkpoint.path, epoch: resumed.epoch })}\n`)
  else if (trainer.epoch > 0) terminal.err(`${say(terminal, anew ? `cli-anew-${anew}` : 'cli-goes-on', { epoch: trainer.epoch })}\n`)
  return trainAll(invocation, trainer, checkpoint, finite)
}

interface Training extends Invocation {
  /** Whether nothing but standard output is written. */
  readonly unread: boolean
}

interface TrainingEnd {
  readonly epochs: number
  readonly end: 'done' | 'unread' | 'failed' | Signal
  /** Why training stopped: a number that is not finite. */
  readonly problem?: Problem
}

/** Applies options over the document, so that they are saved with it; `--refit` drops the fitted scaling of columns, `--start new` all that was learned. */
function withOptions(read: GraphDocument, options: ReadonlyMap<string, OptionValue>): GraphDocument {
  const document = options.get('start') === 'new' ? withoutLearned(read) : read
  const changes: TrainingSpec = {}
  if (options.has('epochs')) changes.epochs = options.get('epochs') as number
  if (options.has('seed')) changes.seed = options.get('seed') as number
  // Keep the key, so that the new values are stored in the same place.
  const kept = options.has('refit') ? withParts(document, { fitted: undefined } as Partial<GraphDocument>) : document
  return Object.keys(changes).length === 0 ? kept : withParts(kept, { training: { ...document.training, ...changes } })
}

/** Runs and reports all epochs; returns how many there were and why they ended. */
async function trainAll(
  { terminal, json, unread }: Training,
  trainer: Trainer,
  checkpoint: CheckpointFile | undefined,
  finite: LastFinite,
): Promise<TrainingEnd> {
  const bar = new ProgressBar(terminal)
  const planned = trainer.epochs
  const period = Math.max(1, Math.ceil(planned / LINES))
  let epochs = trainer.epoch
  let caption = ''
  let looked = performance.now()
  let alone = false
  let failed = false
  const keep = (epochOver: boolean): void => {
    if (!checkpoint?.keep(trainer, epochOver) || (checkpoint.failed !== undefined) === failed) return
    failed = checkpoint.failed !== undefined
    bar.clear()
    if (checkpoint.failed)
      terminal.err(
        `${say(terminal, 'cli-warning')}: ${say(terminal, 'cli-checkpoint-failed', { path: checkpoint.path, reason: say(terminal, checkpoint.failed.key, checkpoint.failed.values) })}\n`,
      )
    else terminal.err(`${say(terminal, 'cli-checkpoint-again', { path: checkpoint.path })}\n`)
  }
  for (;;) {
    const progress = trainer.next()
    if (trainer.threadsFailed && !alone) {
      alone = true
      bar.clear()
      terminal.err(`${say(terminal, 'cli-alone')}\n`)
    }
    if (progress.kind === 'failed') {
      bar.clear()
      return { epochs, end: 'done', problem: progress.problem }
    }
    if (progress.kind === 'done') break
    if (progress.kind === 'epoch') {
      const { report } = progress
      epochs = report.epoch
      finite.keep(epochs)
      keep(true)
      caption = line(terminal, report, planned)
      if (json) terminal.out(`${JSON.stringify(epochJson(report))}\n`)
      else if (epochs % period === 0 || epochs === 1 || epochs === planned) {
        bar.clear()
        terminal.out(`${caption}\n`)
        printRidge(terminal, report)
      }
    }
    if (performance.now() - looked < SLICE) continue
    bar.draw(epochs / planned, caption)
    // Lets the handlers of signals run.
    await setImmediate()
    looked = performance.now()
    keep(false)
    const deaf = unread ? terminal.deaf?.() : undefined
    if (deaf) {
      bar.clear()
      return { epochs, end: deaf }
    }
    const signal = terminal.interrupted()
    if (signal) {
      bar.clear()
      return { epochs, end: signal }
    }
  }
  bar.clear()
  return { epochs, end: 'done' }
}

function line(terminal: Terminal, { epoch, loss, validation, gradientNorm, clipped, omega }: EpochReport, epochs: number): string {
  const values = { epoch, epochs, loss: digits(loss) }
  return [
    validation === null ? say(terminal, 'cli-epoch', values) : say(terminal, 'cli-epoch-validation', { ...values, validation: digits(validation) }),
    clipped === undefined ? '' : say(terminal, 'cli-epoch-clipped', { share: Math.round(100 * clipped), norm: digits(gradientNorm) }),
    omega === undefined ? '' : say(terminal, 'cli-epoch-omega', { omega: digits(omega) }),
  ].join('')
}

/** Prints the λ of a ridge readout, and the results of the others in a list. */
function printRidge(terminal: Terminal, { ridge, tried }: EpochReport): void {
  if (ridge === undefined) return
  const values = { ridge: digits(ridge), count: tried?.length ?? 1 }
  terminal.out(`${say(terminal, tried ? 'cli-ridge-chosen' : 'cli-ridge', values)}\n`)
  for (const one of tried ?? []) terminal.out(`${say(terminal, 'cli-ridge-tried', { ridge: digits(one.ridge), validation: digits(one.validation) })}\n`)
}
