import type { NamedArray } from './npz'
import { utf8 } from './onnx/protobuf'

const KINDS = { float64: { width: 8, dtype: 'F64' }, float32: { width: 4, dtype: 'F32' }, uint8: { width: 1, dtype: 'U8' } } as const

/**
 * Writes named tensors as a safetensors file: the length of the header in 8 bytes, the header as JSON padded to 8 bytes,
 * then the numbers, little-endian and row-major.
 */
export function safetensors(arrays: readonly NamedArray[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let at = 0
  for (const { name, shape, data, type = 'float64' } of arrays) {
    const { width, dtype } = KINDS[type]
    const end = at + data.length * width
    header[name] = { dtype, shape, data_offsets: [at, end] }
    at = end
  }
  const json = utf8(JSON.stringify(header))
  const length = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + length + at).fill(0x20, 8 + json.length, 8 + length)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(length), true)
  bytes.set(json, 8)
  let to = 8 + length
  for (const { data, type = 'float64' } of arrays)
    for (let i = 0; i < data.length; i++, to += KINDS[type].width) {
      if (type === 'float64') view.setFloat64(to, data[i]!, true)
      else if (type === 'float32') view.setFloat32(to, data[i]!, true)
      else view.setUint8(to, data[i]!)
    }
  return bytes
}
