import { append } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import type { Network } from '../compile'
import type { NodeRegistry } from '../contract/node-type'
import { splitOf } from '../document/tables'
import type { GraphDocument } from '../document/types'
import { lossOf } from '../kinds/losses'
import { nonFinitePlace } from '../learn/model/finite'
import type { Model } from '../learn/model/model'
import { cellStyle } from './cells'
import { streamColumns, type StreamColumns } from './columns'
import { OnlineLearner, unlearnable } from './online'
import { RowReader, type StreamRow } from './rows'
import { GrowingSequence } from './series'
import { Speaker } from './speaker'
import type { StreamState } from './state'

/** The outputs for a row. */
export interface RowOutput {
  readonly line: number
  /** Whether the row is the first of a sequence. */
  readonly first: boolean
  /** By output: numbers in the units of the data, categories as probabilities. */
  readonly values: Readonly<Record<string, readonly number[]>>
}

export interface StreamOptions {
  readonly learn: boolean
  /** Epochs of training before, which set the learning rate. */
  readonly epoch: number
  /** Scaling and categories; by default those stored in the document. */
  readonly fitted?: GraphDocument['fitted']
}

/**
 * Runs a network on a stream of rows, carries its state from row to row, and optionally learns from them. On the rows of
 * the training part, it learns the same weights, bit for bit, as one epoch of training.
 */
export class Stream {
  readonly reader: RowReader
  /** Rows taken, and sequences begun. */
  rows = 0
  sequences = 0
  private sequence: GrowingSequence | undefined
  private name: string | undefined
  private lines: { readonly line: number; readonly first: boolean }[] = []

  private constructor(
    readonly model: Model,
    readonly columns: StreamColumns,
    readonly speaker: Speaker,
    readonly learner: OnlineLearner | undefined,
  ) {
    const { document, outputs } = model.network
    const { data } = document
    const probabilities = learner ? outputs.filter(({ loss }) => lossOf(loss).targets === 'probabilities').map(({ id }) => id) : []
    this.reader = new RowReader(columns, {
      separator: data?.kind === 'file' ? data.separator : undefined,
      style: cellStyle(document),
      targets: learner !== undefined,
      probabilities: new Set(probabilities),
    })
  }

  /** Makes a stream for a model, or returns the reasons why the network cannot run on, or learn from, a stream. */
  static make(model: Model, registry: NodeRegistry, { learn, epoch, fitted }: StreamOptions): Stream | readonly Problem[] {
    const { network } = model
    if (network.backwardInTime) {
      const nodes = [...new Set(network.lowered.ops.flatMap((op) => (op.backwardInTime ? [op.node] : [])))]
      return [problem('forward-time-needed', 'stream-forward-time', { nodes: nodes.join(', ') }, { nodes })]
    }
    const { columns, errors } = streamColumns(network, registry, fitted)
    const hindered = learn ? unlearnable(network, columns) : undefined
    if (errors.length > 0 || hindered) return [...errors, ...(hindered ? [hindered] : [])]
    const speaker = Speaker.make(model, columns)
    if ('code' in speaker) return [speaker]
    const learner = learn ? OnlineLearner.make(model, columns, epoch) : undefined
    if (learner && 'code' in learner) return [learner]
    return new Stream(model, columns, speaker, learner)
  }

  /** Returns the complete state from which a stream of the same document continues bit for bit; undefined without a learner, or after a number that is not finite. */
  state(): StreamState | undefined {
    const { reader, rows, sequences, sequence, name, lines, speaker, learner } = this
    if (!learner?.finite || this.failed) return undefined
    return {
      rows,
      sequences,
      name: name ?? null,
      lines: lines.map(({ line, first }) => ({ line, first })),
      sequence: sequence?.state() ?? null,
      speaker: speaker.state(),
      learner: learner.state(),
      times: reader.state(),
    }
  }

  /** Continues from a state; call it before the first row. Returns false for a state of another document; the stream is then unusable. */
  resume({ rows, sequences, name, lines, sequence: held, speaker, learner, times }: StreamState): boolean {
    const sequence = held ? GrowingSequence.resume(this.columns.signals, held) : undefined
    if (!this.learner || (held && !sequence)) return false
    if (!this.learner.resume(sequence, learner) || !this.speaker.resume(sequence, speaker)) return false
    if (sequence && lines.length !== sequence.rows - this.speaker.spoken) return false
    this.rows = rows
    this.sequences = sequences
    this.sequence = sequence
    this.name = name ?? undefined
    this.lines = [...lines]
    this.reader.resume(times)
    return true
  }

  /** The problem that ended the stream: a number that is not finite. */
  failed: Problem | undefined

  /** Processes a row: computes the outputs, then learns. A future window delays the outputs by its rows. */
  take(row: StreamRow): RowOutput[] {
    const { sequenceLength } = this.columns
    const anew = this.sequence === undefined || (row.sequence !== undefined && row.sequence !== this.name)
    const outputs = anew && this.sequence ? this.finish(false) : []
    if (anew) {
      this.begin()
      this.name = row.sequence
    }
    const sequence = this.sequence!
    this.lines.push({ line: row.line, first: sequence.rows === 0 })
    sequence.append(row)
    this.rows++
    append(outputs, sequence.rows === sequenceLength ? this.finish(false) : this.advance())
    return outputs
  }

  /** Ends the sequence: computes its last outputs, and learns from its last steps. */
  end(): RowOutput[] {
    return this.sequence ? this.finish(this.partial) : []
  }

  /** Whether the rows are the training part of a longer series, so that the targets of the last steps belong to the next part. */
  private get partial(): boolean {
    const { data } = this.model.network.document
    const { sequenceLength } = this.columns
    return data !== undefined && data.kind !== 'inline' && sequenceLength === undefined && this.name === undefined && splitOf(data)[0]! < 1
  }

  private begin(): void {
    this.sequence = new GrowingSequence(this.columns.signals)
    this.sequences++
    this.lines = []
    this.speaker.begin(this.sequence)
    this.learner?.begin(this.sequence)
  }

  private finish(partial: boolean): RowOutput[] {
    const sequence = this.sequence!
    sequence.end(false)
    const outputs = this.runSteps()
    this.speaker.takeTargets()
    if (partial) sequence.end(true)
    this.learn()
    this.sequence = undefined
    return outputs
  }

  private advance(): RowOutput[] {
    // Take the targets of earlier steps before running the step of the new row.
    this.speaker.takeTargets()
    const outputs = this.runSteps()
    this.speaker.takeTargets()
    this.learn()
    this.sequence!.forget(Math.min(this.speaker.done, this.learner?.done ?? Infinity))
    return outputs
  }

  private runSteps(): RowOutput[] {
    const { speaker, sequence, lines, columns } = this
    const outputs: RowOutput[] = []
    while (!this.failed && speaker.spoken < sequence!.runnable) {
      const values = speaker.step()
      if (!values) {
        this.failed = nonFinitePlace(speaker.program)
        break
      }
      const at = lines.shift()!
      outputs.push({ ...at, values: Object.fromEntries(values.map(([id, numbers]) => [id, inUnits(columns, id, numbers)])) })
    }
    return outputs
  }

  private learn(): void {
    const { learner } = this
    if (this.failed || !learner) return
    if (learner.work()) this.speaker.program.refresh()
    this.failed = learner.failed
  }
}

/** Returns a warning for training settings without effect in a stream that distinguishes sequences. */
export function oneByOne({ training }: Network, { sequenceColumn, sequenceLength, sequenceNeeded }: StreamColumns): readonly Problem[] {
  if (!sequenceNeeded && sequenceLength === undefined && sequenceColumn === undefined) return []
  const settings = [...(training.batchSize > 1 ? ['batchSize'] : []), ...(training.shuffle ? ['shuffle'] : [])]
  return settings.length === 0 ? [] : [problem('setting-idle', 'stream-one-by-one', { settings: settings.join(', ') }, { path: `/training/${settings[0]!}` })]
}

function inUnits({ units }: StreamColumns, id: string, values: Float64Array): number[] {
  const own = Object.hasOwn(units, id) ? units[id]! : undefined
  return Array.from(values, (value, i) => (own ? value * own[i]!.deviation + own[i]!.mean : value))
}
