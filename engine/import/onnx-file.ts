import { append } from '../base/lists'
import { limits } from '../document/limits'
import { notCarried, over, unreadable, type Tensor } from './file'
import { numbersOf, widths, type NumberType } from './numbers'
import { fieldsOf, integers, pieceOf, textOf } from './protobuf'

/** A node of an ONNX graph. */
export interface OnnxNode {
  readonly op: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly tensors: ReadonlyMap<string, Tensor>
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly constants: ReadonlyMap<string, Tensor>
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** TensorProto.DataType. */
const TYPES: Readonly<Record<number, NumberType>> = { 1: 'float32', 6: 'int32', 7: 'int64', 9: 'uint8', 10: 'float16', 11: 'float64', 16: 'bfloat16' }

/** Counts numbers, tensors, nodes and names before they are allocated, and refuses the file beyond the limits. */
class Room {
  private left = limits.parameters
  private things = limits.importTensors

  numbers(count: number): void {
    this.left -= count
    if (this.left < 0) over('import-numbers-over', { limit: limits.parameters, got: limits.parameters - this.left })
  }

  thing(): void {
    if (--this.things < 0) over('import-tensors-over', { limit: limits.importTensors, got: limits.importTensors + 1 })
  }
}

/**
 * Reads the graph of an ONNX model. Checks sizes against the file and the limits before allocating.
 * @throws ImportError
 */
export function readOnnx(bytes: Uint8Array): OnnxGraph {
  let graph: Uint8Array | undefined
  for (const { field, value } of fieldsOf(bytes)) if (field === 7) graph = pieceOf(value)
  if (!graph) return unreadable('onnx-broken')
  const room = new Room()
  const nodes: OnnxNode[] = []
  const constants = new Map<string, Tensor>()
  const [inputs, outputs]: [string[], string[]] = [[], []]
  for (const { field, value } of fieldsOf(graph)) {
    if (field === 1) nodes.push(nodeOf(pieceOf(value), room))
    else if (field === 5) {
      const { name, tensor } = tensorOf(pieceOf(value), room)
      constants.set(name, tensor)
    } else if (field === 11 || field === 12) {
      room.thing()
      for (const one of fieldsOf(pieceOf(value))) if (one.field === 1) (field === 11 ? inputs : outputs).push(textOf(one.value))
    }
  }
  for (const { op, outputs: given, tensors } of nodes)
    if (op === 'Constant' && tensors.has('value') && given[0] !== undefined) constants.set(given[0], tensors.get('value')!)
  return { nodes, constants, inputs: inputs.filter((name) => !constants.has(name)), outputs }
}

function nodeOf(bytes: Uint8Array, room: Room): OnnxNode {
  room.thing()
  let op = ''
  const [inputs, outputs]: [string[], string[]] = [[], []]
  const numbers = new Map<string, number>()
  const texts = new Map<string, string[]>()
  const tensors = new Map<string, Tensor>()
  for (const { field, value } of fieldsOf(bytes)) {
    if (field === 1) inputs.push(textOf(value))
    else if (field === 2) outputs.push(textOf(value))
    else if (field === 4) op = textOf(value)
    else if (field === 5) {
      room.thing()
      const all = [...fieldsOf(pieceOf(value))]
      const named = all.find((one) => one.field === 1)
      const name = named ? textOf(named.value) : ''
      for (const one of all) {
        if (one.field === 2) numbers.set(name, new DataView(pieceOf(one.value).slice().buffer).getFloat32(0, true))
        else if (one.field === 3 && typeof one.value === 'number') numbers.set(name, one.value)
        else if (one.field === 4 || one.field === 9) texts.set(name, [...(texts.get(name) ?? []), textOf(one.value)])
        else if (one.field === 5) tensors.set(name, tensorOf(pieceOf(one.value), room).tensor)
      }
    }
  }
  return { op, inputs, outputs, numbers, texts, tensors }
}

function tensorOf(bytes: Uint8Array, room: Room): { readonly name: string; readonly tensor: Tensor } {
  room.thing()
  let name = ''
  let type = 0
  const shape: number[] = []
  const pieces: { readonly type: NumberType | undefined; readonly bytes: Uint8Array }[] = []
  const whole: number[] = []
  for (const { field, value } of fieldsOf(bytes)) {
    if (field === 1) append(shape, integers(value).slice(0, 9))
    else if (field === 2 && typeof value === 'number') type = value
    else if (field === 4) pieces.push({ type: 'float32', bytes: pieceOf(value) })
    else if (field === 7 || field === 5) {
      if (typeof value !== 'number') room.numbers(value.length)
      for (const number of integers(value)) whole.push(number)
    } else if (field === 8) name = textOf(value)
    else if (field === 9) pieces.push({ type: undefined, bytes: pieceOf(value) })
    else if (field === 10) pieces.push({ type: 'float64', bytes: pieceOf(value) })
    else if (field === 14 && value === 1) notCarried('onnx-external', { name: name.slice(0, 100) })
  }
  const kind = TYPES[type] ?? unreadable('import-number-type', { name: name.slice(0, 100), got: String(type) })
  if (shape.length > 8 || shape.some((n) => !Number.isSafeInteger(n) || n < 0)) unreadable('onnx-broken')
  const count = shape.reduce((a, b) => a * b, 1)
  const held = pieces.reduce((sum, piece) => sum + piece.bytes.length / widths[piece.type ?? kind], whole.length)
  if (held !== count) unreadable('onnx-broken')
  room.numbers(count)
  const values = new Float64Array(count)
  let at = 0
  for (const piece of pieces) {
    const numbers = numbersOf(piece.bytes, piece.type ?? kind)
    values.set(numbers, at)
    at += numbers.length
  }
  values.set(whole, at)
  return { name, tensor: { shape, values } }
}
