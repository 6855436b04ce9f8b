import { engineStore, setSpeed } from './engine'
import { useSettings } from './settings'

/**
 * Updates per second while the hints of the first start are shown, so that the example is still training when the user
 * has read them.
 */
const WATCHED = 1000

/** Slows down the first example while the hints are shown; the speed control shows this, and moving it overrides it. */
export function slowFirstShow(): void {
  if (useSettings.getState().hinted || engineStore.getState().speed !== null) return
  setSpeed(WATCHED)
  const stop = useSettings.subscribe(({ hinted }) => {
    if (!hinted) return
    stop()
    if (engineStore.getState().speed === WATCHED) setSpeed(null)
  })
}
