import { all, atMost, boolean, choice, nullable, whole } from '../engine/contract/schema'
import { limits } from '../engine/document/limits'
import { INVOKE } from './channels'
import { dataPath, documentText, id, place, take, text } from './check'
import { failure, writeFailure } from './failure'
import type { KeptRuns } from './runs'
import type { Sweeps } from './sweeps'

type Answer = (channel: string, handler: (request: unknown) => unknown) => void

const content = text(limits.textLength)
const source = text(limits.id)
const run = whole(1)
const listing = all({ id, from: place })
const keeping = all({
  id,
  from: place,
  run: nullable(run),
  files: all({ result: content, log: nullable(content), document: nullable(content), best: nullable(content), trained: nullable(content) }),
})
/** What a user has noted on a run: name, tags, text, deletion. */
export const mark = all({ name: text(limits.name), tags: atMost(limits.runTags, text(limits.id)), note: text(limits.noteText), removed: boolean })
const marking = all({ id, from: place, source, marks: atMost(limits.runs, all({ run, mark })) })
const reading = all({ id, from: place, source, run, file: choice(['result', 'log', 'document', 'best', 'trained']) })

const starting = all({
  id,
  from: place,
  text: documentText,
  data: nullable(dataPath),
  vary: atMost(limits.columns, text(limits.dataPath)),
  seeds: text(limits.id),
  random: nullable(run),
  asha: boolean,
  jobs: run,
  source: nullable(source),
})
const stopping = all({ id, source })

/**
 * Handles the renderer's requests about kept runs.
 * @param chooseFolder Shows a dialog for a folder; null when cancelled.
 */
export function answerRuns(answer: Answer, runs: KeptRuns, sweeps: Sweeps, chooseFolder: () => Promise<string | null>): void {
  const result = async <T extends object>(name: string, work: () => Promise<T>, write = false): Promise<unknown> => {
    try {
      return { ok: true, ...(await work()) }
    } catch (error) {
      return (write ? writeFailure : failure)(error, name)
    }
  }
  answer(INVOKE.listRuns, (value) => {
    const asked = take(listing, value, 'listRuns')
    return result(runs.nameOf(asked), async () => ({ sources: await runs.list(asked) }))
  })
  answer(INVOKE.keepRun, (value) => {
    const { run, files, ...asked } = take(keeping, value, 'keepRun')
    return result(runs.nameOf(asked), async () => ({ run: await runs.keep(asked, run, files) }), true)
  })
  answer(INVOKE.readRun, (value) => {
    const { source: name, run, file, ...asked } = take(reading, value, 'readRun')
    return result(runs.nameOf(asked), async () => ({ text: await runs.read(asked, name, run, file) }))
  })
  answer(INVOKE.markRuns, (value) => {
    const { source: name, marks, ...asked } = take(marking, value, 'markRuns')
    return result(runs.nameOf(asked), async () => ({ marked: await runs.mark(asked, name, marks) }), true)
  })
  answer(INVOKE.settleRuns, (value) => {
    const asked = take(listing, value, 'settleRuns')
    return result(
      runs.nameOf(asked),
      async () => {
        // Files that a sweep writes cannot be moved meanwhile.
        await sweeps.stop(asked.id)
        return { before: await runs.settle(asked) }
      },
      true,
    )
  })
  answer(INVOKE.startSweep, (value) => {
    const asked = take(starting, value, 'startSweep')
    return result(runs.nameOf(asked), async () => ({ source: await sweeps.start(asked) }), true)
  })
  answer(INVOKE.stopSweep, (value) => {
    const asked = take(stopping, value, 'stopSweep')
    return result(asked.source, async () => ({ stopped: await sweeps.stop(asked.id, asked.source) }))
  })
  answer(INVOKE.openRuns, async (value) => {
    const asked = take(listing, value, 'openRuns')
    const chosen = await chooseFolder()
    if (chosen === null) return null
    return result(runs.nameOf(asked), async () => ({ source: await runs.source(asked, await runs.choose(asked, chosen)) }))
  })
}
