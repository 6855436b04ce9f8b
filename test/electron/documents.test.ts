import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readBundle, writeBundle } from '../../engine/archive/bundle'
import { Bundles } from '../../electron/bundles'
import { Documents } from '../../electron/documents'
import { fingerprint } from '../../electron/in-pieces'
import { RecentDocuments } from '../../electron/recent'

let folder: string
let documents: Documents
let recent: RecentDocuments
const at = (...path: string[]) => join(folder, ...path)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-documents-'))
  for (const name of ['examples', 'mine', 'other', 'outside']) mkdirSync(at(name))
  writeFileSync(at('examples', 'elman.unfold'), '{}')
  writeFileSync(at('examples', 'series.csv'), 'year,value\n')
  recent = new RecentDocuments(at('recent.json'), () => undefined)
  documents = new Documents(at('examples'), recent, new Bundles(at('bundles')))
})
afterEach(async () => {
  await recent.settled()
  rmSync(folder, { recursive: true, force: true })
})

const example = { path: null, example: 'elman.unfold' }
const untitled = { path: null }

describe('documents', () => {
  it('opens a file, and remembers it as recent', async () => {
    writeFileSync(at('mine', 'a.unfold'), '\uFEFF{"name": "é"}')
    expect(await documents.read(at('mine', 'a.unfold'))).toEqual({
      ok: true,
      file: { path: at('mine', 'a.unfold'), name: 'a.unfold', content: '{"name": "é"}', also: [], print: await fingerprint('\uFEFF{"name": "é"}') },
    })
    expect(recent.list()).toEqual([at('mine', 'a.unfold')])
    await recent.settled()
    expect(new RecentDocuments(at('recent.json'), () => undefined).list()).toEqual([at('mine', 'a.unfold')])
  })

  it('reports why a file cannot be opened', async () => {
    writeFileSync(at('mine', 'latin.unfold'), Buffer.from([0x7b, 0xe9, 0x7d]))
    writeFileSync(at('mine', 'big.unfold'), '')
    truncateSync(at('mine', 'big.unfold'), 289 * 2 ** 20)
    expect(await documents.read(at('mine', 'none.unfold'))).toMatchObject({ ok: false, reason: expect.stringContaining('was not found') })
    expect(await documents.read(at('mine', 'latin.unfold'))).toMatchObject({ ok: false, reason: expect.stringContaining('UTF-8') })
    expect(await documents.read(at('mine', 'big.unfold'))).toMatchObject({ ok: false, reason: expect.stringContaining('289 MiB') })
    expect(await documents.read(at('mine'))).toMatchObject({ ok: false, reason: expect.stringContaining('folder') })
    expect(recent.list()).toEqual([])
  })

  it('opens a bundle with its data, and saves it with both', async () => {
    const csv = (value: number) => Buffer.from(`year,value\n1,${value}\n`)
    writeFileSync(
      at('mine', 'a.unfoldz'),
      writeBundle('{"name": "packed"}', [
        ['series.csv', csv(1)],
        ['notes/read.txt', Buffer.from('read me')],
      ]),
    )
    writeFileSync(at('mine', 'series.csv'), csv(2)) // another one, which does not belong to the bundle
    const mine = { path: at('mine', 'a.unfoldz') }
    expect(await documents.read(mine.path)).toMatchObject({ ok: true, file: { name: 'a.unfoldz', content: '{"name": "packed"}' } })
    expect(readFileSync(await documents.data.find(mine, 'series.csv'))).toEqual(csv(1))
    expect(await documents.save(mine.path, '{"name": "new"}', mine, 'series.csv', { seen: null })).toMatchObject({ ok: true })
    const { text, files } = readBundle(readFileSync(mine.path))
    expect(text).toBe('{"name": "new"}')
    expect([...files.keys()].sort()).toEqual(['notes/read.txt', 'series.csv'])
    expect(Buffer.from(files.get('series.csv')!.read())).toEqual(csv(1))
    // A copy without a file, as which a document of a newer version is opened, has them too.
    const copy = { path: null, picture: mine.path }
    expect(await documents.save(at('outside', 'copy.unfold'), '{}', copy, 'series.csv')).toMatchObject({ ok: true, copied: 'series.csv' })
    expect(readFileSync(at('outside', 'series.csv'))).toEqual(csv(1))
    // Saved without the bundle, the document gets its data beside it; from there it is bundled again.
    expect(await documents.save(at('other', 'b.unfold'), '{}', mine, 'series.csv')).toMatchObject({ ok: true, copied: 'series.csv' })
    expect(readFileSync(at('other', 'series.csv'))).toEqual(csv(1))
    writeFileSync(at('other', 'series.csv'), csv(3))
    expect(await documents.save(at('other', 'c.unfoldz'), '{}', { path: at('other', 'b.unfold') }, 'series.csv')).toMatchObject({ ok: true })
    expect(
      Buffer.from(
        readBundle(readFileSync(at('other', 'c.unfoldz')))
          .files.get('series.csv')!
          .read(),
      ),
    ).toEqual(csv(3))
  })

  it('keeps the runs of a document in its bundle, and restores them beside it', async () => {
    mkdirSync(at('mine', 'a.runs', 'runs', '0001'), { recursive: true })
    writeFileSync(at('mine', 'a.runs', 'runs', '0001', 'result.json'), '{"state": "done"}')
    writeFileSync(at('mine', 'a.runs', 'runs', '0001', 'Other.exe'), 'x')
    writeFileSync(at('mine', 'a.unfold'), '{}')
    await documents.read(at('mine', 'a.unfold'))
    expect(await documents.save(at('other', 'b.unfoldz'), '{}', { path: at('mine', 'a.unfold') }, null)).toMatchObject({ ok: true })
    expect([...readBundle(readFileSync(at('other', 'b.unfoldz'))).files.keys()]).toEqual(['runs/0001/result.json'])
    await documents.read(at('other', 'b.unfoldz'))
    expect(readFileSync(at('other', 'b.unfoldz.runs', 'runs', '0001', 'result.json'), 'utf8')).toBe('{"state": "done"}')
  })

  it('says why a bundle is refused', async () => {
    writeFileSync(at('mine', 'a.unfoldz'), Buffer.from(writeBundle('{}', [['series.csv', Buffer.from('1')]])).subarray(0, 60))
    expect(await documents.read(at('mine', 'a.unfoldz'))).toMatchObject({ ok: false, reason: expect.stringMatching(/^a\.unfoldz: .*damaged/) })
  })

  it('never saves a document over its own data, or under the name of a table', async () => {
    const table = 'year,value\n1,2\n'
    writeFileSync(at('mine', 'own.dat'), table)
    writeFileSync(at('mine', 'own.unfold'), '{}')
    symlinkSync(at('mine', 'own.dat'), at('other', 'link.unfold'))
    await documents.read(at('mine', 'own.unfold'))
    const save = (...path: string[]) => documents.save(at(...path), '{}', { path: at('mine', 'own.unfold') }, 'own.dat')
    expect(await save('mine', 'own.dat')).toMatchObject({ ok: false, reason: expect.stringContaining('is the data of this document') as string })
    expect(await save('other', 'link.unfold'), 'through a link').toMatchObject({ ok: false })
    expect(readFileSync(at('mine', 'own.dat'), 'utf8')).toBe(table)
    for (const name of ['new.csv', 'new.TXT', 'new.jsonl'])
      expect(await save('mine', name), name).toMatchObject({ ok: false, reason: expect.stringContaining('that of a table') as string })
    expect(existsSync(at('mine', 'new.csv'))).toBe(false)
    expect(await save('mine', 'new.unfold')).toMatchObject({ ok: true })
  })

  it('passes on the bytes of a PNG, and never overwrites a picture', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2])
    writeFileSync(at('mine', 'a.png'), png)
    writeFileSync(at('mine', 'b'), ' <svg/>')
    expect(await documents.read(at('mine', 'a.png'))).toMatchObject({ ok: true, file: { name: 'a.png', content: png } })
    expect(await documents.read(at('mine', 'b'))).toMatchObject({ ok: true, file: { content: ' <svg/>' } })
    for (const name of ['a.png', 'b']) expect(documents.isOpen(at('mine', name)), name).toBe(false)
    for (const name of ['a.png', 'new.PNG', 'new.svg']) {
      expect(await documents.save(at('mine', name), '{}', untitled, null), name).toMatchObject({ ok: false, reason: expect.stringContaining('.unfold') })
    }
    expect(readFileSync(at('mine', 'a.png'))).toEqual(png)
  })

  it('opens from the recent list only files that are in it', async () => {
    writeFileSync(at('outside', 'secret'), 's')
    expect(await documents.readRecent(at('outside', 'secret'))).toMatchObject({ ok: false })
  })

  it('opens examples only by their names', async () => {
    expect(await documents.readExample('elman.unfold')).toMatchObject({ ok: true, file: { path: null, example: 'elman.unfold' } })
    for (const name of ['../outside/secret', 'series.csv', '..', '.unfold', 'a/b.unfold'])
      expect(await documents.readExample(name), name).toMatchObject({ ok: false })
    expect((await documents.examples()).map(({ file }) => file)).toEqual(['elman.unfold'])
  })

  it('saves an example with its data beside it, and opens both from there', async () => {
    const path = at('mine', 'a.unfold')
    expect(await documents.save(path, '{}', example, 'series.csv')).toEqual({ ok: true, path, name: 'a.unfold', also: [], copied: 'series.csv' })
    expect(readFileSync(at('mine', 'series.csv'), 'utf8')).toBe('year,value\n')
    expect(readFileSync(await documents.data.find({ path }, 'series.csv'), 'utf8')).toBe('year,value\n')
    expect(await documents.save(path, '{"x":1}', { path }, 'series.csv')).toMatchObject({ ok: true })
    expect(readFileSync(path, 'utf8')).toBe('{"x":1}')
  })

  it('writes nothing if the folder has other data of that name', async () => {
    writeFileSync(at('mine', 'series.csv'), 'mine\n')
    writeFileSync(at('mine', 'a.unfold'), 'old')
    expect(await documents.save(at('mine', 'a.unfold'), 'new', example, 'series.csv')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('another file'),
    })
    expect(readFileSync(at('mine', 'series.csv'), 'utf8')).toBe('mine\n')
    expect(readFileSync(at('mine', 'a.unfold'), 'utf8')).toBe('old')
  })

  it('saves a document whose data are missing', async () => {
    expect(await documents.save(at('mine', 'a.unfold'), '{}', untitled, 'gone.csv')).toMatchObject({ ok: true, missing: 'gone.csv' })
  })

  it('returns the reason of a failed save', async () => {
    expect(await documents.save(at('none', 'a.unfold'), '{}', untitled, null)).toMatchObject({ ok: false, reason: expect.stringContaining('a.unfold') })
  })
})

describe('a file that another program has changed', () => {
  const path = () => at('mine', 'a.unfold')
  const save = (content: string, seen: string | null = null) => documents.save(path(), content, { path: path() }, null, { seen })
  beforeEach(async () => {
    writeFileSync(path(), 'one')
    await documents.read(path())
  })

  it('is not overwritten if its content differs, whatever its time', async () => {
    const { atime, mtime } = statSync(path())
    writeFileSync(path(), 'two')
    utimesSync(path(), atime, mtime)
    const result = await save('mine')
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('a.unfold'), changed: { gone: false } })
    expect(readFileSync(path(), 'utf8')).toBe('two')
    const look = await documents.look(path())
    expect(look).toMatchObject({ ok: true, content: 'two' })
    writeFileSync(path(), 'three')
    expect(await save('mine', look.ok ? look.print : null), 'changed once more since it was seen').toMatchObject({ ok: false, changed: { gone: false } })
    const again = await documents.look(path())
    expect(await save('mine', again.ok ? again.print : null)).toMatchObject({ ok: true })
    expect(readFileSync(path(), 'utf8')).toBe('mine')
    expect(await save('mine too'), 'its own').toMatchObject({ ok: true })
  })

  it('is overwritten if only its time differs', async () => {
    utimesSync(path(), 1, 1)
    expect(await documents.stateOf(path())).toBe('same')
    expect(await save('mine')).toMatchObject({ ok: true })
  })

  it('is reported until the document matches its content, not merely until it is read again', async () => {
    expect(await documents.stateOf(path())).toBe('same')
    writeFileSync(path(), 'two')
    expect(await documents.stateOf(path())).toBe('changed')
    const again = await documents.read(path())
    expect(again).toMatchObject({ ok: true, file: { content: 'two' } })
    expect(await save('mine')).toMatchObject({ ok: false, changed: { gone: false } })
    documents.accept(path(), again.ok ? again.file.print! : '')
    expect(await documents.stateOf(path())).toBe('same')
    expect(await save('mine')).toMatchObject({ ok: true })
  })

  it('is reported if it was deleted, renamed, or replaced by something else', async () => {
    renameSync(path(), at('mine', 'b.unfold'))
    expect(await documents.stateOf(path())).toBe('gone')
    const result = await save('mine')
    expect(result).toMatchObject({ ok: false, changed: { gone: true } })
    expect(existsSync(path())).toBe(false)
    expect(await save('mine', '')).toMatchObject({ ok: true })
    rmSync(path())
    mkdirSync(path())
    expect(await documents.stateOf(path()), 'a folder in its place').toBe('gone')
    expect(await save('mine')).toMatchObject({ ok: false, reason: expect.stringContaining('is a folder') })
    rmSync(at('mine'), { recursive: true })
    expect(await save('mine', '')).toMatchObject({ ok: false, reason: expect.stringContaining('was not found') })
  })

  it('is recognized after a crash by its previous content', async () => {
    const base = documents.known.printOf(path())
    writeFileSync(path(), 'two')
    const next = new Documents(at('examples'), recent, new Bundles(at('bundles')))
    expect(await next.reopen(path(), base)).toBe('two')
    expect(await next.save(path(), 'mine', { path: path() }, null, { seen: null })).toMatchObject({ ok: false, changed: { gone: false } })
    expect(readFileSync(path(), 'utf8')).toBe('two')
  })

  it('that is read-only is not written, and this is reported', async () => {
    chmodSync(path(), 0o444)
    expect(await save('mine')).toMatchObject({ ok: false, reason: expect.stringContaining('is write-protected') })
    expect(readFileSync(path(), 'utf8')).toBe('one')
    expect(readdirSync(at('mine'))).toEqual(['a.unfold'])
  })

  it('is the same file through a symbolic link, which is kept', async () => {
    symlinkSync(path(), at('other', 'link.unfold'))
    expect(await documents.read(at('other', 'link.unfold'))).toMatchObject({ ok: true, file: { name: 'link.unfold', also: [path()] } })
  })

  it('data files too', async () => {
    writeFileSync(at('mine', 'd.csv'), 'a\n1\n')
    const from = { path: path() }
    expect(await documents.dataState(from, 'd.csv')).toBe('unread')
    documents.known.set(at('mine', 'd.csv'), await fingerprint('a\n1\n'))
    expect(await documents.dataState(from, 'd.csv')).toBe('same')
    writeFileSync(at('mine', 'd.csv'), 'a\n2\n')
    expect(await documents.dataState(from, 'd.csv')).toBe('changed')
    rmSync(at('mine', 'd.csv'))
    expect(await documents.dataState(from, 'd.csv')).toBe('gone')
    mkdirSync(at('mine', 'd.csv'))
    expect(await documents.dataState(from, 'd.csv'), 'a folder in its place').toBe('gone')
    expect(await documents.dataState(from, '../d.csv'), 'what it may not look at').toBe('unknown')
  })
})

it('a copied data file is removed again if the document cannot be written', async () => {
  mkdirSync(at('mine', 'a.unfold'))
  expect(await documents.save(at('mine', 'a.unfold'), '{}', example, 'series.csv')).toMatchObject({ ok: false })
  expect(existsSync(at('mine', 'series.csv'))).toBe(false)
})

it('a data file with a name too long for any disk counts as missing, and the document is saved', async () => {
  for (const name of ['d'.repeat(1100), `${'d/'.repeat(2000)}d`]) {
    expect(await documents.save(at('mine', 'a.unfold'), '{}', example, name), name.slice(0, 9)).toMatchObject({ ok: true })
    await expect(documents.data.find(example, name)).rejects.toThrow('not beside the document')
  }
})

it.skipIf(process.platform === 'win32')('pipes and devices are refused as documents and data, without delay', async () => {
  for (const name of ['1', '2', '3', '4', '5']) {
    execFileSync('mkfifo', [at('mine', name)])
    expect(await documents.read(at('mine', name))).toMatchObject({ ok: false, reason: expect.stringContaining('is not a file but a device') })
    expect(await documents.save(at('other', 'a.unfold'), '{}', untitled, null)).toMatchObject({ ok: true })
  }
  expect(await documents.read('/dev/zero')).toMatchObject({ ok: false, reason: expect.stringContaining('is not a file but a device') })
})

describe('data files', () => {
  const readable = (from: { path: string | null; example?: string }, name: string) =>
    documents.data.find(from, name).then(
      () => true,
      () => false,
    )

  it('are read only inside the folder of an open document', async () => {
    writeFileSync(at('outside', 'secret.csv'), 's')
    writeFileSync(at('mine', 'a.unfold'), '{}')
    mkdirSync(at('mine', 'sub'))
    writeFileSync(at('mine', 'sub', 'b.csv'), 'b')
    symlinkSync(at('outside'), at('mine', 'link'))
    symlinkSync(at('outside', 'secret.csv'), at('mine', 'linked.csv'))
    const mine = { path: at('mine', 'a.unfold') }
    expect(await readable(mine, 'sub/b.csv')).toBe(false) // not opened yet
    await documents.read(mine.path)
    expect(await readable(mine, 'sub/b.csv')).toBe(true)
    for (const name of [
      '../outside/secret.csv',
      at('outside', 'secret.csv'),
      'link/secret.csv',
      'linked.csv',
      'sub/../../outside/secret.csv',
      'sub\\b.csv',
      'C:b.csv',
      '',
      '.',
      'sub//b.csv',
      'a\0b',
    ]) {
      expect(await readable(mine, name), name).toBe(false)
    }
  })

  it('are read beside an opened picture, and copied when its document is saved', async () => {
    writeFileSync(at('mine', 'a.svg'), '<svg/>')
    writeFileSync(at('mine', 'd.csv'), 'beside')
    const from = { path: null, picture: at('mine', 'a.svg') }
    expect(await readable(from, 'd.csv')).toBe(false) // not opened yet
    expect(documents.isKnown(from)).toBe(false)
    await documents.read(from.picture)
    expect(await readable(from, 'd.csv')).toBe(true)
    expect(await readable(from, '../outside/secret.csv')).toBe(false)
    expect(await documents.save(at('other', 'a.unfold'), '{}', from, 'd.csv')).toMatchObject({ ok: true })
    expect(readFileSync(at('other', 'd.csv'), 'utf8')).toBe('beside')
  })

  it('are not copied out of the folder through a link', async () => {
    symlinkSync(at('outside'), at('mine', 'sub'))
    mkdirSync(at('examples', 'sub'))
    writeFileSync(at('examples', 'sub', 'b.csv'), 'b')
    expect(await documents.save(at('mine', 'a.unfold'), '{}', example, 'sub/b.csv')).toMatchObject({ ok: false })
    expect(() => readFileSync(at('outside', 'b.csv'))).toThrow()
  })

  it('that the user chose are available only to that document, under a free name', async () => {
    writeFileSync(at('outside', 'series.csv'), 'chosen')
    writeFileSync(at('other', 'series.csv'), 'another')
    expect(await documents.data.choose(example, at('outside', 'series.csv'))).toBe('series-2.csv') // the example has a series.csv
    expect(readFileSync(await documents.data.find(example, 'series-2.csv'), 'utf8')).toBe('chosen')
    expect(await readable(untitled, 'series-2.csv')).toBe(false)
    expect(await documents.data.choose(untitled, at('outside', 'series.csv'))).toBe('series.csv')
    expect(await documents.data.choose(untitled, at('outside', 'series.csv'))).toBe('series.csv')
    expect(await documents.data.choose(untitled, at('other', 'series.csv'))).toBe('series-2.csv')
  })

  it('that the user chose are copied when the document is saved', async () => {
    writeFileSync(at('outside', 'd.csv'), 'chosen')
    const name = await documents.data.choose(untitled, at('outside', 'd.csv'))
    expect(await documents.save(at('mine', 'a.unfold'), '{}', untitled, name)).toMatchObject({ ok: true })
    expect(readFileSync(at('mine', 'd.csv'), 'utf8')).toBe('chosen')
  })
})
