import { useEffect, useState } from 'react'
import type { ParameterAnswer } from '../../../engine/run/questions'
import { ask, engineStore, frames } from '../../workspace/engine'
import { answered, leaveIt } from '../../worker/failure'

/** Milliseconds between two looks at one parameter. */
const PACE = 50
/** Eigenvalues take about 10 n³ operations; watching them shall take but a few percent of the training. */
const paceOfEigenvalues = (n: number): number => Math.max(100, n ** 3 / 2500)

export interface Watched {
  readonly message: ParameterAnswer
  readonly eigenvalues: Float64Array | undefined
}

/** A parameter as it is, again and again while training goes on. */
export function useParameter(name: string): Watched | undefined {
  const [watched, watch] = useState<Watched>()
  useEffect(() => {
    let over = false
    let asking = false
    let stale = true
    let timer: ReturnType<typeof setTimeout> | undefined
    let spectrum = { at: -Infinity, rows: 1, values: undefined as Float64Array | undefined }
    const look = async (): Promise<void> => {
      timer = undefined
      if (asking || over) return
      asking = true
      stale = false
      const now = performance.now()
      const still = engineStore.getState().state.status !== 'running'
      const eigenvalues = still || now - spectrum.at >= paceOfEigenvalues(spectrum.rows)
      const message = await answered(ask({ kind: 'parameter', name, eigenvalues })).catch(leaveIt)
      asking = false
      if (over || !message) return
      if (eigenvalues) spectrum = { at: now, rows: message.found?.rows ?? 1, values: message.found?.eigenvalues }
      watch({ message, eigenvalues: spectrum.values })
      if (stale) soon()
    }
    const soon = (): void => {
      stale = true
      timer ??= setTimeout(() => void look(), PACE)
    }
    void look()
    const leave = [
      frames.subscribe(soon),
      engineStore.subscribe((state, old) => {
        if (state.compiled !== old.compiled || state.state.status !== old.state.status) soon()
      }),
    ]
    return () => {
      over = true
      clearTimeout(timer)
      for (const end of leave) end()
    }
  }, [name])
  return watched
}
