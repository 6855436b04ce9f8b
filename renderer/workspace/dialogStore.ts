import { create } from 'zustand'
import type { Problem } from '../../engine/base/problem'
import type { Tab } from './tabs'

/** A change of a document's file by another program: it was written, or no longer exists. */
export interface Change {
  readonly gone: boolean
  /** Fingerprint of the file's content. */
  readonly print: string
}

export type ChangeAnswer = { readonly kind: 'overwrite'; readonly print: string } | { readonly kind: 'reload' | 'save-as' | 'cancel' }

/** The open dialog. */
export type DialogRequest =
  | { readonly kind: 'about' | 'shortcuts' | 'help' | 'guide' | 'commands' | 'find' | 'settings' | 'export' | 'check-gradients' }
  /** A document could not be read, for these problems. */
  | { readonly kind: 'problems'; readonly name: string; readonly problems: readonly Problem[] }
  /** Names the ports of a group. */
  | { readonly kind: 'ports'; readonly group: string }
  /** An action failed, for this reason. */
  | {
      readonly kind: 'failure'
      readonly title: string
      readonly values: Readonly<Record<string, string>>
      readonly reason: string
      readonly saveAs?: () => void
    }
  /** Another program has changed a document's file. */
  | { readonly kind: 'changed'; readonly tab: Tab; readonly change: Change; readonly answer: (answer: ChangeAnswer) => void }
  /** The engine cannot provide a document's newest weights: asks whether to continue without. */
  | { readonly kind: 'without-weights'; readonly name: string; readonly problem: Problem; readonly answer: (answer: WithoutWeights) => void }
  /** Previews a table that may become the document's data. */
  | { readonly kind: 'data' }

export type WithoutWeights = 'wait' | 'restart' | 'without' | 'cancel'

export const useDialogs = create<{ readonly request: DialogRequest | undefined }>(() => ({ request: undefined }))

/** Dialogs that tell or ask the user something: another one waits until they are answered. */
const STAYS: readonly DialogRequest['kind'][] = ['problems', 'failure', 'changed', 'without-weights']
let waiting: readonly DialogRequest[] = []

export function show(request: DialogRequest): void {
  const { request: open } = useDialogs.getState()
  if (open && STAYS.includes(open.kind)) waiting = [...waiting, request]
  else useDialogs.setState({ request })
}

/** Closes the open dialog, and opens the one that waits longest. */
export function dismiss(): void {
  const [next, ...rest] = waiting
  waiting = rest
  useDialogs.setState({ request: next })
}

/** Asks with a dialog; if another dialog replaces it or the user closes it, resolves to `otherwise`. */
export function question<T>(dialog: (answer: (answer: T) => void) => DialogRequest, otherwise: T): Promise<T> {
  return new Promise((resolve) => {
    const request = dialog((answer) => {
      stop()
      dismiss()
      resolve(answer)
    })
    let shown = false
    const stop = useDialogs.subscribe((state) => {
      shown ||= state.request === request
      if (!shown || state.request === request) return
      stop()
      resolve(otherwise)
    })
    show(request)
  })
}

/** Asks whether to continue without a document's newest weights. */
export const askWithoutWeights = (name: string, problem: Problem): Promise<WithoutWeights> =>
  question<WithoutWeights>((answer) => ({ kind: 'without-weights', name, problem, answer }), 'cancel')
