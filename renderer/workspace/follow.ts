import { defer, finalize, firstValueFrom, repeat, takeWhile, timer, type Observable, type Subscription } from 'rxjs'
import { createStore } from 'zustand/vanilla'
import { decoderOf, type Decoder } from '../../engine/data/decoder'
import type { TableEncoding } from '../../engine/document/types'
import type { LiveOptions } from '../../engine/run/live-view'
import type { Problem } from '../../engine/base/problem'
import { documentStore } from '../editing/store'
import { answerOf } from '../worker/failure'
import type { Engine } from './openEngine'
import { shownEngine } from './engine'

/** Milliseconds after which a file that has not grown is checked again, and the most lines that may wait in the engine. */
const LOOK = 200
const WAITING = 2_000

interface LiveState {
  /** Name of the file that is followed, by engine. */
  readonly names: ReadonlyMap<Engine, string>
  /** Why the last live run did not start, or why following the file failed. */
  readonly problems: readonly Problem[]
  readonly reason: string | undefined
}

export const liveStore = createStore<LiveState>(() => ({ names: new Map(), problems: [], reason: undefined }))
const following = new Map<Engine, Subscription>()

/**
 * Passes the new text of a file to the engine until the live run has ended. Reads the next piece only when the engine has
 * used the last one.
 */
function passNewText(file: number, engine: Engine, encoding: TableEncoding): Observable<boolean> {
  const newDecoder = (): Decoder => decoderOf(encoding, { fatal: false, ignoreBOM: false })
  let decoder = newDecoder()
  let pause = 0
  return defer(async () => {
    const found = await window.unfold.followed(file)
    if (!found.ok) throw new Error(found.reason)
    if (!found.gained) return false
    const { bytes, anew } = found.gained
    if (anew) decoder = newDecoder()
    // Asks even without new text, because the run may have ended.
    const waiting = await firstValueFrom(answerOf(engine.ask({ kind: 'live-text', text: decoder.decode(bytes, { stream: true }), anew })))
    pause = bytes.length > 0 && (waiting ?? 0) < WAITING ? 0 : LOOK
    return waiting !== null
  }).pipe(
    repeat({ delay: () => timer(pause) }),
    takeWhile((goesOn) => goesOn),
    finalize(() => void window.unfold.unfollow(file)),
  )
}

function follow(engine: Engine, file: number, name: string, encoding: TableEncoding): void {
  const done = (reason?: string): void => {
    following.delete(engine)
    const names = new Map(liveStore.getState().names)
    names.delete(engine)
    liveStore.setState({ names, ...(reason === undefined ? {} : { reason }) })
    if (reason !== undefined) engine.pause()
  }
  liveStore.setState({ names: new Map(liveStore.getState().names).set(engine, name) })
  following.set(
    engine,
    passNewText(file, engine, encoding).subscribe({
      error: (error: unknown) => done(error instanceof Error ? error.message : String(error)),
      complete: () => done(),
    }),
  )
}

/** Starts a live run of the document on screen; for a file, the user chooses it first. */
export async function startLive(options: LiveOptions): Promise<void> {
  const engine = shownEngine()
  const { data } = documentStore.getState().document
  liveStore.setState({ problems: [], reason: undefined })
  const file = options.source === 'file' ? await window.unfold.followFile() : undefined
  if (file === null) return
  if (file && !file.ok) return liveStore.setState({ reason: file.reason })
  following.get(engine)?.unsubscribe()
  const problems = await engine.live(options)
  liveStore.setState({ problems })
  if (!file) return
  if (problems.length > 0) return void window.unfold.unfollow(file.file)
  // As `unfold stream` reads it.
  follow(engine, file.file, file.name, (data?.kind === 'file' ? data.encoding : undefined) ?? 'utf-8')
}

/** Ends the live run of the document on screen. */
export const stopLive = (): void => shownEngine().pause()
