import { all, anyObject, atMost, list, whole } from '../contract/schema'
import { accepted, acceptedJson } from '../document/accept'
import { limits } from '../document/limits'
import { isObject } from '../document/pointer'
import { over, unreadable, type Tensor, type Tensors } from './file'
import { numbersOf, widths, type NumberType } from './numbers'

/** The number types of safetensors by name. */
const TYPES: Readonly<Record<string, NumberType>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  I64: 'int64',
  I32: 'int32',
  U8: 'uint8',
  BOOL: 'uint8',
}

interface Entry {
  readonly name: string
  readonly type: NumberType
  readonly shape: readonly number[]
  readonly first: number
  readonly end: number
}

/** Most axes of a tensor. */
const AXES = 8
const entrySchema = all({ shape: atMost(AXES, whole(0)), data_offsets: list(whole(0), 2) })

/** Whether a file may be a safetensors file: its header is a JSON object after eight bytes. */
export const isSafetensors = (bytes: Uint8Array): boolean => bytes[8] === 0x7b

/**
 * Reads a safetensors file: the length of the header (8 bytes), the header as JSON, the numbers. Checks all sizes against
 * the file and the limits before allocating, and refuses tensors that overlap or leave gaps.
 * @throws ImportError
 */
export function readSafetensors(bytes: Uint8Array): { readonly tensors: Tensors; readonly metadata: ReadonlyMap<string, string> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 10) unreadable('safetensors-header')
  const length = view.getBigUint64(0, true)
  if (length > BigInt(bytes.length - 8)) unreadable('safetensors-header')
  if (length > BigInt(limits.importHeader)) over('import-header-over', { limit: limits.importHeader, got: String(length) })
  const start = 8 + Number(length)
  const header = headerOf(bytes.subarray(8, start)) ?? unreadable('safetensors-header')
  const members = Object.entries(header)
  if (members.length > limits.importTensors) over('import-tensors-over', { limit: limits.importTensors, got: members.length })
  const metadata = new Map<string, string>()
  const entries: Entry[] = []
  for (const [name, value] of members) {
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries((value ?? {}) as object)) if (typeof text === 'string') metadata.set(key, text)
    } else entries.push(entryOf(name, value, bytes.length - start))
  }
  const total = entries.reduce((sum, { type, first, end }) => sum + (end - first) / widths[type], 0)
  if (total > limits.parameters) over('import-numbers-over', { limit: limits.parameters, got: total })
  let at = 0
  for (const { name, first, end } of [...entries].sort((a, b) => a.first - b.first || a.end - b.end)) {
    if (first !== at) unreadable('safetensors-offsets', { name: name.slice(0, 100) })
    at = end
  }
  if (at !== bytes.length - start) unreadable('safetensors-end')
  const tensors = new Map<string, Tensor>()
  for (const { name, type, shape, first, end } of entries) tensors.set(name, { shape, values: numbersOf(bytes.subarray(start + first, start + end), type) })
  return { tensors, metadata }
}

function headerOf(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    return acceptedJson(anyObject, new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return undefined
  }
}

function entryOf(name: string, value: unknown, room: number): Entry {
  const broken = (): never => unreadable('safetensors-entry', { name: name.slice(0, 100) })
  const { dtype } = isObject(value) ? value : {}
  const type =
    typeof dtype === 'string' && Object.hasOwn(TYPES, dtype)
      ? TYPES[dtype]!
      : unreadable('import-number-type', { name: name.slice(0, 100), got: String(dtype).slice(0, 20) })
  const entry = accepted(entrySchema, value)
  if (!entry) return broken()
  const { shape } = entry
  const [first, end] = entry.data_offsets as [number, number]
  const count = shape.reduce((a, b) => a * b, 1)
  if (first > end || end > room || end - first !== count * widths[type]) return broken()
  return { name, type, shape, first, end }
}
