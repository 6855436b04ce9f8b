import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Bundles } from '../../electron/bundles'
import { INVOKE } from '../../electron/channels'
import { Documents } from '../../electron/documents'
import { checkFile } from '../../electron/files'
import { Journal } from '../../electron/journal'
import { RecentDocuments } from '../../electron/recent'
import { answerRestoring } from '../../electron/restoring'

const ID = '00000000-0000-4000-8000-000000000001'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-slow-'))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true, force: true })
})

/** What the window gets of a document in the journal whose file takes a minute to read. */
async function reopened(file: string): Promise<unknown> {
  const documents = new Documents(folder, new RecentDocuments(join(folder, 'recent.json'), () => undefined), new Bundles(join(folder, 'bundles')))
  const journal = new Journal(join(folder, 'journal'), documents.data)
  await journal.list()
  await journal.keep({ id: ID, place: { path: file }, name: 'large', text: '{}', parts: { weights: 'w' } })
  const reopen = documents.reopen.bind(documents)
  vi.spyOn(documents, 'reopen').mockImplementation(async (...of) => {
    // Until the disk has answered whether the file is there.
    for (let i = 0; i < 5; i++) await checkFile(file).catch(() => undefined)
    await vi.advanceTimersByTimeAsync(60_000)
    return reopen(...of)
  })
  const handlers = new Map<string, (request: unknown) => unknown>()
  const ignore = (): void => undefined
  answerRestoring(
    (channel, handler) => void handlers.set(channel, handler),
    ignore,
    documents,
    journal,
    () => Promise.resolve(),
    () => Promise.resolve(),
  )
  return handlers.get(INVOKE.reopen)!(ID)
}

it('the file of a restored document is read, however long that takes, if the disk answers', async () => {
  writeFileSync(join(folder, 'a.unfold'), '{"name": "large"}')
  expect(await reopened(join(folder, 'a.unfold'))).toMatchObject({ disk: '{"name": "large"}', unreachable: false, weights: 'w', lost: [] })
})

it('a file that is gone is known to be gone', async () => {
  expect(await reopened(join(folder, 'a.unfold'))).toMatchObject({ disk: null, unreachable: false, weights: 'w', lost: [] })
})
