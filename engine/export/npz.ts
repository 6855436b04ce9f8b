import { crc32 } from '../base/crc32'

/** An array as NumPy stores it; `float64` unless specified. */
export interface NamedArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: ArrayLike<number>
  readonly type?: 'float64' | 'float32' | 'uint8'
}

const KINDS = { float64: { width: 8, code: '<f8' }, float32: { width: 4, code: '<f4' }, uint8: { width: 1, code: '|u1' } } as const

/** One array in NumPy's format, version 1.0: magic, a dictionary as text padded to 64 bytes, then the numbers row-major. */
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

/** Arrays by name in one file that `numpy.load` reads. */
export const npz = (arrays: readonly NamedArray[]): Uint8Array => zip(arrays.map((array) => ({ name: `${array.name}.npy`, bytes: npy(array) })))

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0))

/** 1 January 1980, the earliest date in ZIP, so that the same arrays give the same file. */
const DATE = 0x0021

/** Writes a ZIP archive without compression (PKWARE APPNOTE 4.3). */
function zip(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { name, bytes } of files) {
    const title = ascii(name)
    // Version, flags, method, time, date, CRC, both sizes, length of the name, of the extra field.
    const common = new DataView(new ArrayBuffer(26))
    common.setUint16(0, 20, true)
    common.setUint16(8, DATE, true)
    common.setUint32(10, crc32(bytes), true)
    common.setUint32(14, bytes.length, true)
    common.setUint32(18, bytes.length, true)
    common.setUint16(22, title.length, true)
    const shared = new Uint8Array(common.buffer)
    parts.push(Uint8Array.of(0x50, 0x4b, 3, 4), shared, title, bytes)
    const rest = new DataView(new ArrayBuffer(14))
    rest.setUint32(10, offset, true)
    directory.push(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0), shared, new Uint8Array(rest.buffer), title)
    offset += 30 + title.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, 0x06054b50, true)
  end.setUint16(8, files.length, true)
  end.setUint16(10, files.length, true)
  end.setUint32(12, size, true)
  end.setUint32(16, offset, true)
  return joined([...parts, ...directory, new Uint8Array(end.buffer)])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
