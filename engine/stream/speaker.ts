import { largest } from '../base/lists'
import type { Problem } from '../base/problem'
import type { Program } from '../compile/program'
import { lossOf } from '../kinds/losses'
import { Model } from '../learn/model/model'
import { pack, unpack } from '../learn/train/checkpoint'
import type { StreamColumns } from './columns'
import type { GrowingSequence } from './series'
import type { SpeakerState } from './state'

/** Steps to keep on the tape for display. */
const SHOWN = 64

/** Runs the network on each row when it arrives, without noise and dropout, and scores predictions when their targets arrive. */
export class Speaker {
  readonly program: Program
  /** Steps of the sequence run so far. */
  spoken = 0
  /** Σ of the losses of all scored steps, and their number by output, since the last `takeScore`. */
  private loss = 0
  private readonly scored = new Map<string, number>()
  private sequence: GrowingSequence | undefined
  /** By output, the number of steps that have been scored, or skipped because they have no target. */
  private readonly judged = new Map<string, number>()
  private readonly ahead: ReadonlyMap<string, number>
  private readonly forced: boolean

  private constructor(
    private readonly model: Model,
    columns: StreamColumns,
    program: Program,
  ) {
    this.program = program
    this.ahead = new Map(columns.signals.flatMap(({ id, output, ahead }) => (output ? [[id, ahead] as const] : [])))
    this.forced = model.network.training.teacherForcing.some((id) => (this.ahead.get(id) ?? 0) > 0)
    program.mode.forcing = true
  }

  /** Allocates memory, or returns why that is impossible. */
  static make(model: Model, columns: StreamColumns): Speaker | Problem {
    const { network, kernels } = model
    const ahead = columns.signals.reduce((most, signal) => Math.max(most, signal.output ? signal.ahead : 0), 0)
    const keep = Math.max(SHOWN, network.longestDelay + ahead + 1)
    const capacity = { steps: 2 * keep, sequences: 1, keep, adjoints: false }
    return Model.tooLarge(network, capacity, kernels.precision) ?? new Speaker(model, columns, model.bind(capacity))
  }

  begin(sequence: GrowingSequence): void {
    this.sequence = sequence
    this.spoken = 0
    this.judged.clear()
    this.program.refresh()
    this.program.begin([sequence])
  }

  state(): SpeakerState {
    const { spoken, loss, scored, judged, program } = this
    return { spoken, loss, scored: Object.fromEntries(scored), judged: Object.fromEntries(judged), program: pack(program.snapshot()) }
  }

  /** Continues a sequence from a state, after its weights are in the model; false if the state is of another network. */
  resume(sequence: GrowingSequence | undefined, { spoken, loss, scored, judged, program: rows }: SpeakerState): boolean {
    const { program } = this
    const snapshot = unpack(rows)
    const counts = (all: Readonly<Record<string, number>>): (readonly [string, number])[] => Object.entries(all).filter(([id]) => this.ahead.has(id))
    if (!snapshot || !program.fits(snapshot) || spoken > (sequence?.rows ?? Infinity)) return false
    if (sequence && spoken !== snapshot[0]! + snapshot[2]!) return false
    program.refresh()
    if (sequence) program.restore(snapshot, [sequence])
    this.sequence = sequence
    this.spoken = spoken
    this.loss = loss
    this.scored.clear()
    this.judged.clear()
    for (const [id, count] of counts(scored)) this.scored.set(id, count)
    for (const [id, count] of counts(judged)) this.judged.set(id, Math.min(count, spoken))
    return true
  }

  /** Runs the next step, and returns the value of each output, in the network's units; undefined if one is not finite. */
  step(): readonly (readonly [output: string, values: Float64Array])[] | undefined {
    const { program, model } = this
    const row = program.advance(1)
    this.spoken++
    const view = model.kernels.view()
    const outputs = model.network.outputs.map(({ id, size, out }) => {
      const at = program.value(out) / model.kernels.bytes + row * size
      return [id, Float64Array.from(view.subarray(at, at + size))] as const
    })
    return outputs.every(([, values]) => values.every(Number.isFinite)) ? outputs : undefined
  }

  /** Takes newly arrived targets: scores the predictions, and writes the targets to the tape for teacher forcing. */
  takeTargets(): void {
    const { program, sequence, spoken } = this
    if (!sequence) return
    const { bytes } = program.kernels
    const view = program.kernels.view()
    let earliest = spoken
    for (const output of this.model.network.outputs) {
      const { id, size, out, net, loss, lossWeight } = output
      const target = sequence.targets[id]
      if (!target) continue
      const known = Math.min(spoken, sequence.rows - (this.ahead.get(id) ?? 0))
      const { address, present } = program.targets(id)
      for (let step = this.judged.get(id) ?? 0; step < known; step++) {
        this.judged.set(id, step + 1)
        const row = step - program.tape.base
        const held = step - sequence.offset
        if (row < 0 || held < 0 || !target.present[held]) continue
        const at = row * size
        view.set(target.values.subarray(held * size, (held + 1) * size), address / bytes + at)
        const [y, n, d] = [program.value(out), program.value(net), address].map((slot) => slot / bytes + at) as [number, number, number]
        this.loss += lossWeight * lossOf(loss).row(view, size, n, y, d, output)
        this.scored.set(id, (this.scored.get(id) ?? 0) + 1)
        if (!present[row]) earliest = Math.min(earliest, step)
        present[row] = 1
      }
    }
    // Run again from the first step whose forced output has become known.
    if (this.forced && earliest < spoken) program.recompute(earliest - program.tape.base, program.tape.steps)
  }

  /** The first step that scoring still needs. */
  get done(): number {
    let least = this.spoken
    for (const id of this.ahead.keys()) least = Math.min(least, this.judged.get(id) ?? 0)
    return least
  }

  /** Returns the mean loss per scored step since the last call; undefined if there is none. */
  takeScore(): { readonly loss: number; readonly steps: number } | undefined {
    const steps = largest([...this.scored.values()], 0)
    const { loss } = this
    this.loss = 0
    this.scored.clear()
    return steps === 0 ? undefined : { loss: loss / steps, steps }
  }
}
