import { app } from 'electron'
import { release } from 'node:os'
import type { RuntimeFacts } from './contract'

/** The Electron version in package.json, inserted by the build. */
declare const ELECTRON_VERSION: string

/** Returns the versions shown in Help → About. */
export function runtimeFacts(): RuntimeFacts {
  const { electron = '', chrome = '', node, v8 } = process.versions
  return {
    app: app.getVersion(),
    electron,
    chromium: chrome,
    node,
    v8,
    platform: `${process.platform} ${release()} ${process.arch}`,
    official: electron === ELECTRON_VERSION,
  }
}
