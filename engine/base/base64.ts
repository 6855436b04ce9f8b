import { finish, type Resumable } from './resumable'

/** Base64 (RFC 4648, with padding): the engine has neither Node's Buffer nor the browser's atob. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0))
const PAD = 0x3d

const VALUES = new Uint8Array(256).fill(255)
for (let i = 0; i < 64; i++) VALUES[CODES[i]!] = i

export function encodeBase64(bytes: Uint8Array): string {
  const pieces: string[] = []
  // A piece holds whole groups of three bytes and few enough arguments for `fromCharCode`.
  const step = 3 * 2048
  const codes = new Uint8Array(4 * 2048)
  for (let start = 0; start < bytes.length; start += step) {
    const end = Math.min(bytes.length, start + step)
    let to = 0
    for (let i = start; i < end; i += 3) {
      const left = end - i
      const a = bytes[i]!
      const b = left > 1 ? bytes[i + 1]! : 0
      const c = left > 2 ? bytes[i + 2]! : 0
      codes[to++] = CODES[a >> 2]!
      codes[to++] = CODES[((a & 3) << 4) | (b >> 4)]!
      codes[to++] = left > 1 ? CODES[((b & 15) << 2) | (c >> 6)]! : PAD
      codes[to++] = left > 2 ? CODES[c & 63]! : PAD
    }
    pieces.push(String.fromCharCode(...codes.subarray(0, to)))
  }
  return pieces.join('')
}

/** Returns the number of bytes in base64 of this length and padding; undefined if it is not base64. */
export function base64Length(text: string): number | undefined {
  if (text.length % 4 !== 0) return undefined
  const pads = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - pads
}

/** Characters decoded at a time: whole groups of four. */
const PIECE = 65_536

/** Decodes base64; undefined if it is not canonical. */
export const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => finish(decodingBase64(text))

/** As `decodeBase64`, as resumable work. */
export function* decodingBase64(text: string): Resumable<Uint8Array<ArrayBuffer> | undefined> {
  const length = base64Length(text)
  if (length === undefined) return undefined
  const bytes = new Uint8Array(length)
  // Reading bytes is twice as fast as reading the characters of a string.
  const encoder = new TextEncoder()
  const codes = new Uint8Array(Math.min(PIECE, text.length) + 4)
  const rest = length % 3
  const letters = ((length - rest) / 3) * 4
  for (let start = 0; start < letters; start += PIECE) {
    const end = Math.min(letters, start + PIECE)
    yield
    if (!isRead(encoder.encodeInto(text.slice(start, end), codes), end - start)) return undefined
    if (!decodeGroups(codes, end - start, bytes, (start / 4) * 3)) return undefined
  }
  if (rest === 0) return bytes
  if (!isRead(encoder.encodeInto(text.slice(letters, letters + 4), codes), 4)) return undefined
  const [a, b] = [VALUES[codes[0]!]!, VALUES[codes[1]!]!]
  const c = rest === 2 ? VALUES[codes[2]!]! : 0
  // Bits beyond the last byte must be zero, so that each byte sequence has a single encoding.
  if ((a | b | c) === 255 || (rest === 1 ? b & 15 : c & 3) !== 0) return undefined
  bytes[length - rest] = (a << 2) | (b >> 4)
  if (rest === 2) bytes[length - 1] = ((b & 15) << 4) | (c >> 2)
  return bytes
}

/** Decodes the first `count` letters into the bytes from `to` on; false if one is not of the alphabet. */
function decodeGroups(codes: Uint8Array, count: number, bytes: Uint8Array, to: number): boolean {
  for (let i = 0; i < count; i += 4) {
    const a = VALUES[codes[i]!]!
    const b = VALUES[codes[i + 1]!]!
    const c = VALUES[codes[i + 2]!]!
    const d = VALUES[codes[i + 3]!]!
    if ((a | b | c | d) === 255) return false
    bytes[to++] = (a << 2) | (b >> 4)
    bytes[to++] = ((b & 15) << 4) | (c >> 2)
    bytes[to++] = ((c & 3) << 6) | d
  }
  return true
}

/** Whether all letters were ASCII: others take more than one byte. */
const isRead = ({ read, written }: { readonly read: number; readonly written: number }, letters: number): boolean => read === letters && written === letters
