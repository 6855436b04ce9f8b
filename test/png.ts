import { deflateSync } from 'node:zlib'
import { crc32 } from '../engine/base/crc32'

export const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
export const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A chunk as in a file; length and checksum may be false. */
export function chunk(type: string, data: Uint8Array, { length = data.length, checksum }: { length?: number; checksum?: number } = {}): Buffer {
  const body = Buffer.concat([bytes(type), data])
  const out = Buffer.alloc(body.length + 8)
  out.writeUInt32BE(length, 0)
  body.copy(out, 4)
  out.writeUInt32BE(checksum ?? crc32(body), body.length + 4)
  return out
}

/** One grey pixel, by the specification. */
export const header = chunk('IHDR', Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0))
export const pixels = chunk('IDAT', deflateSync(Uint8Array.of(0, 128)))
export const end = chunk('IEND', Uint8Array.of())
export const png = (...between: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat([Uint8Array.from(signature), header, ...between, pixels, end]))

export const KEY = 'unfold:document\0'
export const text = (data: Uint8Array, flag = 1): Buffer => chunk('iTXt', Buffer.concat([bytes(KEY), Uint8Array.of(flag, 0, 0, 0), data]))
