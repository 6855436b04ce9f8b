import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Bundles } from '../../electron/bundles'
import { Documents } from '../../electron/documents'
import { RecentDocuments } from '../../electron/recent'

const folder = mkdtempSync(join(tmpdir(), 'unfold-unreadable-'))
const at = (...path: string[]): string => join(folder, ...path)
const recent = new RecentDocuments(at('recent.json'), () => undefined)
beforeAll(() => {
  mkdirSync(at('outside'))
  writeFileSync(at('outside', 'secret.csv'), 'a\n1\n')
})
afterAll(async () => {
  await recent.settled()
  rmSync(folder, { recursive: true, force: true })
})

it.skipIf(process.platform === 'win32').each<[string, (path: string) => void]>([
  ['a folder', (path) => mkdirSync(path)],
  ['a pipe', (path) => void execFileSync('mkfifo', [path])],
  ['a link to a file outside', (path) => symlinkSync(at('outside', 'secret.csv'), path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
])('a document is saved, in its place and elsewhere, also if its data file has become %s', async (_what, replace) => {
  for (const name of ['mine', 'other']) {
    rmSync(at(name), { recursive: true, force: true })
    mkdirSync(at(name))
  }
  const documents = new Documents(at('examples'), recent, new Bundles(at('bundles')))
  writeFileSync(at('mine', 'a.unfold'), '{}')
  writeFileSync(at('mine', 'd.csv'), 'a\n1\n')
  await documents.read(at('mine', 'a.unfold'))
  rmSync(at('mine', 'd.csv'))
  replace(at('mine', 'd.csv'))
  const from = { path: at('mine', 'a.unfold') }
  expect(await documents.save(at('mine', 'a.unfold'), '{"name": "b"}', from, 'd.csv', { seen: null })).toMatchObject({ ok: true })
  expect(readFileSync(at('mine', 'a.unfold'), 'utf8')).toBe('{"name": "b"}')
  for (const name of ['b.unfold', 'b.unfoldz'])
    expect(await documents.save(at('other', name), '{"name": "b"}', from, 'd.csv'), name).toMatchObject({ ok: true, missing: 'd.csv' })
  expect(readdirSync(at('other'))).toEqual(['b.unfold', 'b.unfoldz'])
})
