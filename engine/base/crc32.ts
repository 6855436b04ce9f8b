const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
  return c
})

/**
 * The checksum of ZIP and PNG (ISO 3309, polynomial 0x04C11DB7, reflected).
 * @param before The checksum of the bytes before these.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = before ^ 0xffffffff
  for (const byte of bytes) c = TABLE[(c ^ byte) & 0xff]! ^ (c >>> 8)
  return (c ^ 0xffffffff) >>> 0
}
