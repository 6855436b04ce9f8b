import { create } from 'zustand'
import type { Problem } from '../../engine/base/problem'

/** What stands over the window and waits for the person. */
export type DialogRequest =
  | { readonly kind: 'about' | 'shortcuts' | 'help' | 'guide' | 'commands' | 'find' | 'settings' | 'export' | 'check-gradients' }
  /** A document could not be read: what is wrong with it. */
  | { readonly kind: 'problems'; readonly name: string; readonly problems: readonly Problem[] }
  /** Names for the ports of a group. */
  | { readonly kind: 'ports'; readonly group: string }
  /** Something went wrong: what, and why. */
  | { readonly kind: 'failure'; readonly title: string; readonly values: Readonly<Record<string, string>>; readonly reason: string }
  /** The engine cannot tell the newest weights of a document: whether to go on without them. */
  | { readonly kind: 'without-weights'; readonly name: string; readonly problem: Problem; readonly answer: (answer: WithoutWeights) => void }
  /** A table that could become the document's data. */
  | { readonly kind: 'data' }

export type WithoutWeights = 'wait' | 'restart' | 'without' | 'cancel'

export const useDialogs = create<{ readonly request: DialogRequest | undefined }>(() => ({ request: undefined }))

export const show = (request: DialogRequest): void => useDialogs.setState({ request })
export const dismiss = (): void => useDialogs.setState({ request: undefined })

/** Asks whether to go on without the newest weights of a document; whatever takes the question's place cancels. */
export function askWithoutWeights(name: string, problem: Problem): Promise<WithoutWeights> {
  return new Promise((resolve) => {
    const request: DialogRequest = {
      kind: 'without-weights', name, problem,
      answer(answer) {
        stop()
        dismiss()
        resolve(answer)
      },
    }
    show(request)
    const stop = useDialogs.subscribe((state) => {
      if (state.request === request) return
      stop()
      resolve('cancel')
    })
  })
}
