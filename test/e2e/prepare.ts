import { buildApp } from '../../scripts/build.mjs'
import { startVirtualScreen } from '../../scripts/display.mjs'

/** Before the tests: the app built from the sources as they are, and on Linux a virtual screen of its own. */
export default async function prepare(): Promise<(() => void) | undefined> {
  await buildApp()
  if (process.platform !== 'linux') return undefined
  const { display, stop } = await startVirtualScreen()
  process.env.DISPLAY = display
  delete process.env.WAYLAND_DISPLAY
  return stop
}
