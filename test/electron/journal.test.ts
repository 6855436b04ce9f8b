import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { INVOKE, SEND } from '../../electron/channels'
import { ContractError } from '../../electron/check'
import { Bundles } from '../../electron/bundles'
import { Documents } from '../../electron/documents'
import { Journal } from '../../electron/journal'
import { RecentDocuments } from '../../electron/recent'
import { answerRestoring } from '../../electron/restoring'
import { createRandom } from '../renderer/editing/random'

const COUNT = Number(process.env.COUNT ?? 3_000)
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const NOWHERE = { path: null }

let settings: string
beforeEach(() => {
  settings = mkdtempSync(join(tmpdir(), 'unfold-journal-'))
})
afterEach(() => rmSync(settings, { recursive: true, force: true }))

const inside = (): string => join(settings, 'journal')
const open = (): Journal =>
  new Journal(
    inside(),
    new Documents(settings, new RecentDocuments(join(settings, 'recent.json'), () => undefined), new Bundles(join(settings, 'bundles'))).data,
  )
const textOf = async (journal: Journal, n: number): Promise<unknown> => {
  const opened = await journal.open(id(n))
  return 'fault' in opened ? opened.fault : opened.entry.text
}
const keep = (journal: Journal, n: number, text: string, parts = {}): Promise<unknown> =>
  journal.keep({ id: id(n), place: NOWHERE, name: `document ${n}`, text, parts })

describe('the journal', () => {
  it('returns what it was given, with its parts, and writes a part only if it is given', async () => {
    const journal = open()
    await journal.list()
    expect(await keep(journal, 1, 'one', { weights: 'w', learned: 'l' })).toBeNull()
    const weights = readdirSync(inside()).find((name) => name.includes('.weights-'))!
    expect(await keep(journal, 1, 'two', { learned: 'later' })).toBeNull()
    expect(readdirSync(inside())).toContain(weights)
    journal.setOrder([id(1)], id(1))
    journal.close()
    await journal.settled()
    const again = open()
    expect(await again.list()).toMatchObject({ ended: 'clean', shown: id(1), entries: [{ id: id(1), name: 'document 1' }], offered: [], lost: [] })
    expect(await again.open(id(1))).toMatchObject({ entry: { text: 'two' }, parts: { weights: 'w', learned: 'later' }, lost: [] })
    // One file for each: earlier ones are removed.
    expect(readdirSync(inside()).filter((name) => name.startsWith(id(1)))).toHaveLength(3)
    expect(await keep(again, 1, 'three', { weights: null })).toBeNull()
    expect(await again.open(id(1))).toMatchObject({ entry: { text: 'three' }, parts: { learned: 'later' } })
    expect(await again.forget(id(1))).toBe(true)
    expect(readdirSync(inside()).filter((name) => name.startsWith(id(1)))).toEqual([])
  })

  it('reads what the program wrote before entries had a version', async () => {
    mkdirSync(inside())
    writeFileSync(join(inside(), `${id(1)}.json`), JSON.stringify({ place: { path: null }, data: [], text: 'old' }))
    const journal = open()
    expect((await journal.list()).entries).toHaveLength(1)
    expect(await textOf(journal, 1)).toBe('old')
  })

  it.each<[string, (file: string) => void, string, boolean]>([
    ['cut', (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 30)), 'damaged', true],
    ['empty', (file) => writeFileSync(file, ''), 'damaged', true],
    ['of another shape', (file) => writeFileSync(file, '[null]'), 'damaged', true],
    ['not text', (file) => writeFileSync(file, Uint8Array.of(0xff, 0xfe, 0x00)), 'damaged', true],
    [
      'a named pipe',
      (file) => {
        rmSync(file)
        execFileSync('mkfifo', [file])
      },
      'not-file',
      true,
    ],
    [
      'a folder',
      (file) => {
        rmSync(file)
        mkdirSync(file)
      },
      'not-file',
      true,
    ],
    [
      'of a newer program',
      (file) => writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), version: 3 })),
      'newer',
      false,
    ],
  ])(
    'an entry that is %s is reported, and does not prevent reading the others',
    async (_what, spoil, fault, moved) => {
      const journal = open()
      await journal.list()
      journal.setTrouble(null)
      for (const n of [1, 2, 3]) await keep(journal, n, `text ${n}`)
      await journal.settled()
      spoil(join(inside(), `${id(2)}.json`))
      const again = open()
      const { entries, lost } = await again.list()
      expect(entries.map((entry) => entry.id)).toEqual([id(1), id(3)])
      expect(lost).toMatchObject([{ id: id(2), what: 'entry', fault }])
      expect(lost[0]!.file !== null).toBe(moved)
      // It is in the folder that the user can open, or still at its place.
      expect(readdirSync(moved ? again.asideFolder : inside())).toContain(moved ? lost[0]!.file : `${id(2)}.json`)
      expect(await textOf(again, 3)).toBe('text 3')
    },
    15_000,
  )

  it('leaves out only the part that cannot be read', async () => {
    const journal = open()
    await journal.list()
    await keep(journal, 1, 'text', { weights: 'w', learned: 'l' })
    rmSync(join(inside(), `${id(1)}.weights-1.json`))
    execFileSync('mkfifo', [join(inside(), `${id(1)}.weights-1.json`)])
    const again = open()
    await again.list()
    expect(await again.open(id(1))).toMatchObject({ entry: { text: 'text' }, parts: { learned: 'l' }, lost: [{ what: 'weights', fault: 'not-file' }] })
  })

  it('says why nothing was kept, and keeps later entries', async () => {
    const journal = open()
    writeFileSync(inside(), 'a file in the place of the folder')
    expect(await keep(journal, 1, 'text')).toBe('other')
    rmSync(inside())
    expect(await keep(journal, 1, 'text')).toBeNull()
  })

  it('offers the documents that were open after the window crashed, or was killed while opening them', async () => {
    const first = open()
    await first.list()
    first.setTrouble(null)
    await keep(first, 1, 'one')
    first.setTrouble('crashed')
    await first.settled()
    const second = open()
    expect(await second.list()).toMatchObject({ ended: 'crashed', entries: [], offered: [{ id: id(1) }] })
    second.setTrouble(null)
    second.close()
    await second.settled()
    // Not opened since, it is offered again; documents opened meanwhile are restored.
    const third = open()
    expect(await third.list()).toMatchObject({ ended: 'clean', entries: [], offered: [{ id: id(1) }] })
    await third.open(id(1))
    await third.settled()
    // Killed before the renderer reported that the opened documents work.
    const fourth = open()
    expect(await fourth.list()).toMatchObject({ ended: 'crashed', offered: [{ id: id(1) }] })
    await fourth.open(id(1))
    fourth.setTrouble(null)
    await fourth.settled()
    expect(await open().list()).toMatchObject({ ended: 'killed', entries: [{ id: id(1) }], offered: [] })
  })

  it('a pipe in place of the session file does not prevent the start', async () => {
    mkdirSync(inside())
    execFileSync('mkfifo', [join(inside(), 'session.json')])
    expect((await open().list()).entries).toEqual([])
  })

  it('refuses more than its limit', async () => {
    const journal = open()
    await journal.list()
    await keep(journal, 1, 'one')
    // Simulates a journal of that size.
    ;(journal as unknown as { sizes: Map<string, number> }).sizes.set('x', 8 * 2 ** 30)
    expect(await keep(journal, 2, 'two')).toBe('too-much')
    expect(readdirSync(inside())).not.toContain(`${id(2)}.json`)
  })
})

const WORDS = ['', 'entry', 'weights', '../../x', id(1), id(2), '__proto__', 'x'.repeat(40_000), '\0', '/etc/passwd']
type Random = () => number
const choose = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!
function anything(random: Random, depth = 3): unknown {
  const leaves = [null, undefined, true, 0, -1, 1e300, NaN, Infinity, 2 ** 53, 10n, new Date(0), new Map([['id', id(1)]]), new Uint8Array(3)]
  if (depth === 0 || random() < 0.4) return random() < 0.5 ? choose(random, WORDS) : choose(random, leaves)
  if (random() < 0.3) return Array.from({ length: Math.floor(random() * 4) }, () => anything(random, depth - 1))
  const keys = ['id', 'place', 'path', 'name', 'text', 'weights', 'learned', 'order', 'shown', 'what', 'example', 'picture', '__proto__']
  return Object.fromEntries(keys.filter(() => random() < 0.5).map((key) => [key, anything(random, depth - 1)]))
}

describe(`messages about the journal (SEED=${SEED})`, () => {
  it(`${COUNT} of any shape are answered or refused, and write nothing outside the journal`, async () => {
    const random = createRandom(SEED)
    const documents = new Documents(settings, new RecentDocuments(join(settings, 'recent.json'), () => undefined), new Bundles(join(settings, 'bundles')))
    const answers = new Map<string, (request: unknown) => unknown>()
    const put = (channel: string, handler: (request: unknown) => unknown): void => void answers.set(channel, handler)
    const journal = new Journal(inside(), documents.data)
    answerRestoring(
      put,
      put,
      documents,
      journal,
      () => Promise.resolve(),
      () => Promise.resolve(),
    )
    await answers.get(INVOKE.restore)!(undefined)
    let refused = 0
    const sound = { id: id(1), place: NOWHERE, name: 'mine', text: 'mine' }
    for (let i = 0; i < COUNT; i++) {
      const channel = choose(random, [INVOKE.reopen, INVOKE.putAside, INVOKE.keep, INVOKE.forget, SEND.tabs, SEND.standing])
      const message = random() < 0.3 ? { ...sound, ...(anything(random, 1) as object | null) } : anything(random)
      try {
        await answers.get(channel)!(message)
      } catch (error) {
        expect(error, `${channel}, message ${i}`).toBeInstanceOf(ContractError)
        refused++
      }
    }
    await journal.settled()
    expect(refused).toBeGreaterThan(COUNT / 6)
    expect(readdirSync(settings).sort()).toEqual(['journal'])
    for (const name of readdirSync(inside())) expect(name).toMatch(/^(?:session\.json|aside|[0-9a-f-]{36}\.(?:(?:weights|learned)-\d+\.)?json)$/)
    expect(await answers.get(INVOKE.keep)!({ ...sound, id: id(9) })).toBeNull()
    const again = open()
    expect((await again.list()).lost).toEqual([])
  }, 300_000)
})
