/** Base64 (RFC 4648, with padding): the engine has neither Node's Buffer nor the browser's atob. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = Uint8Array.from(ALPHABET, (letter) => letter.charCodeAt(0))
const PAD = 0x3d

const VALUES = new Uint8Array(128).fill(255)
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

/** Decodes base64; undefined if it is not canonical. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  const length = base64Length(text)
  if (length === undefined) return undefined
  const bytes = new Uint8Array(length)
  const letter = (i: number): number => {
    const code = text.charCodeAt(i)
    return code < 128 ? VALUES[code]! : 255
  }
  const whole = length - (length % 3)
  let from = 0
  for (let to = 0; to < whole; to += 3) {
    const a = letter(from++)
    const b = letter(from++)
    const c = letter(from++)
    const d = letter(from++)
    if ((a | b | c | d) === 255) return undefined
    bytes[to] = (a << 2) | (b >> 4)
    bytes[to + 1] = ((b & 15) << 4) | (c >> 2)
    bytes[to + 2] = ((c & 3) << 6) | d
  }
  const rest = length - whole
  if (rest === 0) return bytes
  const a = letter(from++)
  const b = letter(from++)
  const c = rest === 2 ? letter(from) : 0
  // Bits beyond the last byte must be zero, so that each byte sequence has a single encoding.
  if ((a | b | c) === 255 || (rest === 1 ? b & 15 : c & 3) !== 0) return undefined
  bytes[whole] = (a << 2) | (b >> 4)
  if (rest === 2) bytes[whole + 1] = ((b & 15) << 4) | (c >> 2)
  return bytes
}
