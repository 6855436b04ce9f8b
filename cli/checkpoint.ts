import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { MessageKey } from '../engine/base/messages/en'
import { problem, type Problem } from '../engine/base/problem'
import { epochOf } from '../engine/document/learned'
import { limits } from '../engine/document/limits'
import { readCheckpoint } from '../engine/learn/train/checkpoint'
import type { Trainer } from '../engine/learn/train/trainer'
import { Refused, type Opened } from './open'
import { Target } from './target'
import { UsageError } from './usage'

/** Milliseconds between two writes: a short epoch is not worth the disk. */
const PERIOD = 500
/** Writing may take one of so many parts of the time, up to the longest period. */
const SHARE = 100
/** Milliseconds of training that a kill takes at most, but for an update that is longer: with a moment for the writing itself. */
const LONGEST = 24_000

/** What training with the same numbers depends on, each as a digest; the seed as it is. */
export type Identity = Readonly<Record<'seed' | 'network' | 'data' | 'settings' | 'weights', string>>

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value) ?? '').digest('hex').slice(0, 16)

/** @param fastMath Whether products and sums are rounded once. */
export function identityOf({ document, digest: data }: Opened, fastMath: boolean): Identity {
  // More epochs are no other training, and where the data file stands changes no number.
  const { seed = 0, epochs: _, ...settings } = document.training ?? {}
  const source = document.data?.kind === 'file' ? { ...document.data, path: undefined, sha256: undefined, digest: data } : document.data
  const epoch = epochOf(document)
  return {
    seed: String(seed), network: digest([document.nodes, document.edges]), data: digest([source, document.fitted]),
    settings: digest([settings, fastMath]), weights: digest(epoch > 0 ? [document.weights, epoch] : document.weights),
  }
}

const otherwise: Readonly<Record<keyof Identity, MessageKey>> = {
  seed: 'cli-checkpoint-seed', network: 'cli-checkpoint-network', data: 'cli-checkpoint-data', settings: 'cli-checkpoint-settings', weights: 'cli-checkpoint-weights',
}

/** A file from which training goes on bit for bit after it was stopped, at whatever moment. */
export class CheckpointFile {
  private written = performance.now()
  private took = 0
  /** Why it could not be written the last time. */
  failed: UsageError | undefined

  private constructor(private readonly target: Target, private readonly identity: Identity, private readonly automatic: boolean) {
    if (!automatic) this.written = -Infinity
  }

  get path(): string {
    return this.target.path
  }

  /** The file that a person has named. */
  static named(path: string, identity: Identity): CheckpointFile {
    return new CheckpointFile(new Target(path), identity, false)
  }

  /** One beside the file that is to be trained, while it is trained; none where that is no place for one. */
  static beside(path: string, identity: Identity): CheckpointFile | undefined {
    try {
      if (existsSync(path) && !statSync(path).isFile()) return undefined
      return new CheckpointFile(new Target(`${path}.${digest(identity).slice(0, 8)}.checkpoint`), identity, true)
    } catch (error) {
      if (error instanceof UsageError) return undefined
      throw error
    }
  }

  /**
   * Goes on from the file, where it is there, and gives the epoch; `sure` tells whether the file says what it was made from.
   * @throws Refused where it is no checkpoint, or one of another training.
   */
  resume(trainer: Trainer): { readonly epoch: number; readonly sure: boolean } | undefined {
    if (!existsSync(this.path)) return undefined
    const { of, ...rest } = this.parse()
    const found = readCheckpoint(rest)
    if (!('format' in found)) throw new Refused(found)
    const names = Object.keys(otherwise) as (keyof Identity)[]
    const sure = typeof of === 'object' && of !== null && names.every((name) => typeof (of as Partial<Identity>)[name] === 'string')
    const other = sure ? names.find((name) => (of as Identity)[name] !== this.identity[name]) : undefined
    if (other) throw new Refused([problem('document-invalid', otherwise[other], { path: this.path, got: (of as Identity)[other], now: this.identity[other] })])
    const misfit = trainer.resume(found)
    if (misfit) throw new Refused([misfit])
    return { epoch: trainer.epoch, sure }
  }

  /**
   * To be called again and again: writes the file whole or not at all, now and then. Where it cannot, training goes on
   * and `failed` has the reason.
   * @param epochOver An epoch has just ended; of one that is named this is the moment, and the last epoch always.
   * @returns whether it was tried.
   */
  keep(trainer: Trainer, epochOver: boolean): boolean {
    const since = performance.now() - this.written
    const ready = epochOver && !this.automatic ? since >= Math.max(PERIOD, SHARE * this.took) || trainer.epoch >= trainer.epochs : false
    if (!ready && since < LONGEST) return false
    this.write(trainer)
    return true
  }

  private write(trainer: Trainer): void {
    const begun = performance.now()
    try {
      this.target.write(`${JSON.stringify({ ...trainer.checkpoint(), of: this.identity })}\n`)
      this.failed = undefined
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      this.failed = error
    }
    this.written = performance.now()
    this.took = this.written - begun
  }

  /** What it was for is done: one that nobody has named goes. */
  done(): void {
    if (this.automatic) rmSync(this.path, { force: true })
  }

  private parse(): Record<string, unknown> {
    const wrong: Problem = problem('document-invalid', 'cli-checkpoint-invalid', { path: this.path })
    try {
      if (statSync(this.path).size > limits.textLength) throw new Refused([wrong])
      const found = JSON.parse(readFileSync(this.path, 'utf8')) as unknown
      if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Record<string, unknown>
    } catch {
      // Told below.
    }
    throw new Refused([wrong])
  }
}
