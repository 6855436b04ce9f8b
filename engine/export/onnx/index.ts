import { append } from '../../base/lists'
import { problem } from '../../base/problem'
import type { Slot } from '../../contract/op'
import type { Dataset } from '../../data/types'
import type { Term } from '../../contract/term'
import { activationOf } from '../../kinds/activations'
import type { Model } from '../../learn/model/model'
import type { Precision } from '../../kernels/types'
import { ExportError, type ExportFile, type MeasuredPrecision } from '../file'
import { narrowing } from '../parity'
import { flows, recurrenceOf, type KeptValue, type Pass, type Recurrence } from '../recurrence'
import { fullParameters, type FullParameter } from '../weights'
import { GraphBuilder, IR_VERSION, OPERATORS, type Dimension } from './graph'
import { isPerUnit } from '../../formula/tree'
import { ProtobufWriter } from './protobuf'
import { treeOnnx, unwritten } from './tree'

export interface OnnxOptions {
  /** Whether states are inputs without defaults, for runtimes that do not support them; the metadata then has their initial values. */
  readonly state?: boolean
}

/** Relative error above which float32 does not reproduce the engine's results. */
const NARROW = 1e-5

/**
 * Writes the network as an ONNX model: in float32 if its outputs differ from those in float64 by at most 1e-5 of the
 * largest output, for random inputs and for the data if there is any, else in float64. The metadata contain the measured
 * difference. Inputs and outputs are [steps, batch, size] under their ids. A Scan over the steps for each direction of time
 * has the network's memories as its states. If time only runs forward, states are also inputs with defaults, and outputs;
 * so are the outputs before their activation, as `ID.logits`.
 * @throws ExportError for a network without an input, whose number of steps would be unknown, and for a formula with a
 * function that runtimes lack in float64.
 */
export function onnxFiles(model: Model, dataset?: Dataset, { state = false }: OnnxOptions = {}): ExportFile[] {
  const { document, inputs } = model.network
  if (inputs.length === 0) throw new ExportError(problem('data-missing', 'export-without-input', {}))
  const float32 = narrowing(model, dataset)
  // If the difference is NaN, write float64.
  const measured: MeasuredPrecision = { precision: float32 <= NARROW ? 'float32' : 'float64', float32 }
  const missing = [
    ...new Set(
      model.network.lowered.ops.flatMap(({ formula }) => (formula?.kind === 'formula' ? unwritten(formula.tree, measured.precision === 'float64') : [])),
    ),
  ]
  if (missing.length > 0) throw new ExportError(problem('formula-invalid', 'export-onnx-functions', { functions: missing.join(', ') }))
  const writer = new Writer(recurrenceOf(model.network), fullParameters(model), measured.precision, state)
  const graph = writer.write(document.name ?? 'network')
  const message = new ProtobufWriter()
    .whole(1, IR_VERSION)
    .text(2, 'Unfold')
    .message(7, graph.message())
    .message(8, new ProtobufWriter().text(1, '').whole(2, OPERATORS))
  for (const [key, value] of [
    ['precision', measured.precision],
    ['largest distance of float32 from float64, of the largest output', float32.toExponential(1)],
    ...writer.starts,
  ] as const)
    message.message(14, new ProtobufWriter().text(1, key).text(2, value))
  return [{ suffix: '.onnx', content: message.finish(), measured }]
}

class Writer {
  private count = 0
  private readonly parameters: ReadonlyMap<string, FullParameter>
  private readonly used = new Set<string>()
  private readonly zeros = new Map<number, string>()
  /** Values over all steps by their slots. */
  private readonly series = new Map<Slot, string>()
  private graph: GraphBuilder
  private batch = ''
  /** States after the last step. */
  private readonly next: { readonly name: string; readonly value: string; readonly shape: readonly Dimension[] }[] = []
  /** Whether a run can continue from a state: only if no time runs backward. */
  private readonly continues: boolean
  /** For states without defaults: the name and initial value of each, as JSON. */
  readonly starts: (readonly [name: string, values: string])[] = []

  constructor(
    private readonly recurrence: Recurrence,
    parameters: readonly FullParameter[],
    private readonly precision: Precision,
    private readonly bare: boolean,
  ) {
    this.graph = new GraphBuilder('', precision, () => '')
    this.continues = recurrence.passes.every(({ backward }) => !backward)
    this.parameters = new Map(parameters.map((p) => [p.declaration.name, p]))
  }

  write(title: string): GraphBuilder {
    const { inputs, outputs, nets, passes } = this.recurrence
    // Names in a document contain no `#`, so these are unique.
    const graph = new GraphBuilder(title, this.precision, () => `#${++this.count}`)
    this.graph = graph
    for (const { id, slot } of inputs) {
      graph.input(id, ['steps', 'batch', slot.size])
      this.series.set(slot, id)
    }
    this.batch = graph.node('Slice', [graph.node('Shape', [inputs[0]!.id]), graph.wholes([1]), graph.wholes([2])])
    for (const pass of passes) this.scan(pass)
    for (const name of this.used) {
      const {
        declaration: { shape },
        values,
      } = this.parameters.get(name)!
      graph.tensor(name, shape, values)
    }
    const give = (name: string, value: string, shape: readonly Dimension[]): void => {
      graph.node('Identity', [value], {}, name)
      graph.output(name, shape)
    }
    for (const { id, slot } of outputs) give(id, this.series.get(slot)!, ['steps', 'batch', slot.size])
    for (const [i, { id, slot }] of nets.entries()) if (slot !== outputs[i]!.slot) give(`${id}.logits`, this.series.get(slot)!, ['steps', 'batch', slot.size])
    for (const { name, value, shape } of this.next) give(name, value, shape)
    return graph
  }

  private parameter(name: string): string {
    this.used.add(name)
    return name
  }

  /** Expands a constant vector to every sequence of the batch; with `steps`, to that many steps of each. */
  private everywhere(vector: string, size: number, steps?: number): string {
    const { graph } = this
    const shape = graph.node('Concat', [...(steps === undefined ? [] : [graph.wholes([steps])]), this.batch, graph.wholes([size])], { axis: 0 })
    return graph.node('Expand', [vector, shape])
  }

  private zero(size: number): string {
    const known = this.zeros.get(size) ?? this.everywhere(this.graph.scalar(0), size)
    this.zeros.set(size, known)
    return known
  }

  private scan(pass: Pass): void {
    const { kept, reads, gives, assignments, backward } = pass
    const { graph } = this
    const body = graph.inner(backward ? 'step backward in time' : 'step forward in time')
    const names = new Map<Slot, string>()
    const value = (slot: Slot): string => {
      const known = names.get(slot)
      if (known !== undefined) return known
      const { node, port } = this.recurrence.nameOf(slot)
      const name = `#${++this.count} ${node}.${port}`
      names.set(slot, name)
      return name
    }
    const initial: string[] = []
    const next: { readonly name: string; readonly shape: readonly Dimension[] }[] = []
    const labels = [...kept.map((memory) => this.label(memory)), ...kept.filter((m) => m.memory.delay > 1).map((memory) => `${this.label(memory)}.queue`)]
    const queues = new Map<KeptValue, string>()
    for (const memory of kept) {
      const { slot } = memory
      body.input(value(slot), ['batch', slot.size])
      initial.push(this.start(memory))
    }
    for (const memory of kept.filter((m) => m.memory.delay > 1)) {
      const queue = `#${++this.count} queue`
      queues.set(memory, queue)
      body.input(queue, [memory.memory.delay - 1, 'batch', memory.slot.size])
      initial.push(this.queue(memory))
    }
    // A pass that reads no signals still runs for every step.
    const scanned = reads.length > 0 ? reads : [this.recurrence.inputs[0]!.slot]
    for (const slot of scanned) body.input(value(slot), ['batch', slot.size])

    const write = (term: Term, size: number): string => {
      const written = this.term(body, term, value, size)
      return flows(term) ? written : body.node('Add', [this.zero(size), written])
    }
    for (const { slot, term } of assignments) body.node('Identity', [write(term, slot.size)], {}, value(slot))
    const sources = new Map(kept.map((memory) => [memory, memory.source ? write(memory.source, memory.slot.size) : this.zero(memory.slot.size)]))
    for (const memory of kept) {
      const {
        slot,
        memory: { decay },
      } = memory
      const queue = queues.get(memory)
      const arriving =
        queue === undefined ? sources.get(memory)! : body.node('Squeeze', [body.node('Slice', [queue, body.wholes([0]), body.wholes([1])]), body.wholes([0])])
      const following = decay === 0 ? arriving : body.node('Add', [body.node('Mul', [value(slot), body.scalar(decay)]), arriving])
      next.push({ name: body.node('Identity', [following]), shape: ['batch', slot.size] })
    }
    for (const [memory, queue] of queues) {
      const {
        slot,
        memory: { delay },
      } = memory
      const newest = body.node('Unsqueeze', [sources.get(memory)!, body.wholes([0])])
      const shape = [delay - 1, 'batch', slot.size]
      next.push({
        name: delay === 2 ? newest : body.node('Concat', [body.node('Slice', [queue, body.wholes([1]), body.wholes([delay - 1])]), newest], { axis: 0 }),
        shape,
      })
    }
    for (const { name, shape } of next) body.output(name, shape)
    for (const slot of gives) body.output(body.node('Identity', [value(slot)]), ['batch', slot.size])

    const results = gives.map((slot) => {
      const { node, port } = this.recurrence.nameOf(slot)
      const name = `#${++this.count} ${node}.${port} over all steps`
      this.series.set(slot, name)
      return name
    })
    const way = backward ? 1 : 0
    const last = next.map(() => `#${++this.count}`)
    if (this.continues)
      append(
        this.next,
        next.map(({ shape }, i) => ({ name: `next/${labels[i]!}`, value: last[i]!, shape })),
      )
    graph.node(
      'Scan',
      [...initial, ...scanned.map((slot) => this.series.get(slot)!)],
      { body, num_scan_inputs: scanned.length, scan_input_directions: scanned.map(() => way), scan_output_directions: gives.map(() => way) },
      [...last, ...results],
    )
  }

  private label({ slot }: KeptValue): string {
    const { node, port } = this.recurrence.nameOf(slot)
    return `${node}.${port}`
  }

  /** Returns the initial value of a memory; if a run can continue from a state, an input with that value as its default. */
  private start(memory: KeptValue): string {
    const {
      slot: { size },
      memory: { initial, start },
    } = memory
    if (!this.continues) return this.everywhere(initial ? this.parameter(initial.name) : this.graph.scalar(start), size)
    return this.everywhere(this.state(this.label(memory), ['sequences', size], [1, size], this.initial(memory)), size)
  }

  private initial({ slot: { size }, memory: { initial, start } }: KeptValue): Float64Array {
    return initial ? Float64Array.from(this.parameters.get(initial.name)!.values) : new Float64Array(size).fill(start)
  }

  /** Adds a state as an input for one sequence or the whole batch, with a default unless `bare`; returns its name. */
  private state(label: string, shape: readonly Dimension[], standard: readonly number[], values: Float64Array): string {
    const name = `state/${label}`
    this.graph.input(name, shape)
    if (!this.bare) return this.graph.tensor(name, standard, values)
    this.starts.push([name, JSON.stringify({ shape: standard, data: Array.from(values) })])
    return name
  }

  /**
   * Returns the initial contents of a delay line: (1 − decay) · initial. The memory then keeps its initial value, decay ·
   * initial + (1 − decay) · initial, until the first value arrives.
   */
  private queue(memory: KeptValue): string {
    const {
      slot,
      memory: { initial, start, decay, delay },
    } = memory
    const { graph } = this
    if (this.continues) {
      const one = this.initial(memory).map((value) => (1 - decay) * value)
      const values = Float64Array.from({ length: (delay - 1) * slot.size }, (_, i) => one[i % slot.size]!)
      const queue = this.state(`${this.label(memory)}.queue`, [delay - 1, 'sequences', slot.size], [delay - 1, 1, slot.size], values)
      return this.everywhere(queue, slot.size, delay - 1)
    }
    const filling = initial ? graph.node('Mul', [this.parameter(initial.name), graph.scalar(1 - decay)]) : graph.scalar((1 - decay) * start)
    return this.everywhere(filling, slot.size, delay - 1)
  }

  private term(body: GraphBuilder, term: Term, value: (slot: Slot) => string, size: number): string {
    const again = (t: Term): string => this.term(body, t, value, size)
    const chain = (type: string, terms: readonly Term[]): string => terms.map(again).reduce((a, b) => body.node(type, [a, b]))
    switch (term.kind) {
      case 'slot':
        return value(term.slot)
      case 'parameter':
        return this.parameter(term.parameter.name)
      case 'number':
        return body.scalar(term.value)
      case 'sum':
        return chain('Add', term.terms)
      case 'product':
        return chain('Mul', term.factors)
      case 'matrix':
        return body.node('Gemm', [again(term.vector), this.parameter(term.weights.name)], term.transposed ? {} : { transB: 1 })
      case 'formula': {
        const values = new Map(term.names.map((name, i) => [name, term.arguments[i]!]))
        const value = (name: string): string => again(values.get(name)!)
        const written = treeOnnx(body, term.tree, term.size, value, this.precision === 'float64')
        return isPerUnit(term.tree) ? written : body.node('Add', [this.zero(term.size), written])
      }
      case 'constant':
        return again(term.of)
      case 'spike':
        return body.node('Where', [body.node('Greater', [again(term.of), body.scalar(0)]), body.scalar(1), body.scalar(0)])
      case 'activation':
        return activationOf(term.activation).onnx(body, again(term.of), this.precision === 'float64')
    }
  }
}
