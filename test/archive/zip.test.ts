import { zipSync } from 'fflate/browser'
import { describe, expect, it } from 'vitest'
import { readBundle, writeBundle, writingBundle } from '../../engine/archive/bundle'
import { ArchiveError, openZip, writeZip } from '../../engine/archive/zip'
import { stream } from '../../engine/base/random'
import { limits } from '../../engine/document/limits'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const archive = (...names: string[]): Uint8Array =>
  writeZip(
    names.map((name) => ({ name, bytes: bytes(`content of ${name}`) })),
    true,
  )

/** Offset of the n-th entry of the directory. */
function entry(zip: Uint8Array, n = 0): number {
  const view = new DataView(zip.buffer)
  let at = view.getUint32(zip.length - 6, true)
  for (let i = 0; i < n; i++) at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true)
  return at
}

/** The archive with a number changed in the n-th entry of its directory. */
function changed(zip: Uint8Array, offset: number, value: number, { width = 2, n = 0 } = {}): Uint8Array {
  const copy = zip.slice()
  const view = new DataView(copy.buffer)
  if (width === 2) view.setUint16(entry(copy, n) + offset, value, true)
  else view.setUint32(entry(copy, n) + offset, value, true)
  return copy
}

/** The archive with every name `from` replaced by one of the same length. */
function renamed(zip: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(zip).toString('latin1').replaceAll(from, to)
  return Uint8Array.from(Buffer.from(text, 'latin1'))
}

const reason = (zip: Uint8Array, read = false): string => {
  try {
    const files = openZip(zip)
    if (read) for (const file of files.values()) file.read()
    return 'opened'
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error
    return error.problem.key
  }
}

describe('an archive', () => {
  it('packs no file under the name of a folder, whose content nobody would read', () => {
    expect(() => archive('document.unfold', 'table.csv/')).toThrow(ArchiveError)
  })

  it('returns what was packed, also in folders, and with names in any language', () => {
    const files = openZip(archive('a.csv', 'folder/b.csv', 'データ.csv'))
    expect([...files].map(([name, file]) => [name, new TextDecoder().decode(file.read())])).toEqual([
      ['a.csv', 'content of a.csv'],
      ['folder/b.csv', 'content of folder/b.csv'],
      ['データ.csv', 'content of データ.csv'],
    ])
  })

  it.each([
    ['../a.csv', 'bb/a.csv'],
    ['/aa.csv', 'baa.csv'],
    ['a//b.csv', 'a/bb.csv'],
    ['C:/a.csv', 'CC/a.csv'],
    ['..\\a.csv', 'bbba.csv'],
    ['a/../b', 'a/bb/b'],
    ['.', 'b'],
    ['a\nb', 'abb'],
  ])('is refused if it has the name %j', (name, before) => {
    expect(reason(renamed(archive(before), before, name))).toBe('archive-name')
    expect(() => archive(name)).toThrow(ArchiveError)
  })

  it('is refused if a name occurs twice, also by the rules of some disks, or as a file and a folder', () => {
    expect(reason(renamed(archive('one.csv', 'two.csv'), 'two.csv', 'one.csv'))).toBe('archive-twice')
    expect(reason(renamed(archive('one.csv', 'two.csv'), 'two.csv', 'ONE.csv'))).toBe('archive-twice')
    expect(reason(archive('a', 'a/b'))).toBe('archive-twice')
  })

  it('is refused if a file is encrypted, a link, or compressed by another method', () => {
    expect(reason(changed(archive('a'), 8, 1))).toBe('archive-encrypted')
    expect(reason(changed(archive('a'), 40, 0xa1ff))).toBe('archive-link')
    expect(reason(changed(archive('a'), 40, 0x2180))).toBe('archive-link')
    expect(reason(changed(archive('a'), 10, 12))).toBe('archive-method')
    expect(reason(changed(archive('a'), 42, 0xffffffff, { width: 4 }))).toBe('archive-zip64')
  })

  it('is refused if files overlap, or are not where the directory says', () => {
    expect(reason(changed(archive('a', 'b'), 42, 0, { width: 4, n: 1 }))).toBe('archive-at-local')
    expect(reason(changed(archive('a', 'b'), 42, 7, { width: 4 }))).toBe('archive-at-local')
  })

  it('is refused above the limits, before anything is unpacked', () => {
    const zeros = zipSync({ 'a.csv': new Uint8Array(17 * 2 ** 20) })
    expect(reason(zeros)).toBe('archive-ratio-over')
    expect(reason(archive(...Array.from({ length: limits.archiveFiles + 1 }, (_, i) => `f${i}`)))).toBe('archive-files-over')
    let large = writeZip(
      Array.from({ length: 3 }, (_, i) => ({ name: `f${i}`, bytes: new Uint8Array(2 ** 21) })),
      false,
    )
    for (let n = 0; n < 3; n++) large = changed(changed(large, 10, 8, { n }), 24, 2 ** 20 * 400, { width: 4, n })
    // The local record has the same method.
    const view = new DataView(large.buffer)
    for (let n = 0; n < 3; n++) view.setUint16(view.getUint32(entry(large, n) + 42, true) + 8, 8, true)
    expect(reason(large)).toBe('archive-bytes-over')
  })

  it('compresses repetitive content so that it can be read again', () => {
    expect(reason(writeZip([{ name: 'a.csv', bytes: new Uint8Array(17 * 2 ** 20) }], true), true)).toBe('opened')
  })

  it('is not a bundle if the document is not text', () => {
    const packed = writeZip([{ name: 'document.unfold', bytes: Uint8Array.of(0xff, 0xfe) }], false)
    expect(() => readBundle(packed)).toThrow(expect.objectContaining({ problem: expect.objectContaining({ key: 'archive-no-text' }) as unknown }) as Error)
  })

  it('says which file is damaged', () => {
    const zip = writeZip([{ name: 'a.csv', bytes: bytes('1,2,3\n'.repeat(100)) }], false)
    zip[100]! ^= 1
    expect(reason(zip, true)).toBe('archive-damaged')
    // Longer and shorter than declared.
    const packed = archive('a.csv')
    expect(reason(changed(packed, 24, 5, { width: 4 }), true)).toBe('archive-damaged')
    expect(reason(changed(packed, 24, 500, { width: 4 }), true)).toBe('archive-damaged')
  })
})

it('a large bundle is written in pieces, and what is in it read back to the last byte', () => {
  const random = stream(7, 'large')
  const text = Array.from({ length: 500_000 }, () => random.integer(1_000_000)).join(' ')
  const work = writingBundle(text, [['a.csv', bytes(text)]])
  let pieces = 0
  let step = work.next()
  for (; !step.done; step = work.next()) pieces++
  expect(pieces).toBeGreaterThan((2 * text.length) / 2 ** 20)
  expect(step.value.length).toBeLessThan(1.2 * text.length)
  const bundle = readBundle(step.value)
  expect(bundle.text === text).toBe(true)
  expect(Buffer.from(bundle.files.get('a.csv')!.read()).equals(bytes(text))).toBe(true)
})

it('2,000 mutated bundles are opened, or refused with a message', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  console.log(`mutated bundles: SEED=${seed}`)
  const random = stream(seed, 'bundles')
  const below = (n: number): number => random.integer(n)
  const whole = writeBundle('{"format": "unfold-graph"}', [
    ['a.csv', bytes('t,x\n1,2\n'.repeat(50))],
    ['notes/b.txt', bytes('b')],
  ])
  const counts = { opened: 0, refused: 0 }
  for (let i = 0; i < 2_000; i++) {
    let mutant = whole.slice()
    for (let changes = 1 + below(4); changes > 0; changes--) {
      const at = below(mutant.length)
      const how = below(5)
      if (how === 0) mutant[at] = below(256)
      else if (how === 1) mutant[at]! ^= 1 << below(8)
      else if (how === 2) mutant = mutant.slice(0, at)
      else if (how === 3) mutant = Uint8Array.from([...mutant.subarray(0, at), ...mutant.subarray(below(mutant.length)), ...mutant.subarray(at)])
      else mutant.set(mutant.subarray(below(mutant.length)).subarray(0, Math.min(8, mutant.length - at)), at)
    }
    try {
      const { files } = readBundle(mutant)
      for (const [name, file] of files) {
        expect(name).not.toMatch(/^\/|\\|(?:^|\/)\.\.(?:\/|$)/)
        file.read()
      }
      counts.opened++
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error
      expect(error.problem.message).not.toMatch(/\{\w+\}/)
      counts.refused++
    }
  }
  expect(counts.opened).toBeGreaterThan(0)
  expect(counts.refused).toBeGreaterThan(500)
})
