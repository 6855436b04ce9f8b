import { writeZip } from '../archive/zip'

/** An array as NumPy stores it; `float64` unless specified. */
export interface NamedArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: ArrayLike<number>
  readonly type?: 'float64' | 'float32' | 'uint8'
}

const KINDS = { float64: { width: 8, code: '<f8' }, float32: { width: 4, code: '<f4' }, uint8: { width: 1, code: '|u1' } } as const

/** Writes one array in NumPy's format, version 1.0: magic, a dictionary as text padded to 64 bytes, then the numbers row-major. */
function npy({ shape, data, type = 'float64' }: NamedArray): Uint8Array {
  const { width, code } = KINDS[type]
  const dimensions = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const open = `{'descr': '${code}', 'fortran_order': False, 'shape': (${dimensions}), }`
  const header = `${open.padEnd(Math.ceil((open.length + 11) / 64) * 64 - 11)}\n`
  const bytes = new Uint8Array(10 + header.length + data.length * width)
  const view = new DataView(bytes.buffer)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0])
  view.setUint16(8, header.length, true)
  bytes.set(ascii(header), 10)
  let at = 10 + header.length
  for (let i = 0; i < data.length; i++, at += width) {
    if (type === 'float64') view.setFloat64(at, data[i]!, true)
    else if (type === 'float32') view.setFloat32(at, data[i]!, true)
    else view.setUint8(at, data[i]!)
  }
  return bytes
}

/** Writes named arrays as one file for `numpy.load`. */
export const npz = (arrays: readonly NamedArray[]): Uint8Array =>
  writeZip(
    arrays.map((array) => ({ name: `${array.name}.npy`, bytes: npy(array) })),
    false,
  )

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))
