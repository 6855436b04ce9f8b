/** Types of numbers in files of other programs, little-endian. */
export type NumberType = 'float64' | 'float32' | 'float16' | 'bfloat16' | 'int64' | 'int32' | 'uint8'

export const widths: Readonly<Record<NumberType, number>> = { float64: 8, float32: 4, float16: 2, bfloat16: 2, int64: 8, int32: 4, uint8: 1 }

/** Returns the numbers of a piece of a file. */
export function numbersOf(bytes: Uint8Array, type: NumberType): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const width = widths[type]
  const read: Readonly<Record<NumberType, (at: number) => number>> = {
    float64: (at) => view.getFloat64(at, true),
    float32: (at) => view.getFloat32(at, true),
    float16: (at) => half(view.getUint16(at, true)),
    bfloat16: (at) => brain(view.getUint16(at, true)),
    int64: (at) => Number(view.getBigInt64(at, true)),
    int32: (at) => view.getInt32(at, true),
    uint8: (at) => view.getUint8(at),
  }
  const one = read[type]
  return Float64Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => one(i * width))
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 0x3ff
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

const scratch = new DataView(new ArrayBuffer(4))
function brain(bits: number): number {
  scratch.setUint32(0, bits * 65_536)
  return scratch.getFloat32(0)
}
