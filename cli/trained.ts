import { dirname, join } from 'node:path'
import { isBundleName } from '../engine/archive/bundle'
import { finish } from '../engine/base/resumable'
import { inStoredWords, withLearned } from '../engine/document/learned'
import { renewDocument } from '../engine/document/renew'
import type { GraphDocument } from '../engine/document/types'
import type { Model } from '../engine/learn/model/model'
import type { EpochReport, Trainer } from '../engine/learn/train/trainer'
import { copyData } from './files'
import { content } from './bundles'
import type { Source } from './open'
import { say, type Terminal } from './terminal'

/**
 * Returns what to write at a path: the document's text with the learned weights, as the window saves it, keeping the file's
 * own text wherever nothing has changed; in a bundle, if the path is one's.
 */
export function trained(source: Source, path: string, model: Model, fitted: GraphDocument['fitted'], epoch: number): string | Uint8Array {
  const { document, text } = source
  return content(source, renewDocument(text, withLearned(document, { weights: finish(inStoredWords(model.learned(), document)), fitted, epoch })), path)
}

/** Copies the data file beside a document saved in another folder. */
export function bringData(terminal: Terminal, { document: { data }, path, bundle }: Source, target: string): void {
  if (data?.kind !== 'file' || isBundleName(target)) return
  const copy = join(dirname(target), data.path)
  const from = bundle ? bundle.get(data.path) : join(dirname(path), data.path)
  if (from !== undefined && copyData(from, copy)) terminal.err(`${say(terminal, 'cli-copied', { path: copy })}\n`)
}

/** Continues from the epoch of stored weights, as the window does: to the last epoch or, if that is reached, for as many epochs again. */
export function continueEpochs(trainer: Trainer, epoch: number): void {
  trainer.epoch = epoch
  if (epoch > 0 && epoch >= trainer.epochs) trainer.extend()
}

/** Returns an epoch's report for JSON; clipping, Ω and the choice of λ only if the document uses them. */
export function epochJson({ epoch, loss, validation, gradientNorm, clipped, omega, ridge, tried }: EpochReport): Record<string, unknown> {
  return { epoch, loss, validation, ...(clipped === undefined ? {} : { gradientNorm, clipped }), omega, ridge, tried }
}
