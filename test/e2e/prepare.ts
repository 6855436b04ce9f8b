import { buildApp } from '../../scripts/build.mjs'

/** Before the tests: the app built from the sources as they are, once for all workers. */
export default (): Promise<void> => buildApp()
