import type { Precision } from '../../kernels/types'
import { ProtobufWriter } from './protobuf'

// Field numbers and enumerations are those of onnx.proto3, IR version 8.
const FLOAT = 1
const INT64 = 7
const DOUBLE = 11
const types: Readonly<Record<Precision, number>> = { float32: FLOAT, float64: DOUBLE }
export const IR_VERSION = 8
/** The operator set. Scan requires 9, its current form 16; axes of Unsqueeze as an input require 13. */
export const OPERATORS = 17

/** A number is a fixed dimension; a text names a free one. */
export type Dimension = number | string
type Attribute = number | readonly number[] | GraphBuilder | { readonly float: number }

function attribute(name: string, value: Attribute): ProtobufWriter {
  const message = new ProtobufWriter().text(1, name)
  if (value instanceof GraphBuilder) return message.message(6, value.message()).whole(20, 5)
  if (typeof value === 'number') return message.whole(3, value).whole(20, 2)
  if ('float' in value) return message.float(2, value.float).whole(20, 1)
  for (const entry of value) message.whole(8, entry)
  return message.whole(20, 7)
}

function valueInfo(type: number, name: string, shape: readonly Dimension[]): ProtobufWriter {
  const dimensions = new ProtobufWriter()
  for (const d of shape) dimensions.message(1, typeof d === 'number' ? new ProtobufWriter().whole(1, d) : new ProtobufWriter().text(2, d))
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, new ProtobufWriter().whole(1, type).message(2, dimensions)))
}

/** Builds an ONNX graph; nodes are in execution order. */
export class GraphBuilder {
  private readonly nodes: ProtobufWriter[] = []
  private readonly initializers: ProtobufWriter[] = []
  private readonly inputs: ProtobufWriter[] = []
  private readonly outputs: ProtobufWriter[] = []
  private readonly constants = new Map<string, string>()

  constructor(
    private readonly name: string,
    readonly precision: Precision,
    private readonly fresh: () => string,
    private readonly parent?: GraphBuilder,
  ) {}

  /** Makes a graph for the body of a node of this one; names are unique over both. */
  inner(name: string): GraphBuilder {
    return new GraphBuilder(name, this.precision, this.fresh, this)
  }

  input(name: string, shape: readonly Dimension[]): void {
    this.inputs.push(valueInfo(types[this.precision], name, shape))
  }

  output(name: string, shape: readonly Dimension[]): void {
    this.outputs.push(valueInfo(types[this.precision], name, shape))
  }

  tensor(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    this.initializers.push(header(shape, types[this.precision]).text(8, name).bytes(9, this.raw(values)))
    return name
  }

  /** Adds integers as a constant of the outermost graph; reuses equal lists. */
  wholes(values: readonly number[]): string {
    return this.once(`wholes ${values.join()}`, (name) => {
      const raw = new Uint8Array(values.length * 8)
      const view = new DataView(raw.buffer)
      values.forEach((value, i) => view.setBigInt64(i * 8, BigInt(value), true))
      return header([values.length], INT64).text(8, name).bytes(9, raw)
    })
  }

  /** Adds a number as a scalar constant, which broadcasts to every element. */
  scalar(value: number): string {
    return this.once(`scalar ${value}`, (name) =>
      header([], types[this.precision])
        .text(8, name)
        .bytes(9, this.raw([value])),
    )
  }

  private raw(values: ArrayLike<number>): Uint8Array {
    const wide = this.precision === 'float64'
    const raw = new Uint8Array(values.length * (wide ? 8 : 4))
    const view = new DataView(raw.buffer)
    for (let i = 0; i < values.length; i++) {
      if (wide) view.setFloat64(i * 8, values[i]!, true)
      else view.setFloat32(i * 4, values[i]!, true)
    }
    return raw
  }

  private once(key: string, make: (name: string) => ProtobufWriter): string {
    if (this.parent) return this.parent.once(key, make)
    let name = this.constants.get(key)
    if (name === undefined) {
      name = this.fresh()
      this.constants.set(key, name)
      this.initializers.push(make(name))
    }
    return name
  }

  /** Adds a node and returns the name of its value. */
  node(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: string | readonly string[] = this.fresh(),
  ): string {
    const names = typeof outputs === 'string' ? [outputs] : outputs
    const message = new ProtobufWriter()
    for (const input of inputs) message.text(1, input)
    for (const output of names) message.text(2, output)
    message.text(3, `${type} ${names[0] ?? ''}`).text(4, type)
    for (const [name, value] of Object.entries(attributes)) message.message(5, attribute(name, value))
    this.nodes.push(message)
    return names[0]!
  }

  message(): ProtobufWriter {
    const graph = new ProtobufWriter()
    for (const node of this.nodes) graph.message(1, node)
    graph.text(2, this.name)
    for (const initializer of this.initializers) graph.message(5, initializer)
    for (const input of this.inputs) graph.message(11, input)
    for (const output of this.outputs) graph.message(12, output)
    return graph
  }
}

function header(shape: readonly number[], type: number): ProtobufWriter {
  const tensor = new ProtobufWriter()
  for (const d of shape) tensor.whole(1, d)
  return tensor.whole(2, type)
}
