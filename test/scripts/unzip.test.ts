import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { unzip } from '../../scripts/setup/unzip.mjs'

interface Entry {
  name: string
  content: string
  mode: number
  packed?: boolean
}

/** A ZIP archive of these entries: local headers with their content, the directory, its end record. */
function archive(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, mode, packed } of entries) {
    const body = packed ? deflateRawSync(content) : Buffer.from(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(name.length, 26)
    local.writeUInt16LE(4, 28) // an extra field here and none in the directory
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(packed ? 8 : 0, 10)
    entry.writeUInt32LE(body.length, 20)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE((mode << 16) >>> 0, 38)
    entry.writeUInt32LE(at, 42)
    parts.push(local, Buffer.from(name), Buffer.alloc(4), body)
    directory.push(entry, Buffer.from(name))
    at += 34 + name.length + body.length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...parts, table, end])
}

describe('unzip', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unfold-zip-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const unpack = (entries: readonly Entry[], wanted = (_name: string) => true) => {
    writeFileSync(join(folder, 'a.zip'), archive(entries))
    return unzip(join(folder, 'a.zip'), join(folder, 'out'), wanted)
  }

  it('unpacks the requested entries, with permissions and links', async () => {
    await unpack(
      [
        { name: 'a/', content: '', mode: 0o40755 },
        { name: 'a/run', content: 'x'.repeat(100_000), mode: 0o100755, packed: true },
        { name: 'a/plain', content: 'stored', mode: 0o100644 },
        { name: 'a/empty', content: '', mode: 0o100644 },
        { name: 'a/link', content: 'run', mode: 0o120777 },
        { name: 'b/not', content: 'wanted', mode: 0o100644 },
      ],
      (name) => name.startsWith('a/'),
    )
    expect(readFileSync(join(folder, 'out/a/run'), 'utf8')).toBe('x'.repeat(100_000))
    expect(statSync(join(folder, 'out/a/run')).mode & 0o111).toBe(0o111)
    expect(readFileSync(join(folder, 'out/a/plain'), 'utf8')).toBe('stored')
    expect(readFileSync(join(folder, 'out/a/empty'), 'utf8')).toBe('')
    expect(readlinkSync(join(folder, 'out/a/link'))).toBe('run')
    expect(() => statSync(join(folder, 'out/b'))).toThrow()
  })

  it('refuses paths outside the folder, and files that are not archives', async () => {
    await expect(unpack([{ name: '../evil', content: 'x', mode: 0o100644 }])).rejects.toThrow(/leaves it/)
    writeFileSync(join(folder, 'b.zip'), 'not a zip at all, but long enough')
    await expect(unzip(join(folder, 'b.zip'), folder, () => true)).rejects.toThrow(/not a ZIP/)
  })
})
