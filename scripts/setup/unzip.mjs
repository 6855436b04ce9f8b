import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END = 0x06054b50,
  ENTRY = 0x02014b50
const SYMLINK = 0o120000,
  KIND = 0o170000

/** @typedef {{ name: string, mode: number, method: number, packed: number, at: number }} Entry */

/**
 * Reads the central directory of a ZIP archive (PKWARE APPNOTE 6.3, without ZIP64 and encryption).
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<Entry[]>}
 */
async function directory(file) {
  const { size } = await file.stat()
  const tail = Buffer.alloc(Math.min(size, 65_557)) // the end record and the longest comment after it
  await file.read(tail, 0, tail.length, size - tail.length)
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--
  if (end < 0) throw new Error('This is not a ZIP archive.')
  const count = tail.readUInt16LE(end + 10)
  const table = Buffer.alloc(tail.readUInt32LE(end + 12))
  await file.read(table, 0, table.length, tail.readUInt32LE(end + 16))
  const entries = []
  for (let i = 0, p = 0; i < count; i++) {
    if (table.readUInt32LE(p) !== ENTRY) throw new Error("The ZIP archive's directory is damaged.")
    const nameLength = table.readUInt16LE(p + 28)
    const local = table.readUInt32LE(p + 42)
    const header = Buffer.alloc(30)
    await file.read(header, 0, 30, local)
    entries.push({
      name: table.toString('utf8', p + 46, p + 46 + nameLength),
      mode: table.readUInt32LE(p + 38) >>> 16,
      method: table.readUInt16LE(p + 10),
      packed: table.readUInt32LE(p + 20),
      at: local + 30 + header.readUInt16LE(26) + header.readUInt16LE(28),
    })
    p += 46 + nameLength + table.readUInt16LE(p + 30) + table.readUInt16LE(p + 32)
  }
  return entries
}

/**
 * Unpacks a ZIP archive with permissions and symbolic links; implemented here because a minimal system has no program
 * for it.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => boolean} wanted Which entries, by their names in the archive.
 */
export async function unzip(archive, folder, wanted) {
  const file = await open(archive)
  try {
    for (const { name, mode, method, packed, at } of await directory(file)) {
      if (name.endsWith('/') || !wanted(name)) continue
      const path = join(folder, name)
      if (!normalize(path).startsWith(normalize(folder) + sep)) throw new Error(`The ZIP archive holds a path that leaves it: ${name}`)
      await mkdir(dirname(path), { recursive: true })
      const source = packed === 0 ? Readable.from([]) : createReadStream(archive, { start: at, end: at + packed - 1 })
      const stream = method === 8 ? source.pipe(createInflateRaw()) : source
      if ((mode & KIND) === SYMLINK) await symlink((await stream.setEncoding('utf8').toArray()).join(''), path)
      else await pipeline(stream, createWriteStream(path, { mode: mode & 0o777 || 0o644 }))
    }
  } finally {
    await file.close()
  }
}
