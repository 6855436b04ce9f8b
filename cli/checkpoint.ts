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

/** Least milliseconds between two writes, so that short epochs do not wear out the disk. */
const PERIOD = 500
/** Writing takes at most 1/SHARE of the time, up to the longest period. */
const SHARE = 100
/** Most milliseconds of training lost by a kill, unless a single update takes longer; leaves some time for writing. */
const LONGEST = 24_000

/** Digests of everything that the numbers of a training depend on; the seed itself. */
export type Identity = Readonly<Record<'seed' | 'network' | 'data' | 'settings' | 'weights', string>>

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16)

/** @param fastMath Whether products and sums are rounded once. */
export function identityOf({ document, digest: data }: Opened, fastMath: boolean): Identity {
  // The number of epochs does not make another training, and the path of the data file changes no number.
  const { seed = 0, epochs: _, ...settings } = document.training ?? {}
  const source = document.data?.kind === 'file' ? { ...document.data, path: undefined, sha256: undefined, digest: data } : document.data
  const epoch = epochOf(document)
  return {
    seed: String(seed),
    network: digest([document.nodes, document.edges]),
    data: digest([source, document.fitted]),
    settings: digest([settings, fastMath]),
    weights: digest(epoch > 0 ? [document.weights, epoch] : document.weights),
  }
}

const otherwise: Readonly<Record<keyof Identity, MessageKey>> = {
  seed: 'cli-checkpoint-seed',
  network: 'cli-checkpoint-network',
  data: 'cli-checkpoint-data',
  settings: 'cli-checkpoint-settings',
  weights: 'cli-checkpoint-weights',
}

/** A file from which training continues bit for bit after being stopped at any moment. */
export class CheckpointFile {
  private written = performance.now()
  private took = 0
  /** Why the last write failed. */
  failed: UsageError | undefined

  private constructor(
    private readonly target: Target,
    private readonly identity: Identity,
    private readonly automatic: boolean,
  ) {
    if (!automatic) this.written = -Infinity
  }

  get path(): string {
    return this.target.path
  }

  /** Returns the checkpoint file that the user named. */
  static named(path: string, identity: Identity): CheckpointFile {
    return new CheckpointFile(new Target(path), identity, false)
  }

  /** Returns a checkpoint file beside the output, kept while training runs; undefined if none can be there. */
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
   * Continues from the file, if it exists, and returns the epoch. `sure` is false if the file does not say what it was
   * made from.
   * @throws Refused if it is not a checkpoint, or one of another training.
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
   * Writes the file now and then; call it often. On failure, training continues and `failed` has the reason.
   * @param epochOver Whether an epoch has just ended. A named file is written then, and always after the last epoch.
   * @returns whether it tried to write.
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

  /** Removes the file, if the user did not name it, when training is done. */
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
      // Reported below.
    }
    throw new Refused([wrong])
  }
}
