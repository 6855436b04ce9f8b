import { unary as functions } from '../../engine/formula/scalar'

/** Reads and runs the part of ONNX that exports use, written from its specification and not from the exporter. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

type Fields = Map<number, (number | Uint8Array)[]>

function read(bytes: Uint8Array): Fields {
  const fields: Fields = new Map()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let power = 1; ; power *= 128) {
      const byte = bytes[at++]!
      value += (byte & 127) * power
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const key = varint()
    let value: number | Uint8Array
    if (key % 8 === 0) value = varint()
    else if (key % 8 === 5) {
      value = view.getFloat32(at, true)
      at += 4
    } else if (key % 8 === 2) {
      const length = varint()
      value = bytes.subarray(at, at + length)
      at += length
      if (value.length !== length) throw new Error('cut off')
    } else throw new Error(`wire type ${key % 8}`)
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value])
  }
  return fields
}

const numbers = (fields: Fields, field: number): number[] => (fields.get(field) ?? []) as number[]
const messages = (fields: Fields, field: number): Fields[] => ((fields.get(field) ?? []) as Uint8Array[]).map(read)
const texts = (fields: Fields, field: number): string[] => ((fields.get(field) ?? []) as Uint8Array[]).map((bytes) => new TextDecoder().decode(bytes))

function tensor(fields: Fields): Tensor {
  const raw = fields.get(9)![0] as Uint8Array
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const read = {
    1: (i: number) => view.getFloat32(i * 4, true),
    7: (i: number) => Number(view.getBigInt64(i * 8, true)),
    11: (i: number) => view.getFloat64(i * 8, true),
  }
  const type = numbers(fields, 2)[0] as keyof typeof read
  const data = Array.from({ length: raw.length / (type === 1 ? 4 : 8) }, (_, i) => read[type](i))
  return { shape: numbers(fields, 1), data }
}

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Element by element with broadcasting. */
function zip(a: Tensor, b: Tensor, f: (x: number, y: number) => number): Tensor {
  const rank = Math.max(a.shape.length, b.shape.length)
  const full = (t: Tensor): number[] => [...Array<number>(rank - t.shape.length).fill(1), ...t.shape]
  const [sa, sb] = [full(a), full(b)]
  const shape = sa.map((d, i) => {
    if (d !== sb[i] && d !== 1 && sb[i] !== 1) throw new Error(`shapes ${sa.join()} and ${sb.join()}`)
    return Math.max(d, sb[i]!)
  })
  const at = (flat: number, own: readonly number[]): number => {
    let rest = flat
    let index = 0
    let stride = 1
    for (let i = rank - 1; i >= 0; i--) {
      index += (own[i] === 1 ? 0 : rest % shape[i]!) * stride
      rest = Math.floor(rest / shape[i]!)
      stride *= own[i]!
    }
    return index
  }
  return { shape, data: Array.from({ length: count(shape) }, (_, i) => f(a.data[at(i, sa)]!, b.data[at(i, sb)]!)) }
}

const map = (t: Tensor, f: (x: number) => number): Tensor => ({ shape: t.shape, data: t.data.map(f) })

/** Rows of the first dimension. */
const rows = (t: Tensor): Tensor[] => {
  const size = count(t.shape.slice(1))
  return Array.from({ length: t.shape[0]! }, (_, i) => ({ shape: t.shape.slice(1), data: t.data.slice(i * size, (i + 1) * size) }))
}
const stack = (list: readonly Tensor[]): Tensor => ({ shape: [list.length, ...list[0]!.shape], data: list.flatMap((t) => t.data) })

const { erf } = functions

const unary: Readonly<Record<string, (x: number) => number>> = {
  Identity: (x) => x,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Relu: (x) => Math.max(0, x),
  LeakyRelu: (x) => (x > 0 ? x : 0.01 * x),
  Softplus: (x) => Math.log1p(Math.exp(x)),
  Softsign: (x) => x / (1 + Math.abs(x)),
  Exp: Math.exp,
  Log: Math.log,
  Abs: Math.abs,
  Neg: (x) => -x,
  Sqrt: Math.sqrt,
  Sign: Math.sign,
  Sin: Math.sin,
  Cos: Math.cos,
  Tan: Math.tan,
  Sinh: Math.sinh,
  Cosh: Math.cosh,
  Atan: Math.atan,
  Erf: erf.value,
}

type Scope = Map<string, Tensor>

function run(graph: Fields, outer: Scope, given: readonly (Tensor | undefined)[]): Tensor[] {
  const scope: Scope = new Map(outer)
  for (const initializer of messages(graph, 5)) scope.set(texts(initializer, 8)[0]!, tensor(initializer))
  const bind = (name: string, value: Tensor): void => {
    if (scope.has(name)) throw new Error(`two values are called ${name}`)
    scope.set(name, value)
  }
  // A given input replaces the default.
  messages(graph, 11).forEach((input, i) => {
    const name = texts(input, 1)[0]!
    if (given[i]) scope.set(name, given[i])
    else if (!scope.has(name)) throw new Error(`${name} is not given`)
  })
  const value = (name: string): Tensor => {
    const found = scope.get(name)
    if (!found) throw new Error(`${name} is not there`)
    return found
  }
  for (const node of messages(graph, 1)) {
    const attributes = new Map(messages(node, 5).map((a) => [texts(a, 1)[0]!, a]))
    const ints = (name: string): number[] => {
      const a = attributes.get(name)
      return a ? [...numbers(a, 3), ...numbers(a, 8)] : []
    }
    const outputs = texts(node, 2)
    const results = evaluate(texts(node, 4)[0]!, texts(node, 1).map(value), ints, attributes, scope)
    outputs.forEach((name, i) => bind(name, results[i]!))
  }
  return messages(graph, 12).map((output) => value(texts(output, 1)[0]!))
}

function evaluate(type: string, inputs: readonly Tensor[], ints: (name: string) => number[], attributes: ReadonlyMap<string, Fields>, scope: Scope): Tensor[] {
  const [a, b, c] = inputs as [Tensor, Tensor, Tensor]
  if (unary[type]) return [map(a, unary[type])]
  switch (type) {
    case 'Add':
      return [zip(a, b, (x, y) => x + y)]
    case 'Sub':
      return [zip(a, b, (x, y) => x - y)]
    case 'Pow':
      return [zip(a, b, (x, y) => x ** y)]
    case 'Min':
      return [zip(a, b, Math.min)]
    case 'Max':
      return [zip(a, b, Math.max)]
    case 'Greater':
      return [zip(a, b, (x, y) => Number(x > y))]
    case 'Where':
      return [
        zip(
          zip(a, b, (x, y) => (x ? y : Number.NaN)),
          zip(a, c, (x, y) => (x ? Number.NaN : y)),
          (x, y) => (Number.isNaN(x) ? y : x),
        ),
      ]
    // Over the last axis, as the export writes it.
    case 'ReduceSum': {
      const n = a.shape.at(-1)!
      const data = Array.from({ length: a.data.length / n }, (_, i) => a.data.slice(i * n, (i + 1) * n).reduce((sum, x) => sum + x, 0))
      return [{ shape: [...a.shape.slice(0, -1), 1], data }]
    }
    case 'Div':
      return [zip(a, b, (x, y) => x / y)]
    case 'Mul':
      return [zip(a, b, (x, y) => x * y)]
    case 'Softmax': {
      const n = a.shape.at(-1)!
      return [
        {
          shape: a.shape,
          data: a.data.map((x, i) => {
            const row = a.data.slice(i - (i % n), i - (i % n) + n)
            return Math.exp(x) / row.reduce((sum, y) => sum + Math.exp(y), 0)
          }),
        },
      ]
    }
    case 'Gemm': {
      const [m, k] = a.shape as [number, number]
      const transposed = ints('transB')[0] === 1
      const n = b.shape[transposed ? 0 : 1]!
      return [
        {
          shape: [m, n],
          data: Array.from({ length: m * n }, (_, i) => {
            let sum = 0
            for (let j = 0; j < k; j++) sum += a.data[Math.floor(i / n) * k + j]! * b.data[transposed ? (i % n) * k + j : j * n + (i % n)]!
            return sum
          }),
        },
      ]
    }
    case 'Shape':
      return [{ shape: [a.shape.length], data: a.shape }]
    case 'Slice':
      return [stack(rows(a).slice(b.data[0], c.data[0]))]
    case 'Squeeze':
      return [{ shape: a.shape.slice(1), data: a.data }]
    case 'Unsqueeze':
      return [{ shape: [1, ...a.shape], data: a.data }]
    case 'Concat':
      return [stack(inputs.flatMap(rows))]
    case 'Expand':
      return [zip(a, { shape: b.data, data: Array<number>(count(b.data)).fill(0) }, (x) => x)]
    case 'Scan': {
      const body = messages(attributes.get('body')!, 6)[0]!
      const states = inputs.length - ints('num_scan_inputs')[0]!
      const turned = (list: Tensor[], way: number | undefined): Tensor[] => (way === 1 ? [...list].reverse() : list)
      const scanned = inputs.slice(states).map((t, i) => turned(rows(t), ints('scan_input_directions')[i]))
      let state = inputs.slice(0, states)
      const collected: Tensor[][] = []
      for (let s = 0; s < scanned[0]!.length; s++) {
        const results = run(body, scope, [...state, ...scanned.map((list) => list[s]!)])
        state = results.slice(0, states)
        results.slice(states).forEach((result, i) => (collected[i] ??= []).push(result))
      }
      return [...state, ...collected.map((list, i) => stack(turned(list, ints('scan_output_directions')[i])))]
    }
    default:
      throw new Error(`operator ${type}`)
  }
}

/** The metadata of a model, and the operators and number types that it uses. */
export function readOnnx(model: Uint8Array): {
  readonly metadata: Readonly<Record<string, string>>
  readonly operators: ReadonlySet<string>
  readonly types: ReadonlySet<number>
} {
  const fields = read(model)
  const operators = new Set<string>()
  const types = new Set<number>()
  const visit = (graph: Fields): void => {
    for (const initializer of messages(graph, 5)) types.add(numbers(initializer, 2)[0]!)
    for (const value of [...messages(graph, 11), ...messages(graph, 12)]) types.add(numbers(messages(messages(value, 2)[0]!, 1)[0]!, 1)[0]!)
    for (const node of messages(graph, 1)) {
      operators.add(texts(node, 4)[0]!)
      for (const attribute of messages(node, 5)) for (const body of messages(attribute, 6)) visit(body)
    }
  }
  visit(messages(fields, 7)[0]!)
  return { metadata: Object.fromEntries(messages(fields, 14).map((entry) => [texts(entry, 1)[0]!, texts(entry, 2)[0]!])), operators, types }
}

/** The outputs of a model for its inputs, both by name. */
export function runOnnx(model: Uint8Array, inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const graph = messages(read(model), 7)[0]!
  const names = (field: number): string[] => messages(graph, field).map((info) => texts(info, 1)[0]!)
  const results = run(
    graph,
    new Map(),
    names(11).map((name) => inputs[name]),
  )
  return Object.fromEntries(names(12).map((name, i) => [name, results[i]!]))
}
