import { existsSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { format } from '../../engine/base/messages/format'
import { problem as wrong, type Problem } from '../../engine/base/problem'
import { epochOf } from '../../engine/document/learned'
import { Model } from '../../engine/learn/model/model'
import { Trainer } from '../../engine/learn/train/trainer'
import { withSettings } from '../../engine/sweep/settings'
import { CheckpointFile, identityOf } from '../checkpoint'
import { LastFinite } from '../last-finite'
import { Refused, open, ready, type OpenedDocument } from '../open'
import { Target } from '../target'
import type { Terminal } from '../terminal'
import { continueEpochs, trained } from '../trained'
import { UsageError } from '../usage'
import { AtWork } from './at-work'
import { Best } from './best'
import type { Result, SweepFile, SweepFolder } from './folder'
import { Log, thinLog } from './log'

/** Milliseconds of training between two checks for messages. */
const SLICE = 50

/** How a call of `trainRun` ended: with a result, at the epoch where it is compared with others, stopped by the caller, or because another process trains the run. */
export type RunEnd = 'done' | 'failed' | 'given-up' | 'paused' | 'stopped' | 'elsewhere'

export interface RunWork {
  readonly terminal: Terminal
  readonly folder: SweepFolder
  readonly file: SweepFile
  /** Number of the run, counted from 1. */
  readonly run: number
  readonly version: string
  /** Epochs after which to pause, to be compared with other runs; absent to train to the end. */
  readonly until?: number | undefined
  /** Called regularly with the share of epochs that are done; returns whether to stop. */
  readonly look: (share: number) => boolean
}

/**
 * Trains one run as `unfold train` would, to the same bits, and writes its log, weights and result. A run that has a
 * result is not trained again; one that was killed continues from its last checkpoint.
 */
export async function trainRun(work: RunWork): Promise<RunEnd> {
  const { folder, file, run, version } = work
  const settings = file.runs[run - 1]!
  const earlier = folder.result(run)
  if (earlier) return earlier.state
  const data = dataPath(file.document)
  folder.begin(run, settings, data)
  const lock = AtWork.take(folder.in(run, 'at-work'))
  if (!lock) return 'elsewhere'
  const started = Date.now()
  try {
    const found = await attempt(work, lock).catch(failure)
    if (found === undefined) return 'stopped'
    const { loss, ...result } = found
    if (loss !== undefined) {
      const losses = [...folder.rungs(run), loss]
      new Target(folder.in(run, 'rungs.json')).write(`${JSON.stringify({ losses, outcome: { run, settings, version, started, ...result } })}\n`)
      return 'paused'
    }
    new Target(folder.in(run, 'result.json')).write(`${JSON.stringify({ run, settings, version, started, ...result })}\n`)
    if (result.epochs > 0) thinLog(folder.in(run, 'log.jsonl'))
    return result.state
  } finally {
    lock.leave()
  }
}

/** `loss`: by which it is compared, at a pause. */
type Outcome = Omit<Result, 'run' | 'settings' | 'version' | 'started'> & { readonly loss?: number }

/** The result for an error of the document or its data; other errors, such as of the disk, are thrown on. */
function failure(error: unknown): Outcome {
  if (!(error instanceof Refused)) throw error
  return { state: 'failed', epochs: 0, seconds: 0, problem: problemIn(error.errors[0]) }
}

const problemIn = (problem: Problem | undefined): NonNullable<Result['problem']> => {
  const { code, key, values } = problem ?? wrong('document-invalid', 'cli-internal', { reason: '' })
  return { code, message: format('en', key, values), key, values }
}

export const dataPath = (document: unknown): string | undefined => {
  const { data } = document as { data?: { kind?: unknown; path?: unknown } }
  return data?.kind === 'file' && typeof data.path === 'string' ? data.path : undefined
}

/** Opens the document of a sweep with the settings of one run. */
export function openRun(
  terminal: Terminal,
  folder: SweepFolder,
  { document }: Pick<SweepFile, 'document'>,
  settings: SweepFile['runs'][number],
): OpenedDocument {
  const set = withSettings(document, settings)
  if ('problem' in set) throw new Refused([set.problem])
  return open(terminal, folder.plan, { rewrite: () => JSON.stringify(set.document, undefined, 2) })
}

async function attempt({ terminal, folder, file, run, until = Infinity, look }: RunWork, lock: AtWork): Promise<Outcome | undefined> {
  const opened = openRun(terminal, folder, file, file.runs[run - 1]!)
  const { network, dataset } = ready(opened, 'required')
  if (file.data !== undefined && opened.digest !== file.data) throw new UsageError('sweep-data-changed', { path: dataPath(file.document) ?? '' })
  const model = new Model(network)
  const trainer = Trainer.make(model, dataset)
  if (!(trainer instanceof Trainer)) throw new Refused([trainer])
  continueEpochs(trainer, epochOf(opened.document))
  const finite = new LastFinite(model)
  const best = new Best(model)
  const write = (name: string, epoch: number): void => void new Target(folder.in(run, name)).write(trained(opened, name, model, dataset.fitted, epoch))
  const writeBest = (): void => {
    if (best.dirty && best.epoch !== undefined) best.with(() => write('best.unfold', best.epoch!))
    best.dirty = false
  }
  const checkpoint = CheckpointFile.beside(folder.in(run, 'trained.unfold'), identityOf(opened, false))
  checkpoint?.resume(trainer)
  trainer.exact = true
  const log = new Log(folder.in(run, 'log.jsonl'), trainer.epoch)
  recallBest(best, log, openBest(terminal, folder.in(run, 'best.unfold')))
  const before = log.seconds
  const begun = performance.now()
  const seconds = (): number => before + (performance.now() - begun) / 1_000
  const ended = (state: 'done' | 'given-up', epoch: number): Outcome => {
    if (state === 'given-up') write('trained.unfold', epoch)
    const { scores } = trainer.evaluate()
    return { state, epochs: epoch, seconds: Number(seconds().toFixed(3)), best: bestOf(trainer, best, epoch, writeBest, write), ...scores }
  }
  try {
    let looked = performance.now()
    let failed: Problem | undefined
    for (;;) {
      const progress = trainer.next()
      if (progress.kind === 'failed') failed = progress.problem
      if (progress.kind === 'failed' || progress.kind === 'done') break
      if (progress.kind === 'epoch') {
        finite.keep(progress.report.epoch)
        best.offer(progress.report)
        log.add(progress.report, seconds())
        // The checkpoint must never be newer than the best weights.
        checkpoint?.keep(trainer, true, writeBest)
        const { epoch, loss, validation } = progress.report
        if (checkpoint && epoch >= until && epoch < trainer.epochs) {
          writeBest()
          checkpoint.write(trainer)
          return { loss: validation ?? loss, ...ended('given-up', epoch) }
        }
      }
      if (performance.now() - looked < SLICE) continue
      checkpoint?.keep(trainer, false, writeBest)
      lock.beat()
      await setImmediate()
      looked = performance.now()
      if (look(trainer.epoch / Math.max(1, trainer.epochs))) {
        writeBest()
        checkpoint?.write(trainer)
        return undefined
      }
    }
    const settled = finite.settle(trainer.epoch)
    if (settled !== undefined) write('trained.unfold', settled)
    failed ??= settled === undefined ? wrong('not-finite', 'cli-weights-not-finite', {}) : undefined
    const end = { epochs: settled ?? trainer.epoch, seconds: Number(seconds().toFixed(3)) }
    if (failed) {
      checkpoint?.done()
      return { state: 'failed', ...end, problem: problemIn(failed) }
    }
    const result = ended('done', settled!)
    checkpoint?.done()
    return result
  } finally {
    log.close()
    trainer.dispose()
  }
}

/** The best weights that an earlier process saved, and their epoch; undefined if there are none that can be read. */
function openBest(terminal: Terminal, path: string): { readonly epoch: number; readonly weights: Float64Array } | undefined {
  if (!existsSync(path)) return undefined
  try {
    const opened = open(terminal, path)
    const { kernels, store } = new Model(ready(opened, 'required').network)
    const at = store.weights / kernels.bytes
    return { epoch: epochOf(opened.document), weights: new Float64Array(kernels.view().subarray(at, at + store.trainable)) }
  } catch (error) {
    if (error instanceof Refused || error instanceof UsageError) return undefined
    throw error
  }
}

/** Restores the best weights, unless their epoch is after the checkpoint: training then repeats that epoch. */
function recallBest(best: Best, { epochs }: Log, found: ReturnType<typeof openBest>): void {
  const validation = epochs.find(({ epoch }) => epoch === found?.epoch)?.validation
  if (found && typeof validation === 'number') best.recall(found.epoch, validation, found.weights)
}

/** Writes the best weights and returns their epoch and scores; without a validation part, the last weights count as best. */
function bestOf(trainer: Trainer, best: Best, last: number, writeBest: () => void, write: (name: string, epoch: number) => void): Result['best'] {
  writeBest()
  const scores = best.with(() => trainer.evaluate().scores)
  if (best.epoch !== undefined && scores) return { epoch: best.epoch, by: 'validation', ...scores }
  write('best.unfold', last)
  return { epoch: last, by: 'last', ...trainer.evaluate().scores }
}
