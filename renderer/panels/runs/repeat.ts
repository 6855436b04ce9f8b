import { parseDocument } from '../../../engine/document/parse'
import { registry } from '../../../nodes'
import { notify } from '../../controls/notice'
import { restoreComputation } from '../../editing/restoreComputation'
import { shownDocument } from '../../editing/store'
import { focusCanvas } from '../../graph/camera'
import { compare } from '../../graph/canvasStore'
import { engineStore, runAgain, takeWeights } from '../../workspace/engine'
import { libraryOf, markRuns, readRunFile, readWhole } from '../../workspace/keptRuns'
import { unrepeatable, type Run } from '../../workspace/runLog'
import { shownTab } from '../../workspace/tabs'
import { wholeRun, type Item } from './items'

/** The run of an item, read from its files if it is not known. */
async function runOf(item: Item): Promise<Run | undefined> {
  const { id } = shownTab()
  const source = libraryOf(id).sources?.find(({ name }) => name === item.source)
  const run = !item.run && source ? await readWhole(source, item.row) : wholeRun(libraryOf(id), item.key, engineStore.getState().runs)
  if (!run) notify('runs.unreadable')
  return run
}

/** Marks the changes since a run on the drawing. */
export async function compareDrawing(item: Item, name: string): Promise<void> {
  const { id } = shownTab()
  const run = await runOf(item)
  if (!run || shownTab().id !== id) return
  compare({ document: run.document, name })
  // Escape, pressed on the canvas, ends it.
  focusCanvas()
}

/** Why a run cannot be repeated exactly, as far as that is known before it is read. */
export const whyNot = ({ run }: Item, fastNow: boolean): ReturnType<typeof unrepeatable> => run && unrepeatable(run, fastNow)

/** Repeats a run from its initial weights with its seed and settings, which gives the same results. */
export async function repeat(item: Item): Promise<void> {
  const run = await runOf(item)
  if (!run) return
  const reason = unrepeatable(run, engineStore.getState().state.fastMath.used)
  if (reason) return notify(`runs.again.${reason}`)
  const documents = shownDocument()
  await runAgain(() => {
    documents.edit('runs.edit.again', (draft) => restoreComputation(draft, run.document))
    documents.endGesture()
  })
}

/** Gives the document on screen the network of a run, and the weights that it had after its best or its last epoch. */
export async function takeFrom(item: Item, which: 'best' | 'trained'): Promise<void> {
  const text = await readRunFile(item.source, item.number, which)
  const found = text === undefined ? undefined : parseDocument(text, registry).document
  const run = await runOf(item)
  if (!run) return
  if (!found?.weights) return notify('runs.unreadable')
  await takeWeights((draft) => restoreComputation(draft, run.document), found.weights)
}

const setRemoved = async (items: readonly Item[], removed: boolean): Promise<void> => {
  for (const source of new Set(items.map((item) => item.source)))
    await markRuns(
      source,
      items.filter((item) => item.source === source).map(({ number }) => number),
      (mark) => ({ ...mark, removed }),
    )
}

/** Deletes the written ones of these runs; returns a function that restores them. */
export async function remove(items: readonly Item[]): Promise<() => Promise<void>> {
  await setRemoved(items, true)
  return () => setRemoved(items, false)
}
