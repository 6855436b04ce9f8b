import { unreadable } from './file'

/** A field of a protobuf message: a number, or a range of bytes. */
export interface Field {
  readonly field: number
  readonly value: number | Uint8Array
}

const broken = (): never => unreadable('onnx-broken')

/** Yields the fields of a message in order, without copying. A range of bytes never exceeds its message. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field, void, void> {
  let at = 0
  const varint = (): number => {
    let [value, factor] = [0n, 1n]
    for (let i = 0; i < 10; i++) {
      if (at >= bytes.length) broken()
      const byte = bytes[at++]!
      value += BigInt(byte & 127) * factor
      if (byte < 128) return Number(BigInt.asIntN(64, value))
      factor *= 128n
    }
    return broken()
  }
  while (at < bytes.length) {
    const tag = varint()
    const [field, kind] = [Math.floor(tag / 8), tag & 7]
    if (tag <= 0 || field === 0) broken()
    if (kind === 0) yield { field, value: varint() }
    else {
      const length = kind === 1 ? 8 : kind === 5 ? 4 : kind === 2 ? varint() : broken()
      if (!(length >= 0 && length <= bytes.length - at)) broken()
      yield { field, value: bytes.subarray(at, at + length) }
      at += length
    }
  }
}

/** Returns the numbers of a repeated field of integers, packed or not. */
export function integers(value: number | Uint8Array): number[] {
  if (typeof value === 'number') return [value]
  const found: number[] = []
  let [sum, factor] = [0n, 1n]
  for (const byte of value) {
    sum += BigInt(byte & 127) * factor
    factor *= 128n
    if (byte >= 128) continue
    found.push(Number(BigInt.asIntN(64, sum)))
    ;[sum, factor] = [0n, 1n]
  }
  return found
}

export const textOf = (value: number | Uint8Array): string => (typeof value === 'number' ? broken() : new TextDecoder('utf-8').decode(value))

export const pieceOf = (value: number | Uint8Array): Uint8Array => (typeof value === 'number' ? broken() : value)
