import type { Pieces } from '../base/resumable'
import type { Problem } from '../base/problem'
import type { Network } from '../compile/network'
import type { Program } from '../compile/program'
import type { Sequence } from '../data/types'
import { Model } from '../learn/model/model'
import { everyRow, loss } from '../learn/model/loss'
import { addDirect, constantAt, flowPorts, strideOf } from './flow'
import type { CarriedNorms, Influences } from './influence'

/** Most units of a port with individual numbers; norms are over all units. */
const UNROLLED_UNITS = 16

/** A wire, or a node's link to itself, between two steps: from a node at t to a node at t + lag. */
export interface UnrolledLink {
  /** Absent for a node's link to itself. */
  readonly edge?: string
  readonly from: string
  readonly to: string
  /** 0 within a step; negative where time runs backward. */
  readonly lag: number
}

interface UnrolledPort {
  readonly name: string
  readonly node: string
  readonly port: string
  readonly size: number
  /** Number of units with individual numbers. */
  readonly units: number
  /** value(t), steps × units. */
  readonly values: Float32Array
  /** ∂J/∂value(t), steps × units; NaN if no error reaches it. */
  readonly errors: Float32Array
  /** √ mean value(t)², by step. */
  readonly level: Float64Array
  /** ‖∂J/∂value(t)‖, by step; NaN if no error reaches it. */
  readonly error: Float64Array
}

/** ∂J/∂W of one parameter, split by the steps at which it is used. */
interface UnrolledParameter {
  readonly name: string
  readonly edge?: string
  readonly node?: string
  /** ‖∂J/∂W through step t‖, by step; NaN if no error reaches it. */
  readonly steps: Float64Array
  /** The share of each step: its component along the sum. They add up to `norm`. */
  readonly along: Float64Array
  /** ‖Σ over the steps shown‖. */
  readonly norm: number
  /** ‖Σ over the steps that the horizon reaches‖. */
  readonly within: number
}

/** A network over some steps of a sequence, and the errors of the loss at one of them. */
export interface Unrolled {
  /** The first step shown, and their number. */
  readonly first: number
  readonly steps: number
  /** The step whose loss is propagated back. */
  readonly at: number
  /** J(at); absent where it has no target. */
  readonly loss?: number
  readonly ports: readonly UnrolledPort[]
  readonly links: readonly UnrolledLink[]
  readonly parameters: readonly UnrolledParameter[]
  /** What RTRL carries; absent for other algorithms. */
  readonly carried?: CarriedNorms
}

export interface UnrolledRange {
  readonly first: number
  readonly steps: number
  readonly at: number
  /** Number of steps that errors propagate back, counted from `at`; null for all. */
  readonly horizon: number | null
  /** Step from which outputs are no longer replaced by targets. */
  readonly forcedUntil: number
}

/** Returns the wires, and the links of nodes to themselves, with the number of steps that each spans. */
export function linksOf({ lowered: { ops } }: Network): UnrolledLink[] {
  const latches = ops.flatMap((op) => (op.memory && !op.memory.constant ? [{ op, memory: op.memory, sign: op.backwardInTime ? -1 : 1 }] : []))
  const links: UnrolledLink[] = []
  const arriving = new Set<number>()
  for (const op of ops) {
    if (op.edge === undefined || op.kind === 'dropout') continue
    arriving.add(op.writes.index)
    const read = latches.filter(({ memory }) => memory.source === op.writes)
    const ends = { edge: op.edge, from: op.reads[0]!.node, to: op.node }
    if (read.length === 0) links.push({ ...ends, lag: 0 })
    for (const { memory, sign } of read) links.push({ ...ends, lag: sign * memory.delay })
  }
  for (const { op, memory, sign } of latches) {
    const self = { from: op.node, to: op.node }
    const lag = memory.source && !arriving.has(memory.source.index) ? memory.delay : memory.decay !== 0 ? 1 : undefined
    const known = links.some(({ edge, from, lag: other }) => edge === undefined && from === op.node && other === sign * (lag ?? 0))
    if (lag !== undefined && !known) links.push({ ...self, lag: sign * lag })
  }
  return links
}

/**
 * Runs a sequence, and propagates the loss of one step back through the displayed steps: without dropout and noise, with
 * teacher forcing before `forcedUntil`. The numbers are those of the gradient flow of that step, before averaging;
 * gradients of parameters are split by step, so that ∂J/∂W = Σ over t.
 *
 * @param influences computes what RTRL carries, if the document trains with it.
 */
export function* unrolling(model: Model, sequence: Sequence, range: UnrolledRange, influences?: Influences): Pieces<Unrolled | Problem> {
  const { network, arena } = model
  const { length } = sequence
  const first = Math.max(0, Math.min(range.first, length - 1))
  const steps = Math.min(range.steps, length - first)
  const whole = network.backwardInTime
  const keep = Math.min(length, steps + network.longestDelay)
  const capacity = { steps: whole ? length : Math.min(length, keep + Math.max(64, keep)), sequences: 1, keep: whole ? 0 : keep, adjoints: true }
  const tooLarge = Model.tooLarge(network, capacity, 'float64', model.originBytes, false)
  if (tooLarge) return tooLarge
  const mark = arena.mark()
  try {
    const program = model.bind(capacity)
    const carry = influences?.begin(program, first, steps)
    program.refresh()
    program.begin([sequence])
    const stride = whole ? length : Math.min(Math.max(64, keep), strideOf(program))
    for (let t = 0; t < (whole ? length : first + steps); ) {
      program.mode.forcing = t < range.forcedUntil
      const end = whole ? length : Math.min(first + steps, t + stride, program.mode.forcing ? range.forcedUntil : Infinity)
      const local = program.advance(end - t)
      carry?.follow(local, local + end - t)
      t = end
      yield (0.7 * t) / length
    }
    const values = readValues(program, first, steps)
    const back = yield* goingBack(program, { ...range, first, steps })
    return {
      first,
      steps,
      at: range.at,
      ...(back.loss === undefined ? {} : { loss: back.loss }),
      ports: values.map((port, p) => ({ ...port, ...back.ports[p]! })),
      links: linksOf(network),
      parameters: back.parameters,
      ...(carry ? { carried: carry.found } : {}),
    }
  } finally {
    arena.release(mark)
  }
}

type PortValues = Omit<UnrolledPort, 'errors' | 'error'>

function readValues(program: Program, first: number, steps: number): PortValues[] {
  const { network, kernels, tape } = program
  const view = kernels.view()
  return flowPorts(network).map(([name, slot]) => {
    const units = Math.min(UNROLLED_UNITS, slot.size)
    const values = new Float32Array(steps * units)
    const level = new Float64Array(steps)
    for (let k = 0; k < steps; k++) {
      const at = program.value(slot) / kernels.bytes + tape.rowStart[first + k - tape.base]! * slot.size
      values.set(view.subarray(at, at + units), k * units)
      let sum = 0
      for (let i = 0; i < slot.size; i++) sum += view[at + i]! ** 2
      level[k] = Math.sqrt(sum / slot.size)
    }
    return { name, node: slot.node, port: slot.name, size: slot.size, units, values, level }
  })
}

interface Back {
  readonly loss?: number
  readonly ports: readonly Pick<UnrolledPort, 'errors' | 'error'>[]
  readonly parameters: readonly UnrolledParameter[]
}

function* goingBack(program: Program, { first, steps, at, horizon }: UnrolledRange): Pieces<Back> {
  const { network, kernels, tape, store } = program
  const ports = flowPorts(network)
  const none = (count: number): Float64Array => new Float64Array(count).fill(NaN)
  const trainable = store.declarations.filter(({ trainable }) => trainable)
  const local = at - tape.base
  const inside = at >= first && at < first + steps
  const judged = inside && network.outputs.some(({ id }) => program.targets(id).present[tape.rowStart[local]!])
  const errors = ports.map(([, slot]) => {
    const units = Math.min(UNROLLED_UNITS, slot.size)
    return { units, errors: new Float32Array(steps * units).fill(NaN), error: none(steps) }
  })
  const owner = ({ name, edge, node }: (typeof trainable)[number]): Pick<UnrolledParameter, 'name' | 'edge' | 'node'> => ({
    name,
    ...(edge === undefined ? {} : { edge }),
    ...(node === undefined ? {} : { node }),
  })
  if (!judged) return { ports: errors, parameters: trainable.map((p) => ({ ...owner(p), steps: none(steps), along: none(steps), norm: 0, within: 0 })) }

  // If time runs backward, errors also reach later steps.
  const [from, to] = network.backwardInTime ? [0, tape.steps] : [first - tape.base, local + 1]
  program.clearAdjoints(from, to)
  const sum = loss(program, local, local + 1, everyRow, true)
  const stride = network.backwardInTime ? to - from : strideOf(program)
  for (let e = to; e > from; e -= stride) {
    program.backward(Math.max(from, e - stride), e)
    yield 0.7 + (0.15 * (to - e)) / (to - from)
  }
  for (const output of network.outputs) addDirect(program, output, local)
  const view = kernels.view()
  const reached = (k: number): boolean => first + k - tape.base >= from && first + k - tape.base < to
  ports.forEach(([, slot], p) => {
    const { units, errors: numbers, error } = errors[p]!
    const constant = constantAt(program, slot)
    for (let k = 0; k < steps; k++) {
      if (!reached(k) || constant(first + k)) continue
      const row = program.adjoint(slot) / kernels.bytes + tape.rowStart[first + k - tape.base]! * slot.size
      numbers.set(view.subarray(row, row + units), k * units)
      let squares = 0
      for (let i = 0; i < slot.size; i++) squares += view[row + i]! ** 2
      error[k] = Math.sqrt(squares)
    }
  })
  return { loss: sum, ports: errors, parameters: yield* apartBySteps(program, trainable.map(owner), { first, steps, at, horizon }, reached) }
}

/** Splits the gradient of each parameter by the steps at which it is used, from the current adjoints. */
function* apartBySteps(
  { bound, network, store, kernels, tape }: Program,
  owners: readonly Pick<UnrolledParameter, 'name' | 'edge' | 'node'>[],
  { first, steps, at, horizon }: Omit<UnrolledRange, 'forcedUntil'>,
  reached: (k: number) => boolean,
): Pieces<UnrolledParameter[]> {
  const gradients = network.opOrder.groups.flatMap(({ ops }) => ops.flatMap((op) => bound.get(op)?.gradient ?? []))
  const view = (): Float64Array => kernels.view() as Float64Array
  const start = store.gradients / kernels.bytes
  const clear = (): void => kernels.fill(store.trainable, store.gradients, 0)
  const add = (k: number): void => {
    for (const gradient of gradients) gradient(first + k - tape.base, first + k - tape.base + 1)
  }
  const all = Array.from({ length: steps }, (_, k) => k).filter(reached)
  clear()
  for (const k of all) add(k)
  const total = view().slice(start, start + store.trainable)
  clear()
  for (const k of all) if (horizon === null || at - (first + k) < horizon) add(k)
  const places = owners.map((owner) => ({ ...owner, from: store.gradientAddress(owner.name) / kernels.bytes - start, count: store.count(owner.name) }))
  const norm = (numbers: Float64Array, base: number, from: number, count: number): number => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += numbers[base + from + i]! ** 2
    return Math.sqrt(sum)
  }
  const found = places.map(({ name, from, count, ...owner }) => ({
    name,
    ...owner,
    steps: new Float64Array(steps).fill(NaN),
    along: new Float64Array(steps).fill(NaN),
    norm: norm(total, 0, from, count),
    within: norm(view(), start, from, count),
  }))
  for (const [n, k] of all.entries()) {
    clear()
    add(k)
    const numbers = view()
    places.forEach(({ from, count }, p) => {
      const parameter = found[p]!
      parameter.steps[k] = norm(numbers, start, from, count)
      let product = 0
      for (let i = 0; i < count; i++) product += numbers[start + from + i]! * total[from + i]!
      parameter.along[k] = parameter.norm === 0 ? 0 : product / parameter.norm
    })
    yield 0.85 + (0.15 * n) / all.length
  }
  return found
}
