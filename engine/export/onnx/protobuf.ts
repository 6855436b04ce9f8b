/**
 * A message in Protocol Buffers' wire format: fields in the order in which they are added. Only what ONNX needs:
 * varints, 32-bit floats, and values with a length (texts, bytes, messages).
 */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = []
  length = 0

  /** Writes a non-negative integer. */
  whole(field: number, value: number): this {
    return this.push(varint(field * 8), varint(value))
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setFloat32(0, value, true)
    return this.push(varint(field * 8 + 5), bytes)
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint(field * 8 + 2), varint(value.length), value)
  }

  text(field: number, value: string): this {
    return this.bytes(field, utf8(value))
  }

  message(field: number, value: ProtobufWriter): this {
    this.push(varint(field * 8 + 2), varint(value.length))
    for (const part of value.parts) this.push(part)
    return this
  }

  finish(): Uint8Array {
    const whole = new Uint8Array(this.length)
    let at = 0
    for (const part of this.parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  private push(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.parts.push(part)
      this.length += part.length
    }
    return this
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

/** Encodes UTF-8 without the platform's encoder; a lone surrogate becomes the replacement character. */
export function utf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const letter of text) {
    let code = letter.codePointAt(0)!
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
  return Uint8Array.from(bytes)
}
