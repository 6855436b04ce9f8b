import { beforeEach, describe, expect, it } from 'vitest'
import { LEARNED } from '../../../engine/document/learned'
import { parseDocument } from '../../../engine/document/parse'
import { registry } from '../../../nodes'
import * as commands from '../../../renderer/editing/commands'
import type { Tab } from '../../../renderer/workspace/tabs'
import { elman } from '../../documents'
import { Desk, settle, withData } from './desk'

const desk = new Desk()
const { tabs, files } = await desk.start()

let tab: Tab
const stateOf = () => tab.engine.store.getState().state
const epoch = () => stateOf().epoch
const labels = () => tab.documents.store.getState().past.map(({ label }) => label)
/** Lets the engine work until the condition holds, and no further. */
async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 1000 && !holds(); round++) await settle(1)
  expect(holds()).toBe(true)
}
const setLabel = (text: string): unknown => tab.documents.edit('label', (draft) => commands.setLabel(draft, 'h', text))

beforeEach(async () => {
  tab = tabs.openTab(withData(elman({ epochs: 9, shuffle: true, optimizer: { kind: 'adam', learningRate: 0.01 } }, 2)), { path: '/a.unfold', name: 'a' })
  await until(() => stateOf().status === 'ready')
  await settle()
})

async function trainToEnd(): Promise<void> {
  tab.engine.play()
  await until(() => stateOf().status === 'done')
}
/** Trains for some epochs, and waits until that is a step. */
async function train(epochs: number): Promise<void> {
  const to = epoch() + epochs
  tab.engine.play()
  await until(() => epoch() >= to)
  tab.engine.pause()
  await settle()
}

it('a run whose values overflow is marked as failed in the list of runs, and the next one is not', async () => {
  const setRate = (learningRate: number): unknown =>
    tab.documents.edit('rate', (draft) => {
      draft.training = { ...draft.training, optimizer: { kind: 'sgd', learningRate } }
      draft.nodes.h!.activation = 'linear'
      draft.nodes.y!.activation = 'linear'
    })
  setRate(1e200)
  await settle()
  tab.engine.play()
  await until(() => stateOf().status === 'failed')
  const failures = () => tab.engine.store.getState().runs.map(({ failed }) => failed?.code)
  expect(failures()).toEqual(['not-finite'])
  setRate(0.01)
  tab.engine.reset()
  await settle()
  await train(2)
  expect(failures()).toEqual(['not-finite', undefined])
})

describe('undo, pressed before a training is a step,', () => {
  it('reverts the training that has just ended by itself, and redo restores it', async () => {
    await train(3)
    const paused = epoch()
    await trainToEnd()
    expect(labels(), 'nothing is answered yet').toEqual(['run.edit.train'])
    tab.documents.undo()
    await settle()
    expect(epoch()).toBe(paused)
    expect(labels()).toEqual(['run.edit.train'])
    tab.documents.redo()
    await settle()
    expect([epoch(), labels()]).toEqual([9, ['run.edit.train', 'run.edit.train']])
  })

  it('reverts the first training, though nothing could be undone before', async () => {
    await trainToEnd()
    expect(tab.documents.store.getState()).toMatchObject({ past: [], stepComes: true })
    tab.documents.undo()
    tab.documents.redo()
    tab.documents.undo()
    await settle()
    expect(epoch()).toBe(0)
    expect(tab.documents.store.getState()).toMatchObject({ past: [], future: [{ label: 'run.edit.train' }], stepComes: false, undoWaits: false })
  })

  it('reverts the paused training, though the engine has not received the pause yet', async () => {
    await train(3)
    const paused = epoch()
    tab.engine.play()
    await until(() => epoch() > paused)
    tab.engine.pause()
    tab.documents.undo()
    await settle()
    expect([epoch(), stateOf().status, labels()]).toEqual([paused, 'paused', ['run.edit.train']])
    tab.documents.undo()
    await settle()
    expect(epoch()).toBe(0)
  })

  it('reverts edits in order', async () => {
    await trainToEnd()
    setLabel('one')
    tab.documents.undo()
    await settle()
    expect([epoch(), labels(), tab.documents.store.getState().future.map(({ label }) => label)]).toEqual([9, ['run.edit.train'], ['label']])
    tab.documents.redo()
    await settle()
    expect(labels()).toEqual(['run.edit.train', 'label'])
  })

  it('undoes an initialization of weights', async () => {
    await train(3)
    const paused = epoch()
    tab.engine.reset()
    tab.documents.undo()
    await settle()
    expect([epoch(), labels()]).toEqual([paused, ['run.edit.train']])
  })

  it('does not affect an edit made after the training', async () => {
    await trainToEnd()
    tab.documents.undo()
    setLabel('one')
    await settle()
    expect(labels()).toEqual(['run.edit.train', 'label'])
  })

  it('affects what is saved', async () => {
    await train(3)
    const paused = epoch()
    await trainToEnd()
    tab.documents.undo()
    const saved = files.save(false, tab)
    await settle()
    expect(await saved).toBe(true)
    const { document } = parseDocument(desk.disk.get('/a.unfold')!, registry)
    expect(document?.extensions?.[LEARNED]).toMatchObject({ epoch: paused })
    expect(tabs.tabIsUnsaved(tab)).toBe(false)
  })

  it('affects what closing asks about', async () => {
    await train(3)
    const saved = files.save(false, tab)
    await settle()
    await saved
    await trainToEnd()
    tab.documents.undo()
    desk.asked.length = 0
    const closed = files.closeTab(tab)
    await settle()
    expect([await closed, desk.asked], 'the file holds what is there').toEqual([true, []])
  })

  it('does not wait for an engine that has ended', async () => {
    setLabel('one')
    await trainToEnd()
    tab.engine.startAgain()
    tab.documents.undo()
    await settle()
    expect(tab.documents.store.getState().undoWaits).toBe(false)
    expect(labels()).not.toContain('label')
  })
})
