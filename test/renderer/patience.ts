import { configure } from '@testing-library/react'

/** How long to wait for something to appear: long enough for a busy machine. */
configure({ asyncUtilTimeout: 15_000 })
