import { createHash } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { all, list, whole } from '../engine/contract/schema'
import { accepted } from '../engine/document/accept'
import { limits } from '../engine/document/limits'
import type { Model } from '../engine/learn/model/model'
import { streamSchema, type StreamState } from '../engine/stream/state'
import type { Stream } from '../engine/stream/stream'
import { identityOf, identitySchema, nameBeside, objectIn, refuseFile, refuseOther, type Identity } from './checkpoint'
import type { Source } from './open'
import { Target } from './target'
import { UsageError } from './usage'

const FORMAT = 'unfold-stream'
const print = { is: 'text' } as const
const schema = all({
  format: { is: 'choice', choices: [FORMAT] },
  version: whole(1, { max: 1 }),
  of: identitySchema,
  /** Digests of the weights that FILE may have: those at the start, and those last saved in --out. */
  weights: list(print),
  lines: whole(0),
  state: streamSchema,
})

/** Digest of all bits of the weights. */
function printOf({ store }: Model): string {
  const hash = createHash('sha256')
  for (const { name } of store.declarations) hash.update(store.view(name))
  return hash.digest('hex').slice(0, 16)
}

/** A file from which a stream that learns continues bit for bit after being stopped at any moment. */
export class StreamCheckpoint {
  /** Lines after the header that the stream has read. */
  lines = 0
  /** Why the last write failed. */
  failed: UsageError | undefined
  private readonly began: string
  private saved: string

  private constructor(
    private readonly target: Target,
    private readonly identity: Identity,
    private readonly model: Model,
    private readonly automatic: boolean,
  ) {
    this.began = printOf(model)
    this.saved = this.began
  }

  /** @param path Named by the user; without it, the file is beside the output while the command runs. */
  static at(path: string | undefined, out: string, source: Source, model: Model): StreamCheckpoint {
    const { weights: _, ...identity } = identityOf(source, false)
    const target = new Target(path ?? nameBeside(out, identity))
    return new StreamCheckpoint(target, { ...identity, weights: '' }, model, path === undefined)
  }

  get path(): string {
    return this.target.path
  }

  /** Whether states of this size can be written and read. */
  get possible(): boolean {
    const { arena, kernels } = this.model
    // A number takes 32/3 characters in base64.
    return ((arena.mark() / kernels.bytes) * 32) / 3 < limits.textLength
  }

  /**
   * Continues from the file, if it exists; returns the rows of the stream so far.
   * @throws Refused if it is not a checkpoint of a stream, or one of another document.
   */
  resume(stream: Stream): number | undefined {
    if (!existsSync(this.path)) return undefined
    const found = accepted(schema, objectIn(this.path))
    if (!found) return refuseFile(this.path)
    refuseOther(this.path, found.of, this.identity)
    if (!found.weights.includes(this.began))
      refuseOther(this.path, { ...this.identity, weights: found.weights.join(', ') }, { ...this.identity, weights: this.began })
    if (!stream.resume(found.state)) return refuseFile(this.path)
    this.lines = found.lines
    this.saved = printOf(this.model)
    return found.state.rows
  }

  /** Writes a state; call it before saving the document with the current weights. On failure, `failed` has the reason. */
  write(state: StreamState): void {
    const { identity, began, saved, lines } = this
    const now = printOf(this.model)
    try {
      const weights = [...new Set([began, saved, now])]
      this.target.rewrite(`${JSON.stringify({ format: FORMAT, version: 1, of: identity, weights, lines, state })}\n`)
      this.failed = undefined
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      this.failed = error
    }
    this.saved = now
  }

  /** Removes the file, if the user did not name it, when the stream has ended. */
  done(): void {
    if (this.automatic) rmSync(this.path, { force: true })
  }
}
