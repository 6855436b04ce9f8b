import { createStore } from 'zustand/vanilla'
import type { Part } from '../../engine/data/types'
import type { GraphDocument } from '../../engine/document/types'
import type { CompiledMessage, FrameMessage, Message, PartReport, PredictionTrace, ReportMessage, StateMessage } from '../../engine/run/protocol'
import { documentStore, type Origin } from '../document/store'
import type { FrameSource } from '../graph'
import { EngineClient } from '../worker/client'

/** What the engine has last said of the document on screen; frames go past React. */
export interface EngineState {
  readonly compiled: CompiledMessage | undefined
  readonly state: StateMessage
  /** One an epoch since the document was opened or reset. */
  readonly reports: readonly ReportMessage[]
  readonly predictions: readonly PredictionTrace[]
  /** How well each part is met by the weights that made the predictions. */
  readonly scores: Partial<Record<Part, PartReport>>
  /** Updates a second that are asked for; null for as fast as it goes. */
  readonly speed: number | null
  /** Why the data file could not be read; what is missing in it the engine says itself. */
  readonly dataFailure: string | undefined
}

const idle: StateMessage = { kind: 'state', status: 'empty', epoch: 0, epochs: 0, update: 0, updatesPerSecond: 0 }

export const engineStore = createStore<EngineState>(() => ({
  compiled: undefined, state: idle, reports: [], predictions: [], scores: {}, speed: null, dataFailure: undefined,
}))

const client = new EngineClient()
const listeners = new Set<(frame: FrameMessage) => void>()
/** Frames that have been drawn are told, so that a slow screen gets fewer. */
export const frames: FrameSource = {
  subscribe(listener) {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

function draw(frame: FrameMessage, of: number): void {
  if (of === era) {
    for (const listener of listeners) listener(frame)
    if (frame.predictions) engineStore.setState({ predictions: frame.predictions, scores: frame.scores ?? {} })
  }
  client.send({ kind: 'drawn', frame: frame.frame })
}

/** Grows with each document that is opened: what was on its way from the engine about the one before is not shown. */
let era = 0
/** The revision of a document that was opened and that the engine has not compiled yet; until then it speaks of the one before. */
let awaited: number | undefined

/** Most points of a curve that are kept; beyond them every other one of the older half goes. */
const POINTS = 8_192
let untold: ReportMessage[] = []

/** Small networks run through thousands of epochs a second: one change of state a picture. */
function tellReports(): void {
  const told = untold
  untold = []
  engineStore.setState(({ reports }) => {
    const all = [...reports, ...told]
    return { reports: all.length <= POINTS ? all : all.filter((_, i) => i % 2 === 0 || i > all.length / 2) }
  })
}

function forgetReports(): void {
  untold.length = 0
  engineStore.setState({ reports: [] })
}

client.message$.subscribe((message: Message) => {
  if (message.kind === 'compiled' && awaited !== undefined && message.revision >= awaited) awaited = undefined
  const old = awaited !== undefined
  switch (message.kind) {
    case 'compiled':
      return engineStore.setState({ compiled: message })
    case 'state':
      return old ? undefined : engineStore.setState({ state: message })
    case 'report':
      if (!old && untold.push(message) === 1) requestAnimationFrame(tellReports)
      return
    case 'frame': {
      const of = old ? -1 : era
      requestAnimationFrame(() => draw(message, of))
      return
    }
    case 'weights':
    case 'preview':
    case 'parameter':
      // Answers, which whoever asked waits for.
      return
  }
})

/** Text of data files that have been read for the document on screen, by their path in it. */
let files: Record<string, string> = {}
let wanted = 0

/** Gives the text of a data file that was chosen for the document. */
export function provideData(path: string, text: string): void {
  files = { ...files, [path]: text }
}

async function readData(document: GraphDocument, origin: Origin): Promise<Record<string, string> | undefined> {
  const { data } = document
  if (data?.kind !== 'file' || Object.hasOwn(files, data.path)) return undefined
  const place = { path: origin.path, ...(origin.example === undefined ? {} : { example: origin.example }) }
  const result = await window.unfold.readData({ from: place, data: data.path })
  engineStore.setState({ dataFailure: result.ok ? undefined : result.reason })
  return result.ok ? { [data.path]: result.text } : {}
}

/** What of a document the engine computes with: looks are not sent, and storing weights is not an edit. */
const matters = (a: GraphDocument, b: GraphDocument): boolean =>
  a.nodes !== b.nodes || a.edges !== b.edges || a.data !== b.data || a.training !== b.training

/** Follows the document store: every edit is compiled, and training goes on. */
export function startEngine(): void {
  let sent: GraphDocument | undefined
  let known: Readonly<Record<string, string>> = files
  let fresh = true
  const follow = async (): Promise<void> => {
    const { document, revision, opened, origin } = documentStore.getState()
    fresh ||= revision === opened
    if (sent && !fresh && !matters(sent, document)) {
      sent = document
      return
    }
    sent = document
    const ticket = ++wanted
    if (revision === opened) {
      files = {}
      known = files
      era++
      awaited = revision
      forgetReports()
      engineStore.setState({ compiled: undefined, state: idle, predictions: [], scores: {}, dataFailure: undefined })
    }
    const read = await readData(document, origin)
    if (ticket !== wanted) {
      // A newer document is on its way; what was read stays known.
      if (read) files = { ...read, ...files }
      return
    }
    if (read) files = { ...files, ...read }
    const { view: _, ...rest } = document
    const changed = files !== known
    known = files
    client.send({ kind: 'load', revision, document: rest, fresh, ...(changed ? { files } : {}) })
    fresh = false
  }
  documentStore.subscribe((state, old) => {
    if (state.revision !== old.revision) void follow()
  })
  void follow()
}

export const play = (): void => client.send({ kind: 'play' })
export const pause = (): void => client.send({ kind: 'pause' })
export const step = (): void => client.send({ kind: 'step' })
export const weights = (): ReturnType<EngineClient['weights']> => client.weights()
export const preview = (...asked: Parameters<EngineClient['preview']>): ReturnType<EngineClient['preview']> => client.preview(...asked)
export const parameter = (...asked: Parameters<EngineClient['parameter']>): ReturnType<EngineClient['parameter']> => client.parameter(...asked)

export function togglePlay(): void {
  if (engineStore.getState().state.status === 'running') pause()
  else play()
}

/** Weights drawn anew, epoch 0. */
export function reset(): void {
  forgetReports()
  client.send({ kind: 'reset' })
}

/** @param updatesPerSecond null for as fast as it goes. */
export function setSpeed(updatesPerSecond: number | null): void {
  engineStore.setState({ speed: updatesPerSecond })
  client.send({ kind: 'speed', updatesPerSecond })
}
