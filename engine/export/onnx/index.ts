import { problem } from '../../base/problem'
import type { Slot } from '../../contract/op'
import type { Dataset } from '../../data/types'
import type { Term } from '../../contract/term'
import { activationOf } from '../../kinds/activations'
import type { Model } from '../../learn/model/model'
import type { Precision } from '../../kernels/types'
import { ExportError, type ExportFile, type Measured } from '../file'
import { narrowing } from '../parity'
import { flows, recurrenceOf, type Kept, type Pass, type Recurrence } from '../recurrence'
import { fullParameters, type FullParameter } from '../weights'
import { GraphBuilder, IR_VERSION, OPERATORS } from './graph'
import { ProtobufWriter } from './protobuf'

/** Beyond this distance float32 is not what the engine computes. */
const NARROW = 1e-5

/**
 * The drawn network as an ONNX model, in float32 where that gives what float64 gives to a share of 1e-5, else in
 * float64; for drawn inputs and for the data if there is any; what was measured stands in its metadata. Inputs and outputs are [steps, batch, size] under their ids, a Scan over
 * the steps for each direction of time, whose states are what the network keeps.
 * @throws ExportError for a network without an input: nothing would say how many steps there are.
 */
export function onnxFiles(model: Model, dataset?: Dataset): ExportFile[] {
  const { document, inputs } = model.network
  if (inputs.length === 0) throw new ExportError(problem('data-missing', 'export-without-input', {}))
  const float32 = narrowing(model, dataset)
  // NaN is no reason to write float32.
  const measured: Measured = { precision: float32 <= NARROW ? 'float32' : 'float64', float32 }
  const graph = new Writer(recurrenceOf(model.network), fullParameters(model), measured.precision).write(document.name ?? 'network')
  const message = new ProtobufWriter()
    .whole(1, IR_VERSION)
    .text(2, 'Unfold')
    .message(7, graph.message())
    .message(8, new ProtobufWriter().text(1, '').whole(2, OPERATORS))
  for (const [key, value] of [
    ['precision', measured.precision],
    ['largest distance of float32 from float64, of the largest output', float32.toExponential(1)],
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

  constructor(
    private readonly recurrence: Recurrence,
    parameters: readonly FullParameter[],
    private readonly precision: Precision,
  ) {
    this.graph = new GraphBuilder('', precision, () => '')
    this.parameters = new Map(parameters.map((p) => [p.declaration.name, p]))
  }

  write(title: string): GraphBuilder {
    const { inputs, outputs, passes } = this.recurrence
    // Names of a document hold no `#`.
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
    for (const { id, slot } of outputs) {
      graph.node('Identity', [this.series.get(slot)!], {}, id)
      graph.output(id, ['steps', 'batch', slot.size])
    }
    return graph
  }

  private parameter(name: string): string {
    this.used.add(name)
    return name
  }

  /** Returns a constant vector for every sequence of the batch, or for as many steps of each. */
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
    const next: { readonly name: string; readonly shape: readonly (string | number)[] }[] = []
    const queues = new Map<Kept, string>()
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
    graph.node(
      'Scan',
      [...initial, ...scanned.map((slot) => this.series.get(slot)!)],
      { body, num_scan_inputs: scanned.length, scan_input_directions: scanned.map(() => way), scan_output_directions: gives.map(() => way) },
      [...next.map(() => `#${++this.count}`), ...results],
    )
  }

  private start({ slot, memory: { initial, start } }: Kept): string {
    return this.everywhere(initial ? this.parameter(initial.name) : this.graph.scalar(start), slot.size)
  }

  /**
   * What has not arrived yet. Until the first value does, decay · initial + (1 − decay) · initial is what it started
   * from.
   */
  private queue({ slot, memory: { initial, start, decay, delay } }: Kept): string {
    const { graph } = this
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
        return body.node('Gemm', [again(term.vector), this.parameter(term.weights.name)], { transB: 1 })
      case 'activation':
        return activationOf(term.activation).onnx(body, again(term.of), this.precision === 'float64')
    }
  }
}
