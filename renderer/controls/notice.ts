import { create } from 'zustand'

/** A message for the user: a text key and its values. */
export interface Notice {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
  /** Increases with each notice, so that a repeated one is shown again. */
  readonly turn: number
}

interface Notices {
  readonly notice: Notice | undefined
}

export const useNotice = create<Notices>(() => ({ notice: undefined }))

/** Shows why a gesture had no effect, or an effect that is not visible; the notice disappears by itself. */
export const notify = (key: string, values: Notice['values'] = {}): void =>
  useNotice.setState(({ notice }) => ({ notice: { key, values, turn: (notice?.turn ?? 0) + 1 } }))
