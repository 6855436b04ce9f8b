import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { MessageKey } from '../engine/base/messages/en'
import { problem } from '../engine/base/problem'
import { all, anyObject, type Value } from '../engine/contract/schema'
import { accepted, acceptedJson } from '../engine/document/accept'
import { epochOf } from '../engine/document/learned'
import { limits } from '../engine/document/limits'
import { readCheckpoint } from '../engine/learn/train/checkpoint'
import type { Trainer } from '../engine/learn/train/trainer'
import { Refused, type OpenedDocument } from './open'
import { Target } from './target'
import { UsageError } from './usage'

/** Least milliseconds between two writes, so that short epochs do not wear out the disk. */
const PERIOD = 500
/** Writing takes at most 1/SHARE of the time, up to the longest period. */
const SHARE = 100
/** Most milliseconds of training lost by a kill, unless a single update takes longer; leaves some time for writing. */
const LONGEST = 24_000

const text = { is: 'text' } as const
/** Digests of everything that the numbers of a training depend on; the seed itself. */
export const identitySchema = all({ seed: text, network: text, data: text, settings: text, weights: text })
export type Identity = Readonly<Value<typeof identitySchema>>

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16)

/** @param fastMath Whether products and sums are rounded once. */
export function identityOf({ document, digest: data }: Pick<OpenedDocument, 'document' | 'digest'>, fastMath: boolean): Identity {
  // More epochs continue the same training, and the path of the data file changes no number.
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

/** @throws Refused if the checkpoint was made from another document, data or settings. Does nothing for an old one that does not name them. */
export function refuseOther(path: string, made: Partial<Identity> | undefined, identity: Partial<Identity>): void {
  const other = made && (Object.keys(otherwise) as (keyof Identity)[]).find((name) => made[name] !== identity[name])
  if (other) throw new Refused([problem('document-invalid', otherwise[other], { path, got: made[other]!, now: identity[other]! })])
}

/** @throws Refused: a file is not a checkpoint of the expected kind. */
export function refuseFile(path: string): never {
  throw new Refused([problem('document-invalid', 'cli-checkpoint-invalid', { path })])
}

/**
 * Returns the object in a checkpoint file.
 * @throws Refused if there is none.
 */
export function objectIn(path: string): Record<string, unknown> {
  let found: Record<string, unknown> | undefined
  try {
    if (statSync(path).size <= limits.textLength) found = acceptedJson(anyObject, readFileSync(path, 'utf8'))
  } catch {
    // Reported below.
  }
  return found ?? refuseFile(path)
}

/** The name of a checkpoint kept beside an output while the command runs. */
export const nameBeside = (path: string, identity: object): string => `${path}.${digest(identity).slice(0, 8)}.checkpoint`

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
      return new CheckpointFile(new Target(nameBeside(path, identity)), identity, true)
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
    const { of, ...rest } = objectIn(this.path)
    const found = readCheckpoint(rest)
    if (!('format' in found)) throw new Refused(found)
    const made = accepted(identitySchema, of)
    refuseOther(this.path, made, this.identity)
    const misfit = trainer.resume(found)
    if (misfit) throw new Refused([misfit])
    return { epoch: trainer.epoch, sure: made !== undefined }
  }

  /**
   * Writes the file now and then; call it often. On failure, training continues and `failed` has the reason.
   * @param epochOver Whether an epoch has just ended. A named file is written then, and always after the last epoch.
   * @param before Called before it writes.
   * @returns whether it tried to write.
   */
  keep(trainer: Trainer, epochOver: boolean, before?: () => void): boolean {
    const since = performance.now() - this.written
    const ready = epochOver && !this.automatic ? since >= Math.max(PERIOD, SHARE * this.took) || trainer.epoch >= trainer.epochs : false
    if (!ready && since < LONGEST) return false
    before?.()
    this.write(trainer)
    return true
  }

  /** Writes the file at once; on failure, `failed` has the reason. */
  write(trainer: Trainer): void {
    const begun = performance.now()
    try {
      this.target.rewrite(`${JSON.stringify({ ...trainer.checkpoint(), of: this.identity })}\n`)
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
}
