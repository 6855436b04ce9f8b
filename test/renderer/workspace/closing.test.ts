import { expect, it, vi } from 'vitest'
import { LEARNED } from '../../../engine/document/learned'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import { registry } from '../../../nodes'
import * as commands from '../../../renderer/editing/commands'
import type { Tab } from '../../../renderer/workspace/tabs'
import { Desk, settle } from './desk'
import { kinds } from './savedKinds'

const desk = new Desk()
const { tabs, files } = await desk.start()
const closed = vi.fn<() => void>()
Object.assign(desk.api, { closeWindow: closed })

function place(name: string, epochs: number): Tab {
  const document = { ...kinds.bptt(), training: { epochs } }
  desk.disk.set(`/${name}`, serializeDocument(document))
  return tabs.openTab(document, { path: `/${name}`, name })
}
const epochIn = (name: string): number => {
  const { document } = parseDocument(desk.disk.get(`/${name}`)!, registry)
  return (document?.extensions?.[LEARNED] as { epoch?: number } | undefined)?.epoch ?? 0
}

it('a document that trains on while the user is asked about another is saved with what it has learned by the end', async () => {
  const [trained, other] = [place('trained.unfold', 1_000_000), place('other.unfold', 3)]
  await settle()
  trained.engine.play()
  other.documents.edit('label', (draft) => commands.setLabel(draft, 'h', 'hidden'))
  await settle(10)
  const asked: string[] = []
  let answer: ((to: 'discard') => void) | undefined
  desk.api.askToSave = async (name) => {
    asked.push(name)
    return asked.length === 1 ? 'save' : new Promise((resolve) => (answer = resolve))
  }
  const closing = files.closeWindow()
  await vi.waitFor(async () => {
    await settle(1)
    expect(answer).toBeDefined()
  })
  const first = epochIn('trained.unfold')
  expect(first).toBeGreaterThan(0)
  await settle(20)
  answer!('discard')
  await settle(100)
  await closing
  expect(closed).toHaveBeenCalledOnce()
  expect(asked, 'each once').toHaveLength(2)
  const { epoch, status } = trained.engine.store.getState().state
  expect(status).not.toBe('running')
  expect(epoch).toBeGreaterThan(first)
  expect(epochIn('trained.unfold')).toBe(epoch)
  expect(desk.disk.get('/other.unfold')).not.toContain('hidden')
})
